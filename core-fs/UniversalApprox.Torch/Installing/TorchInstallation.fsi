namespace UniversalApprox.Torch

open System.Threading

/// The progress of an installation.
type InstallationProgress =
    {
        /// The work in progress, with the name of the file.
        Step: string
        /// Number of bytes of this step so far.
        BytesDone: int64
        /// Number of bytes of the whole step; 0 if unknown.
        BytesInAll: int64
    }

/// Installs libtorch and TorchSharp's native library for one user, in a folder that TorchBackend searches.
///
/// It checks packages against the SHA-512 of the published ones, and every file, from whatever place, against the SHA-256 of the
/// published ones; these hashes are part of the library. The folder appears only when it is complete, and lists the SHA-256 of its files
/// in SHA256SUMS.
[<RequireQualifiedAccess>]
module TorchInstallation =
    /// The installation folder: libtorch-VERSION-RID in UNIVERSALAPPROX_DATA, else in UniversalApprox in the user's
    /// folder for local application data. Raises TorchUnavailableException on a platform without libtorch.
    val folder: unit -> string

    /// Whether the folder has all files that are needed, and nothing but published files with their SHA-256.
    val isIntact: cancellation: CancellationToken -> bool

    /// The folder of NuGet's packages: NUGET_PACKAGES, else ~/.nuget/packages.
    val nuGetCache: unit -> string

    /// Installs from folders (an unpacked libtorch, a NuGet cache, a folder of packages) and .nupkg files, which together
    /// must have libtorch and TorchSharp's library; each may be a symbolic link. Of folders only files of published names are taken. Replaces an earlier installation and returns the folder. Raises
    /// TorchUnavailableException (something is missing, of another version or cut off), InvalidDataException (a package or a file
    /// is not the published one), IOException or UnauthorizedAccessException, and OperationCanceledException. After an
    /// exception the earlier installation is still there.
    val fromPaths:
        paths: string list ->
        progress: (InstallationProgress -> unit) ->
        cancellation: CancellationToken ->
            string

    /// Installs from a NuGet v3 feed, given by the address of its service index. It can also raise HttpRequestException.
    val fromFeed:
        source: string ->
        progress: (InstallationProgress -> unit) ->
        cancellation: CancellationToken ->
            string

    /// The same with given places and hashes, for tests.
    val internal installInto:
        surroundings: NativeSearch.Surroundings ->
        published: NativePackage.Published ->
        source: Choice<string list, string> ->
        progress: (InstallationProgress -> unit) ->
        cancellation: CancellationToken ->
            string

    /// The same for the check, for tests.
    val internal isIntactIn:
        surroundings: NativeSearch.Surroundings ->
        published: NativePackage.Published ->
        cancellation: CancellationToken ->
            bool
