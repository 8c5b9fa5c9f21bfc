using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>How far the installation of libtorch is.</summary>
/// <param name="Step">What is being done with which file.</param>
/// <param name="BytesDone">Bytes of this step so far.</param>
/// <param name="BytesInAll">Bytes of this step in all; 0 when that is not known.</param>
public sealed record TorchInstallationProgress(string Step, long BytesDone, long BytesInAll);

/// <summary>
/// Installs libtorch and TorchSharp's native library for one user, where <see cref="TorchBackend"/> finds them. Packages are
/// checked against the SHA-512 of the published ones, and every file, from whatever place, against the SHA-256 of the published one; these hashes are
/// part of the library. The folder appears only when it is
/// complete. An earlier installation stays until then. The folder lists the SHA-256 of its files in SHA256SUMS.
/// </summary>
public static class TorchInstallation
{
    /// <summary>The service index of the feed that packages come from unless another is named.</summary>
    public const string DefaultSource = "https://api.nuget.org/v3/index.json";

    /// <summary>
    /// The folder that is installed to: libtorch-VERSION-RID in the folder that the environment variable UNIVERSALAPPROX_DATA
    /// names, else in UniversalApprox in the user's folder for local application data.
    /// </summary>
    /// <exception cref="TorchUnavailableException">There is no libtorch for this platform.</exception>
    public static string Folder => TorchInterop.InstallationFolder();

    /// <summary>The folder of NuGet's packages, which <see cref="FromPaths"/> understands: NUGET_PACKAGES, else ~/.nuget/packages.</summary>
    /// <exception cref="TorchUnavailableException">There is no libtorch for this platform.</exception>
    public static string NuGetCache => TorchInterop.NuGetCache();

    /// <summary>Whether <see cref="Folder"/> has all files that are needed, and nothing but published files with their hashes.</summary>
    /// <param name="cancellationToken">Ends the check; it reads about 500 MB.</param>
    /// <returns>True when nothing is missing or changed.</returns>
    /// <exception cref="OperationCanceledException">The check was ended.</exception>
    public static bool IsIntact(CancellationToken cancellationToken = default) => TorchInterop.IsInstallationIntact(cancellationToken);

    /// <summary>
    /// Installs from folders (an unpacked libtorch, NuGet's cache, a folder of packages) and .nupkg files, which together must
    /// have libtorch and TorchSharp's library; each may be a symbolic link. Of folders only files of published names are taken. Of two files of the same name, that of the earlier path is taken.
    /// </summary>
    /// <param name="paths">The folders and files.</param>
    /// <param name="progress">Receives the progress, on the caller's thread.</param>
    /// <param name="cancellationToken">Ends it; nothing is left behind.</param>
    /// <returns><see cref="Folder"/>.</returns>
    /// <exception cref="TorchUnavailableException">Something is missing, of another version, or cut off.</exception>
    /// <exception cref="InvalidDataException">A package or a file is not the published one.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static string FromPaths(
        IEnumerable<string> paths, IProgress<TorchInstallationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return TorchInterop.InstallFromPaths(paths, progress, cancellationToken);
    }

    /// <summary>Installs from a NuGet v3 feed.</summary>
    /// <param name="source">The address of its service index.</param>
    /// <param name="progress">Receives the progress, on the caller's thread.</param>
    /// <param name="cancellationToken">Ends it; nothing is left behind.</param>
    /// <returns><see cref="Folder"/>.</returns>
    /// <exception cref="HttpRequestException">The feed cannot be reached, or does not have the packages.</exception>
    /// <exception cref="TorchUnavailableException">There is no libtorch for this platform.</exception>
    /// <exception cref="InvalidDataException">A package is not the published one.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static string FromFeed(
        string source = DefaultSource, IProgress<TorchInstallationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(source);
        return TorchInterop.InstallFromFeed(source, progress, cancellationToken);
    }
}
