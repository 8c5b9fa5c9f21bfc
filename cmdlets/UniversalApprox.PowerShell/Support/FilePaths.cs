using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Helpers for paths of files.</summary>
internal static class FilePaths
{
    /// <summary>Whether a provider's paths are files and folders.</summary>
    public static bool IsFileSystem(ProviderInfo provider) =>
        string.Equals(provider.Name, "FileSystem", StringComparison.OrdinalIgnoreCase);

    /// <summary>A file or folder as Get-Item gives it, with the properties that its table shows.</summary>
    public static PSObject Item(PSCmdlet cmdlet, string path) =>
        cmdlet.InvokeProvider.Item.Get([path], force: true, literalPath: true)[0];
}
