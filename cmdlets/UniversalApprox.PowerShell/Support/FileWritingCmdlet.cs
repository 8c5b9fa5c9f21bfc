using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>A cmdlet that writes one file and asks before it replaces another.</summary>
public abstract class FileWritingCmdlet : CancellableCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "LP", "FilePath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The path of the file system that <see cref="Path"/> means; null after an error was written.</summary>
    private protected string? ResolveFile()
    {
        try
        {
            string file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path, out ProviderInfo provider, out _);
            if (FilePaths.IsFileSystem(provider))
                return file;
            WriteError(ErrorRecords.NotAFile(Path, $"a path of the provider {provider.Name}", "write"));
        }
        catch (SessionStateException error)
        {
            WriteError(ErrorRecords.UnwritableFile(error, Path));
        }

        return null;
    }

    /// <summary>Whether the file may be written; otherwise it writes an error.</summary>
    private protected bool MayWrite(string path)
    {
        if (Directory.Exists(path))
            WriteError(ErrorRecords.NotAFile(path, "a folder", "write"));
        else if (File.Exists(path) && !Force)
            WriteError(ErrorRecords.FileExists(path));
        else
            return true;
        return false;
    }
}
