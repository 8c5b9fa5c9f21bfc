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
    public char DecimalSeparator { get; set; } = new CsvOptions().DecimalSeparator;

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
                    $"{System.IO.Path.GetFileName(path)}: skipped {imported.SkippedRows} of {imported.SkippedRows + imported.Data.Count} rows. First: {imported.Reasons[0].Describe(this.Spell)}");
            WriteVerbose($"{path}: {imported.Data}");
            WriteObject(imported.Data.WithOrigin(PowerShellCode.OfFile(path, options)));
        }
        catch (CsvDataException error)
        {
            WriteError(ErrorRecords.InvalidFile(this, error, path));
        }
        catch (ArgumentException error)
        {
            WriteError(ErrorRecords.InvalidArgument(this, error, path));
        }
    }

    private CsvOptions Options() => new()
    {
        X = X,
        Y = Y,
        Delimiter = Delimiter,
        DecimalSeparator = DecimalSeparator,
        NoHeader = NoHeader,
        SkipInvalid = SkipInvalid,
        Name = Name,
    };
}
