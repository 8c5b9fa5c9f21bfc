namespace UniversalApprox.Torch

/// Information about libtorch on this machine.
type TorchBackendInfo =
    {
        /// Whether libtorch can be used.
        IsAvailable: bool
        /// The version of the managed library TorchSharp.
        TorchSharpVersion: string
        /// The required version of libtorch.
        LibtorchVersion: string
        /// The folder from which libtorch was loaded; empty if it was not.
        LibtorchFolder: string
        /// The place of that folder: "module folder", "UNIVERSALAPPROX_LIBTORCH", "user's data folder" or "NuGet cache";
        /// empty if libtorch was not loaded.
        FoundIn: string
        /// The loaded file of TorchSharp's native library; empty if none was loaded.
        LibTorchSharpPath: string
        /// "as shipped", or the difference; empty if it was not loaded.
        LoadedAs: string
        /// The devices that training can use: cpu, cuda, cuda:0, cuda:1, … Empty if libtorch was not loaded.
        Devices: string[]
        /// The reason why it is not available; None if it is.
        Failure: TorchFailure option
        /// The same as a sentence with the remedy; empty if it is available.
        Problem: string
    }

/// Loads libtorch. Only these functions, and functions that need a tensor, load it.
///
/// The search order: the folder of this library and of the program (itself, <rid>, runtimes/<rid>/native,
/// libtorch/lib, libtorch); the folder in the environment variable UNIVERSALAPPROX_LIBTORCH (itself, lib); the folder of
/// TorchInstallation; the NuGet cache (NUGET_PACKAGES, else ~/.nuget/packages). Libraries are loaded by absolute path from
/// where they are, so the disk holds one copy. On systems whose libstdc++ is older than that of GCC 13, a relaxed copy of
/// TorchSharp's own library (2 MB) is kept in UNIVERSALAPPROX_CACHE, else XDG_CACHE_HOME/UniversalApprox, else
/// ~/.cache/UniversalApprox.
[<RequireQualifiedAccess>]
module TorchBackend =
    /// Loads libtorch unless it is loaded already, and reports the result. Never throws.
    val probe: unit -> TorchBackendInfo

    /// Loads libtorch unless it is loaded already. Raises TorchUnavailableException with the remedy.
    val ensure: unit -> unit
