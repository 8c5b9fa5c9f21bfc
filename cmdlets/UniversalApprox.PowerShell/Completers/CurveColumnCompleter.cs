using System.Collections;
using System.Management.Automation.Language;

namespace UniversalApprox.PowerShell;

/// <summary>
/// Completes the columns of a CSV file: the one that -Path or -LiteralPath names, or that Import-Csv reads before in the
/// pipeline; or those of the rows in a piped variable.
/// </summary>
public sealed class CurveColumnCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(CommandAst command, IDictionary arguments) => Columns(command, arguments);

    internal static IEnumerable<string> Columns(CommandAst command, IDictionary arguments)
    {
        if (CompletionContext.FileOf(arguments) is { } own)
            return CompletionContext.ColumnsOf(own, CompletionContext.Layout(arguments));
        return CompletionContext.Before(command) switch
        {
            CommandAst import when CompletionContext.IsImportCsv(import) =>
                CompletionContext.FileOf(import) is { } file ? CompletionContext.ColumnsOf(file, new()) : [],
            CommandExpressionAst { Expression: VariableExpressionAst variable } => CompletionContext.ColumnsOf(variable),
            _ => [],
        };
    }
}
