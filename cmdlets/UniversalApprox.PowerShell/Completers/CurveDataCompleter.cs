using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UniversalApprox.PowerShell;

/// <summary>Completes the variables of the session that hold data.</summary>
public sealed class CurveDataCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionContext.Variables()
            .Where(variable => variable.Value is CurveData or PSObject { BaseObject: CurveData })
            .Select(variable => (Text: $"${variable.Name}", Data: variable.Value.ToString()))
            .Where(variable => variable.Text.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase))
            .Select(variable => new CompletionResult(variable.Text, variable.Text, CompletionResultType.Variable, variable.Data));
}
