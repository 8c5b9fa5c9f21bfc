using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Reads data from CSV files.</summary>
[Cmdlet(VerbsData.Import, "CurveData", DefaultParameterSetName = PathSet)]
[OutputType(typeof(CurveData))]
public sealed class ImportCurveDataCommand : PSCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    /// <summary>The files; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The files; no character has a special meaning.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The columns of the inputs. Default: all but the output.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? X { get; set; }

    /// <summary>The column of the output. Default: the last one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Y { get; set; }

    /// <summary>The character between values. Default: found out from the file.</summary>
    [Parameter]
    public char? Delimiter { get; set; }

    /// <summary>The decimal separator of the numbers.</summary>
    [Parameter]
    [ValidateSet(".", ",")]
    public string DecimalSeparator { get; set; } = ".";

    /// <summary>The first row holds numbers, not names.</summary>
    [Parameter]
    public SwitchParameter NoHeader { get; set; }

    /// <summary>Skips rows that cannot be used, with a warning that counts them.</summary>
    [Parameter]
    public SwitchParameter SkipInvalid { get; set; }

    /// <summary>What the data is called. Default: the name of the file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in ParameterSetName == PathSet ? Path.SelectMany(Resolve) : LiteralPath.Select(Literal))
            Read(path);
    }

    private IEnumerable<string> Resolve(string pattern)
    {
        try
        {
            return GetResolvedProviderPathFromPSPath(pattern, out _);
        }
        catch (ItemNotFoundException)
        {
            WriteError(ErrorRecords.NoSuchFile(pattern));
            return [];
        }
    }

    private string Literal(string path) => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);

    private void Read(string path)
    {
        try
        {
            ImportedCurve imported = CurveData.ReadCsv(path, Options());
            if (imported.SkippedRows > 0)
                WriteWarning(
                    $"{System.IO.Path.GetFileName(path)}: skipped {imported.SkippedRows} of {imported.SkippedRows + imported.Data.Count} rows. First: {imported.Reasons[0]}");
            WriteVerbose($"{path}: {imported.Data}");
            WriteObject(imported.Data);
        }
        catch (CsvDataException error)
        {
            WriteError(ErrorRecords.InvalidFile(error, path));
        }
        catch (FileNotFoundException)
        {
            WriteError(ErrorRecords.NoSuchFile(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.UnreadableFile(error, path));
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
