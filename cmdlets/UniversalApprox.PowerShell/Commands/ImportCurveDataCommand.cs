using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Reads data from CSV files.</summary>
[Cmdlet(VerbsData.Import, "CurveData", DefaultParameterSetName = PathSet)]
[OutputType(typeof(CurveData))]
public sealed class ImportCurveDataCommand : PSCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "The files; wildcards are allowed.")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true,
        HelpMessage = "The files; no character has a special meaning.")]
    [Alias("PSPath", "LP", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(HelpMessage = "The columns of the inputs. Default: all but the output.")]
    [ValidateNotNullOrEmpty]
    public string[]? X { get; set; }

    [Parameter(HelpMessage = "The column of the output. Default: the last one.")]
    [ValidateNotNullOrEmpty]
    public string? Y { get; set; }

    [Parameter(HelpMessage = "The character between values. Default: found out from the file.")]
    public char? Delimiter { get; set; }

    [Parameter(HelpMessage = "The decimal separator of the numbers.")]
    [ValidateSet(".", ",")]
    public string DecimalSeparator { get; set; } = ".";

    [Parameter(HelpMessage = "The first row holds numbers, not names.")]
    public SwitchParameter NoHeader { get; set; }

    [Parameter(HelpMessage = "Skips rows that cannot be used, with a warning that counts them.")]
    public SwitchParameter SkipInvalid { get; set; }

    [Parameter(HelpMessage = "What the data is called. Default: the name of the file.")]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in ParameterSetName == PathSet ? Path.SelectMany(Resolve) : LiteralPath.SelectMany(Literal))
            Read(path);
    }

    /// <summary>The files that a pattern means. A file whose very name looks like a pattern, data[1].csv, wins.</summary>
    private IEnumerable<string> Resolve(string pattern)
    {
        try
        {
            if (!WildcardPattern.ContainsWildcardCharacters(pattern) || File.Exists(Unresolved(pattern)))
                return Literal(pattern);
            var files = GetResolvedProviderPathFromPSPath(pattern, out ProviderInfo provider);
            if (!IsFileSystem(provider))
                WriteError(ErrorRecords.NotAFile(pattern, $"a path of the provider {provider.Name}"));
            else if (files.Count == 0)
                WriteError(ErrorRecords.NoSuchFile(pattern, "no name matches the pattern"));
            else
                return files;
        }
        catch (SessionStateException error)
        {
            WriteError(ErrorRecords.NoSuchFile(pattern, Sentence(error)));
        }

        return [];
    }

    private IEnumerable<string> Literal(string path)
    {
        try
        {
            string file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            if (IsFileSystem(provider))
                return [file];
            WriteError(ErrorRecords.NotAFile(path, $"a path of the provider {provider.Name}"));
        }
        catch (SessionStateException error)
        {
            WriteError(ErrorRecords.NoSuchFile(path, Sentence(error)));
        }

        return [];
    }

    private string Unresolved(string path) => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);

    private static bool IsFileSystem(ProviderInfo provider) =>
        string.Equals(provider.Name, "FileSystem", StringComparison.OrdinalIgnoreCase);

    private static string Sentence(SessionStateException error) => error.Message.TrimEnd('.');

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
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            WriteError(ErrorRecords.NotAFile(path, "a folder"));
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
