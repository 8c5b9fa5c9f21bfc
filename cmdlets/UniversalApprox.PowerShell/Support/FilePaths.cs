using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>What paths that lead to files have in common.</summary>
internal static class FilePaths
{
    /// <summary>Whether a provider's paths are files and folders.</summary>
    public static bool IsFileSystem(ProviderInfo provider) =>
        string.Equals(provider.Name, "FileSystem", StringComparison.OrdinalIgnoreCase);

    /// <summary>A file or folder as Get-Item gives it, with what its table shows.</summary>
    public static PSObject Item(PSCmdlet cmdlet, string path) =>
        cmdlet.InvokeProvider.Item.Get([path], force: true, literalPath: true)[0];
}
