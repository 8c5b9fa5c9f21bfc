using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace UniversalApprox.Shell;

/// <summary>
/// The questions an engine may ask: a missing mandatory parameter, a confirmation. Without a person at a terminal each
/// is an error that names what was wanted; a scheduled job must fail, not wait.
/// </summary>
internal sealed class HostQuestions(Terminal terminal, bool interactive)
{
    private bool CanAsk => interactive && terminal.IsInputTerminal;

    public string ReadLine(string what)
    {
        RequirePerson(what);
        return Console.ReadLine() ?? throw new PipelineStoppedException();
    }

    public Dictionary<string, PSObject> AskForValues(string caption, string message, Collection<FieldDescription> descriptions)
    {
        RequirePerson("a value for " + string.Join(", ", descriptions.Select(d => d.Name)));
        WriteHeading(caption, message);
        var answers = new Dictionary<string, PSObject>();
        foreach (FieldDescription description in descriptions)
            answers[description.Name] = AskForValue(description);
        return answers;
    }

    public int AskForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        RequirePerson($"an answer to \"{caption}\"");
        WriteHeading(caption, message);
        string[] keys = [.. choices.Select(ChoiceKey)];
        string offer = string.Join("  ", choices.Select((c, i) => $"[{keys[i]}] {c.Label.Replace("&", "", StringComparison.Ordinal)}"));
        while (true)
        {
            Console.Error.Write($"{offer} (default is \"{(defaultChoice >= 0 ? keys[defaultChoice] : "none")}\"): ");
            string answer = (Console.ReadLine() ?? throw new PipelineStoppedException()).Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
                return defaultChoice;
            int chosen = Array.FindIndex(keys, k => k.Equals(answer, StringComparison.OrdinalIgnoreCase));
            if (chosen >= 0)
                return chosen;
        }
    }

    public static NotSupportedException NoSecrets() => new("This host does not ask for passwords or credentials.");

    private static PSObject AskForValue(FieldDescription description)
    {
        bool isList = description.ParameterTypeFullName.EndsWith("[]", StringComparison.Ordinal);
        if (!isList)
        {
            Console.Error.Write($"{description.Name}: ");
            return new PSObject(Console.ReadLine() ?? throw new PipelineStoppedException());
        }

        // A list is asked for item by item until an empty line, as pwsh does.
        var items = new List<string>();
        while (true)
        {
            Console.Error.Write($"{description.Name}[{items.Count}]: ");
            string item = Console.ReadLine() ?? throw new PipelineStoppedException();
            if (item.Length == 0)
                return new PSObject(items.ToArray());
            items.Add(item);
        }
    }

    /// <summary>The letter after the ampersand ("&amp;Yes" is Y), else the whole label.</summary>
    private static string ChoiceKey(ChoiceDescription choice)
    {
        int mark = choice.Label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < choice.Label.Length ? choice.Label[mark + 1].ToString().ToUpperInvariant() : choice.Label;
    }

    private static void WriteHeading(string caption, string message)
    {
        foreach (string line in new[] { caption, message })
        {
            if (!string.IsNullOrEmpty(line))
                Console.Error.WriteLine(line);
        }
    }

    private void RequirePerson(string what)
    {
        if (!CanAsk)
            throw new HostException($"Cannot ask for {what}: the shell runs without a person at a terminal.");
    }
}
