using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UniversalApprox.PowerShell;

/// <summary>Facts about a command line before it runs. An unknown fact gives no completions, and never an error.</summary>
internal static class CompletionContext
{
    private static readonly string[] s_paths = ["Path", "LiteralPath", "PSPath", "LP", "FullName"];

    /// <summary>The source of the command's input: the element before it in the pipeline, skipping commands that pass rows on unchanged.</summary>
    public static CommandBaseAst? Before(CommandAst command)
    {
        if (command.Parent is not PipelineAst pipeline)
            return null;
        int at = pipeline.PipelineElements.IndexOf(command) - 1;
        while (at > 0 && pipeline.PipelineElements[at] is CommandAst between && KeepsRows(between))
            at--;
        return at >= 0 ? pipeline.PipelineElements[at] : null;
    }

    private static bool KeepsRows(CommandAst command) => command.GetCommandName()?.ToUpperInvariant()
        is "WHERE-OBJECT" or "WHERE" or "?" or "SORT-OBJECT" or "SORT" or "TEE-OBJECT" or "TEE";

    /// <summary>The file that an argument names.</summary>
    public static string? FileOf(IDictionary arguments) =>
        s_paths.Where(name => arguments.Contains(name))
            .Select(name => PipelineInput.Flatten(arguments[name]).FirstOrDefault()?.ToString())
            .FirstOrDefault(path => path is not null);

    /// <summary>How the file is laid out, as far as arguments say it. What is no constant is not known yet.</summary>
    public static CsvOptions Layout(IDictionary arguments) => new()
    {
        Delimiter = LanguagePrimitives.TryConvertTo(arguments["Delimiter"], out char given) && given != '\0' ? given : null,
        SkipRows = LanguagePrimitives.TryConvertTo(arguments["SkipRows"], out int skipped) && arguments.Contains("SkipRows") ? skipped : null,
        Encoding = EncodingOf(arguments["Encoding"]),
    };

    public static bool IsImportCsv(CommandAst command) =>
        command.GetCommandName()?.ToUpperInvariant() is "IMPORT-CSV" or "IPCSV";

    /// <summary>The file that a command reads: its first argument, or the one of -Path or -LiteralPath, if it is a constant.</summary>
    public static string? FileOf(CommandAst command)
    {
        for (int i = 1; i < command.CommandElements.Count; i++)
        {
            CommandElementAst element = command.CommandElements[i];
            if (element is not CommandParameterAst parameter)
                return (element as StringConstantExpressionAst)?.Value;
            if (s_paths.Any(name => name.StartsWith(parameter.ParameterName, StringComparison.OrdinalIgnoreCase)))
                continue;
            if (parameter.Argument is null)
                i++;
        }

        return null;
    }

    /// <summary>The names of the columns of a file; none if it cannot be read.</summary>
    public static IEnumerable<string> ColumnsOf(string path, CsvOptions options)
    {
        try
        {
            return Ask("$ExecutionContext.SessionState.Path.GetResolvedProviderPathFromPSPath($args[0], [ref] $null)", path) is [{ BaseObject: string file }, ..]
                ? CurveData.ReadCsvColumns(file, options)
                : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    /// <summary>The names of the columns of the first row that a variable holds.</summary>
    public static IEnumerable<string> ColumnsOf(VariableExpressionAst rows) =>
        PipelineInput.Flatten(ValueOf(rows)).FirstOrDefault() is { BaseObject: not (string or CurveData) } row ? RowReader.ColumnsOf(row) : [];

    /// <summary>The elements of a variable's value.</summary>
    public static PSObject?[] ValueOf(VariableExpressionAst variable) =>
        Ask("$ExecutionContext.SessionState.PSVariable.GetValue($args[0])", variable.VariablePath.UserPath);

    private static System.Text.Encoding? EncodingOf(object? argument)
    {
        try
        {
            return argument is null ? null : (System.Text.Encoding?)new EncodingTransformAttribute().Transform(null!, argument);
        }
        catch (RuntimeException)
        {
            return null;
        }
    }

    /// <summary>The variables that the command line sees.</summary>
    public static IEnumerable<PSVariable> Variables() =>
        Ask("Get-Variable", null).Select(item => item?.BaseObject).OfType<PSVariable>();

    /// <summary>Asks the session in which completion runs. An error counts as no answer.</summary>
    private static PSObject?[] Ask(string script, string? argument)
    {
        try
        {
            using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
            return [.. shell.AddScript(script).AddArgument(argument).Invoke()];
        }
        catch (RuntimeException)
        {
            return [];
        }
    }
}
