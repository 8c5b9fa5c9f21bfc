using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Reads data from CSV files.</summary>
[Cmdlet(VerbsData.Import, "CurveData", DefaultParameterSetName = PathSet)]
[OutputType(typeof(CurveData))]
public sealed class ImportCurveDataCommand : FileReadingCmdlet
{
    [Parameter]
    [ArgumentCompleter(typeof(CurveColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? X { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(CurveColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Y { get; set; }

    [Parameter]
    public char? Delimiter { get; set; }

    [Parameter]
    [ValidateSet(".", ",")]
    public string DecimalSeparator { get; set; } = ".";

    [Parameter]
    public SwitchParameter NoHeader { get; set; }

    [Parameter]
    public SwitchParameter SkipInvalid { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <inheritdoc/>
    private protected override void Read(string path)
    {
        try
        {
            CsvOptions options = Options();
            ImportedCurve imported = Background(() => CurveData.ReadCsv(path, options, Cancellation));
            if (imported.SkippedRows > 0)
                WriteWarning(
                    $"{System.IO.Path.GetFileName(path)}: skipped {imported.SkippedRows} of {imported.SkippedRows + imported.Data.Count} rows. First: {CsvMessages.Translate(imported.Reasons[0])}");
            WriteVerbose($"{path}: {imported.Data}");
            WriteObject(imported.Data);
        }
        catch (CsvDataException error)
        {
            WriteError(ErrorRecords.InvalidFile(error, path));
        }
        catch (ArgumentException error)
        {
            WriteError(ErrorRecords.InvalidArgument(error, path));
        }
    }

    private CsvOptions Options() => new()
    {
        X = X,
        Y = Y,
        Delimiter = Delimiter,
        DecimalSeparator = DecimalSeparator[0],
        HasHeader = !NoHeader,
        SkipInvalid = SkipInvalid,
        Name = Name,
    };
}
