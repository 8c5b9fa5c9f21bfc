using System.Collections;
using System.Management.Automation.Language;

namespace UniversalApprox.PowerShell;

/// <summary>Completes the inputs of -LogX: those that -X names, or else all columns of the file or the rows; and * for all.</summary>
public sealed class LogColumnCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(CommandAst command, IDictionary arguments)
    {
        string[] inputs = [.. PipelineInput.Flatten(arguments["X"]).Select(name => name?.ToString()).OfType<string>()];
        return (inputs.Length > 0 ? inputs : CurveColumnCompleter.Columns(command, arguments)).Append("*");
    }
}
