namespace UniversalApprox.Torch

open System.Threading

/// How far an installation is.
type InstallationProgress =
    {
        /// What is being done with which file.
        Step: string
        /// Bytes of this step so far.
        BytesDone: int64
        /// Bytes of this step in all; 0 when that is not known.
        BytesInAll: int64
    }

/// Installing libtorch and TorchSharp's native library for one user, where TorchBackend finds them.
///
/// Packages are checked against the SHA-512 of the published ones, copied files against what was read; a folder appears only
/// when it is complete, and keeps the SHA-256 of its files in SHA256SUMS.
[<RequireQualifiedAccess>]
module TorchInstallation =
    /// The folder that is installed to: libtorch-VERSION-RID in UNIVERSALAPPROX_DATA, else in UniversalApprox in the user's
    /// folder for local application data. Raises TorchUnavailableException on a platform without libtorch.
    val folder: unit -> string

    /// Whether the folder is there and all its files have the SHA-256 that they were installed with.
    val isIntact: cancellation: CancellationToken -> bool

    /// The folder of NuGet's packages: NUGET_PACKAGES, else ~/.nuget/packages.
    val nuGetCache: unit -> string

    /// Installs from folders (an unpacked libtorch, a NuGet cache, a folder of packages) and .nupkg files, which together
    /// must have libtorch and TorchSharp's library; replaces what is installed. Returns the folder. Raises
    /// TorchUnavailableException (something is missing, of another version or cut off), InvalidDataException (a package is
    /// not the published one), IOException or UnauthorizedAccessException, and OperationCanceledException; what was
    /// installed before is then still there.
    val fromPaths:
        paths: string list ->
        progress: (InstallationProgress -> unit) ->
        cancellation: CancellationToken ->
            string

    /// Installs from a NuGet v3 feed, given by the address of its service index. Raises also HttpRequestException.
    val fromFeed:
        source: string ->
        progress: (InstallationProgress -> unit) ->
        cancellation: CancellationToken ->
            string

    /// The same with other places and hashes, for tests.
    val internal installInto:
        surroundings: NativeSearch.Surroundings ->
        known: string Set ->
        source: Choice<string list, string> ->
        progress: (InstallationProgress -> unit) ->
        cancellation: CancellationToken ->
            string
