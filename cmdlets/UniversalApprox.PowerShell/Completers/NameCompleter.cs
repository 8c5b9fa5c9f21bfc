using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UniversalApprox.PowerShell;

/// <summary>Completes an argument by names; those that are no plain words are quoted.</summary>
public abstract class NameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string start = (wordToComplete ?? "").Trim('\'', '"');
        foreach (string name in Names(commandAst, fakeBoundParameters))
            if (name.StartsWith(start, StringComparison.OrdinalIgnoreCase))
                yield return new(Quoted(name), name, CompletionResultType.ParameterValue, name);
    }

    /// <summary>All names, given the facts about the command.</summary>
    private protected abstract IEnumerable<string> Names(CommandAst command, IDictionary arguments);

    private static string Quoted(string name) =>
        name.All(c => char.IsLetterOrDigit(c) || c is '_' or ':')
            ? name
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";
}
