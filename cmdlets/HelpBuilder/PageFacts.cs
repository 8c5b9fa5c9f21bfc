using System.Text.RegularExpressions;

namespace UniversalApprox.HelpBuilder;

/// <summary>Writes facts of the assembly into the pages: the syntax, and a line under each parameter.</summary>
internal static partial class PageFacts
{
    private const string Separator = " · ";

    /// <summary>Whether a paragraph is the line of facts: it starts with the type as code.</summary>
    public static bool IsFacts(string text) => FactsLine().IsMatch(text);

    /// <summary>The page with the facts of the assembly in place of those that it has.</summary>
    public static string Refresh(string page, CmdletFacts cmdlet)
    {
        string syntax = $"## Syntax\n\n```text\n{string.Join("\n\n", cmdlet.Syntax())}\n```\n\n";
        string refreshed = SyntaxSection().Replace(page, "");
        refreshed = new Regex("^## ", RegexOptions.Multiline).Replace(refreshed, _ => syntax + "## ", 1);
        foreach (ParameterFacts parameter in cmdlet.Parameters)
        {
            var heading = new Regex($@"(?m)^### -{Regex.Escape(parameter.Name)}\n\n(`[^`\n]+`( · .*)?\n\n)?");
            refreshed = heading.Replace(refreshed, _ => $"### -{parameter.Name}\n\n{Line(parameter, cmdlet)}\n\n", 1);
        }

        return refreshed;
    }

    private static string Line(ParameterFacts parameter, CmdletFacts cmdlet) =>
        string.Join(Separator, Facts(parameter, cmdlet));

    private static IEnumerable<string> Facts(ParameterFacts parameter, CmdletFacts cmdlet)
    {
        yield return $"`{parameter.TypeName}`";
        if (parameter.Roles.Any(role => role.Mandatory))
            yield return "required";
        string[] sets = [.. cmdlet.Sets.Where(set => parameter.RoleIn(set) is not null)];
        if (sets.Length < cmdlet.Sets.Count)
            yield return $"in {string.Join(", ", sets.Select(set => $"`{set}`"))}";
        if (parameter.Roles[0].Position >= 0)
            yield return $"position {parameter.Roles[0].Position}";
        if (parameter.Default is { } value)
            yield return $"default `{value}`";
        if (parameter.Range is { } range)
            yield return range;
        if (parameter.Values.Count > 0)
            yield return string.Join(", ", parameter.Values.Select(name => $"`{name}`"));
        if (parameter.Aliases.Count > 0)
            yield return $"alias {string.Join(", ", parameter.Aliases.Select(name => $"`{name}`"))}";
        if (parameter.AllowsWildcards)
            yield return "wildcards";
        string[] ways = [.. parameter.Roles.SelectMany(role => Ways(role.ValueFromPipeline, role.ValueFromPipelineByPropertyName)).Distinct()];
        if (ways.Length > 0)
            yield return $"from the pipeline {string.Join(" and ", ways)}";
    }

    private static IEnumerable<string> Ways(bool byValue, bool byName)
    {
        if (byValue)
            yield return "by value";
        if (byName)
            yield return "by property name";
    }

    [GeneratedRegex(@"^`[\w\[\]]+`( · .*)?$")]
    private static partial Regex FactsLine();

    [GeneratedRegex(@"(?ms)^## Syntax\n.*?(?=^## )")]
    private static partial Regex SyntaxSection();
}
