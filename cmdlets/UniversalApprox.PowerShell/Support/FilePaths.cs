using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Helpers for paths of files.</summary>
internal static class FilePaths
{
    /// <summary>Whether a provider's paths are files and folders.</summary>
    public static bool IsFileSystem(ProviderInfo provider) =>
        string.Equals(provider.Name, "FileSystem", StringComparison.OrdinalIgnoreCase);

    /// <summary>The path of -Run, or of another parameter, in the file system; null where it was not given.</summary>
    public static string? OfRun(PSCmdlet cmdlet, string? path, string parameter = "Run")
    {
        if (path is null)
            return null;
        string file = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        return IsFileSystem(provider)
            ? file
            : throw new ArgumentException($"-{parameter} must be a file; {Shown.Path(path)} is a path of the provider {provider.Name}.");
    }

    /// <summary>A file or folder as Get-Item gives it, with the properties that its table shows.</summary>
    public static PSObject Item(PSCmdlet cmdlet, string path) =>
        cmdlet.InvokeProvider.Item.Get([path], force: true, literalPath: true)[0];
}
