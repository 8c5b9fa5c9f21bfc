using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>The module's errors: stable identifiers, categories and targets.</summary>
internal static class ErrorRecords
{
    /// <summary>An argument that is out of range or does not fit the others. Options are spelled as the cmdlet's parameters.</summary>
    public static ErrorRecord InvalidArgument(PSCmdlet cmdlet, Exception error, object? target) =>
        new(error, "InvalidArgument", ErrorCategory.InvalidArgument, target)
        {
            ErrorDetails = error is OptionException option ? new(option.Describe(cmdlet.Spell)) : null,
        };

    /// <summary>Arguments that are fine alone, but not together.</summary>
    public static ErrorRecord ContradictoryArguments(string reason) =>
        new(new ArgumentException(reason), "ContradictoryArguments", ErrorCategory.InvalidArgument, null);

    /// <summary>A file that cannot be read as data. Options are spelled as the cmdlet's parameters.</summary>
    public static ErrorRecord InvalidFile(PSCmdlet cmdlet, CsvDataException error, string path) =>
        new(error, "InvalidCurveFile", ErrorCategory.InvalidData, path) { ErrorDetails = new(error.Describe(cmdlet.Spell)) };

    /// <summary>A file that cannot be opened.</summary>
    public static ErrorRecord UnreadableFile(Exception error, string path) =>
        new(error, "UnreadableFile", ErrorCategory.OpenError, path);

    /// <summary>A path that leads to something else than a file.</summary>
    public static ErrorRecord NotAFile(string path, string what, string intent = "read") =>
        new(new IOException($"Cannot {intent} '{Shown.Path(path)}': it is {what}, not a file."), "NotAFile", ErrorCategory.OpenError, path);

    /// <summary>A path, or a pattern, that leads to no file.</summary>
    public static ErrorRecord NoSuchFile(string path, string reason = "it does not exist") =>
        new(
            new FileNotFoundException($"Cannot find the file '{Shown.Path(path)}': {reason}.", path),
            "FileNotFound",
            ErrorCategory.ObjectNotFound,
            path);

    /// <summary>A file that does not hold a model: foreign, cut off, of a newer version, or with numbers that are not finite.</summary>
    public static ErrorRecord InvalidModelFile(Exception error, string path) =>
        new(error, "InvalidModelFile", ErrorCategory.InvalidData, path);

    /// <summary>A file that does not hold draws: foreign, cut off, unlike the first, or with numbers that are not finite.</summary>
    public static ErrorRecord InvalidChainFile(Exception error, IReadOnlyList<string> paths) =>
        new(error, "InvalidChainFile", ErrorCategory.InvalidData, paths.Count == 1 ? paths[0] : paths.ToArray());

    /// <summary>TorchSharp weights, which do not say what the activation is.</summary>
    public static ErrorRecord MissingActivation(string path) =>
        new(
            new ArgumentException($"{Shown.Path(path)}: TorchSharp weights do not say which activation is between the layers: give -Activation."),
            "MissingActivation",
            ErrorCategory.InvalidArgument,
            path);

    /// <summary>A file that exists, without -Force.</summary>
    public static ErrorRecord FileExists(string path) =>
        new(new IOException($"'{Shown.Path(path)}' exists already: -Force replaces it."), "FileExists", ErrorCategory.ResourceExists, path);

    /// <summary>A file that cannot be written.</summary>
    public static ErrorRecord UnwritableFile(Exception error, string path) =>
        new(error, "UnwritableFile", ErrorCategory.WriteError, path);

    /// <summary>A run file that cannot be used; the message says why and what to do.</summary>
    public static ErrorRecord RunFileFailed(RunFileException error) =>
        new(
            error,
            $"RunFile{error.Failure}",
            error.Failure switch
            {
                RunFailure.InUse => ErrorCategory.ResourceBusy,
                RunFailure.Unwritable => ErrorCategory.WriteError,
                RunFailure.Unreadable => ErrorCategory.OpenError,
                _ => ErrorCategory.InvalidData,
            },
            error.Path);

    /// <summary>A program of SLURM is missing, or refused; the message has its words.</summary>
    public static ErrorRecord SlurmFailed(SlurmException error) =>
        new(error, "SlurmFailed", ErrorCategory.ResourceUnavailable, error.Program);

    /// <summary>libtorch, or its device, is missing; the message has the remedy.</summary>
    public static ErrorRecord TorchUnavailable(TorchUnavailableException error) =>
        new(error, $"Torch{error.Failure}", ErrorCategory.ResourceUnavailable, error.Failure);

    /// <summary>libtorch could not be installed: a source that cannot be used, or a place that cannot be written to.</summary>
    public static ErrorRecord InstallationFailed(Exception error, string source) =>
        new(error, "TorchInstallationFailed", ErrorCategory.NotInstalled, source);

    /// <summary>A formula that cannot be read. The arrow stands before the character where it went wrong.</summary>
    public static ErrorRecord InvalidFormula(FormulaException error) =>
        new(error, "InvalidFormula", ErrorCategory.ParserError, error.Formula)
        {
            // PowerShell shows an error on one line, so the caret of the message would point nowhere.
            ErrorDetails = new($"Position {error.Position}: {error.Reason}: {Marked(error.Formula, error.Position - 1)}"),
        };

    /// <summary>A piped row that has no number where one is needed.</summary>
    public static ErrorRecord InvalidRow(string reason, object row) =>
        new(new FormatException(reason), "InvalidRow", ErrorCategory.InvalidData, row);

    /// <summary>Piped rows without -X and -Y, or without the columns that these name.</summary>
    public static ErrorRecord UnknownColumns(string reason, object row) =>
        new(new ArgumentException(reason), "UnknownColumns", ErrorCategory.InvalidArgument, row);

    /// <summary>An object of a kind that the cmdlet cannot use.</summary>
    public static ErrorRecord WrongInput(string reason, object? input) =>
        new(new ArgumentException(reason), "WrongInput", ErrorCategory.InvalidType, input);

    /// <summary>An object that is not the result of sampling.</summary>
    public static ErrorRecord NotAPosterior(PSObject input) =>
        WrongInput($"A posterior (Invoke-Mcmc) is needed; got {PipelineInput.TypeName(input)}.", input);

    /// <summary>An object that is not a fit.</summary>
    public static ErrorRecord NotAFit(PSObject input) =>
        WrongInput($"A fit (Invoke-UnitSweep) or a comparison (Compare-UnitFit) is needed; got {PipelineInput.TypeName(input)}.{PipelineInput.FitHint(input)}", input);

    /// <summary>A log-density that is no number, or that threw, at some point.</summary>
    public static ErrorRecord LogDensityFailed(LogDensityException error, object target) =>
        new(error, "LogDensityFailed", ErrorCategory.InvalidResult, target);

    private static string Marked(string formula, int index)
    {
        const int shown = 30;
        int start = Math.Max(0, index - shown);
        int end = Math.Min(formula.Length, index + shown);
        return Shown.Text((start > 0 ? "…" : "") + formula[start..index] + "→" + formula[index..end] + (end < formula.Length ? "…" : ""));
    }
}
