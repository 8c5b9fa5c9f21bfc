using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>A cmdlet that reads files. A file that cannot be read is an error, and the cmdlet goes on with the next one.</summary>
public abstract class FileReadingCmdlet : CancellableCmdlet
{
    private protected const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in ParameterSetName == PathSet ? Path.SelectMany(Resolve) : LiteralPath.SelectMany(Literal))
            ReadOrReport(path);
    }

    /// <summary>The files that match a pattern. If a file has the very name of the pattern, such as data[1].csv, only that file is read.</summary>
    private IEnumerable<string> Resolve(string pattern)
    {
        try
        {
            if (!WildcardPattern.ContainsWildcardCharacters(pattern) || File.Exists(Unresolved(pattern)))
                return Literal(pattern);
            var files = GetResolvedProviderPathFromPSPath(pattern, out ProviderInfo provider);
            if (!FilePaths.IsFileSystem(provider))
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
            if (FilePaths.IsFileSystem(provider))
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

    private static string Sentence(SessionStateException error) => error.Message.TrimEnd('.');

    /// <summary>Reads one file. The caller reports missing files, folders and files that cannot be opened.</summary>
    private protected abstract void Read(string path);

    private void ReadOrReport(string path)
    {
        try
        {
            Read(path);
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
    }
}
