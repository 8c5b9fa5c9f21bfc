using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UniversalApprox.PowerShell;

/// <summary>Completes the characters that separate columns.</summary>
public sealed class DelimiterCompleter : IArgumentCompleter
{
    private static readonly (string Text, string Name)[] s_delimiters =
        [("','", "comma"), ("';'", "semicolon"), ("\"`t\"", "tab"), ("'|'", "bar"), ("' '", "runs of blanks")];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        s_delimiters
            .Where(delimiter => delimiter.Text.StartsWith(wordToComplete ?? "", StringComparison.Ordinal))
            .Select(delimiter => new CompletionResult(delimiter.Text, delimiter.Name, CompletionResultType.ParameterValue, delimiter.Name));
}
