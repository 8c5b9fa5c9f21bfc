namespace UniversalApprox.Torch

/// What is known of libtorch on this machine.
type TorchBackendInfo =
    {
        /// Whether libtorch can be used.
        IsAvailable: bool
        /// Of the managed library.
        TorchSharpVersion: string
        /// The version that is needed.
        LibtorchVersion: string
        /// The folder libtorch was loaded from; empty when it was not.
        LibtorchFolder: string
        /// Where that folder was found: "module folder", "UNIVERSALAPPROX_LIBTORCH", "user's data folder" or "NuGet cache"; empty when it was not.
        FoundIn: string
        /// The file of TorchSharp's native library that was loaded; empty when none was.
        LibTorchSharpPath: string
        /// "as shipped", or how it differs; empty when it was not loaded.
        LoadedAs: string
        /// The devices that training can run on: cpu, cuda, cuda:0, cuda:1, … Empty when it was not loaded.
        Devices: string[]
        /// Why it is not available; None when it is.
        Failure: TorchFailure option
        /// The same as a sentence with the remedy; empty when it is available.
        Problem: string
    }

/// Loading of libtorch. Nothing loads it before one of these, or something that needs a tensor, is called.
///
/// Searched, in this order: the folder of this library and of the program (itself, <rid>, runtimes/<rid>/native,
/// libtorch/lib, libtorch); the folder in the environment variable UNIVERSALAPPROX_LIBTORCH (itself, lib); the folder that
/// TorchInstallation installs to; the NuGet cache (NUGET_PACKAGES,
/// else ~/.nuget/packages). Libraries are loaded by absolute path from where they are: there is one copy on disk. On systems
/// whose libstdc++ is older than GCC 13's, a relaxed copy of TorchSharp's own library (2 MB) is kept in
/// UNIVERSALAPPROX_CACHE, else XDG_CACHE_HOME/UniversalApprox, else ~/.cache/UniversalApprox.
[<RequireQualifiedAccess>]
module TorchBackend =
    /// Loads libtorch if that has not happened yet, and says how it went. Never throws.
    val probe: unit -> TorchBackendInfo

    /// Loads libtorch if that has not happened yet. Raises TorchUnavailableException with the remedy.
    val ensure: unit -> unit
