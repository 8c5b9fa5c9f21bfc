using System.Management.Automation;
using System.Text;

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
    [ArgumentCompleter(typeof(CurveColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Sigma { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(CurveColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Weight { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(LogColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? LogX { get; set; }

    [Parameter]
    public SwitchParameter LogY { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(DelimiterCompleter))]
    public char? Delimiter { get; set; }

    [Parameter]
    public char? DecimalSeparator { get; set; }

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int? SkipRows { get; set; }

    [Parameter]
    [EncodingTransform]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    [Parameter]
    [Alias("MissingValue")]
    [AllowEmptyString]
    public string[]? MissingValues { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DateFormat { get; set; }

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
                    $"{Shown.Path(System.IO.Path.GetFileName(path))}: skipped {imported.SkippedRows} of {imported.SkippedRows + imported.MissingRows + imported.Data.Count} rows. First: {imported.Reasons[0].Describe(this.Spell)}");
            foreach (string warning in imported.DescribeWarnings(this.Spell))
                WriteWarning(warning);
            foreach (string note in imported.Notes)
                WriteVerbose(note);
            WriteVerbose($"{Shown.Path(path)}: {imported.Data}");
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
        Sigma = Sigma,
        Weight = Weight,
        LogX = LogX,
        LogY = LogY,
        Delimiter = Delimiter,
        DecimalSeparator = DecimalSeparator,
        SkipRows = SkipRows,
        Encoding = Encoding,
        MissingValues = MissingValues,
        DateFormat = DateFormat,
        NoHeader = NoHeader,
        SkipInvalid = SkipInvalid,
        Name = Name,
    };
}
