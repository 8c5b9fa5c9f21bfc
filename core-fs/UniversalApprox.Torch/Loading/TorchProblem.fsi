namespace UniversalApprox.Torch

open System

/// The reason why libtorch cannot be used.
[<RequireQualifiedAccess>]
type TorchFailure =
    /// No folder of the search order holds libtorch, or TorchSharp's own native library is missing.
    | MissingLibrary
    /// The libtorch has another version than the one TorchSharp was built for.
    | WrongVersion
    /// A library file is cut off, or is not a library.
    | TruncatedFile
    /// A relaxed copy of TorchSharp's native library is needed, but the cache folder is not writable.
    | UnwritableCache
    /// There is no libtorch for this operating system and processor.
    | UnsupportedPlatform
    /// The operating system refuses to load a library for another reason.
    | LoadFailed
    /// libtorch works, but does not have this device.
    | MissingDevice

/// libtorch cannot be used. The message states the reason and the remedy. Everything that needs no torch keeps working.
[<Sealed; Class>]
type TorchUnavailableException =
    inherit Exception
    internal new: failure: TorchFailure * message: string -> TorchUnavailableException
    member Failure: TorchFailure

/// Raises TorchUnavailableException.
module internal TorchProblem =
    /// The last sentence of every message about a missing libtorch.
    val restWorks: string

    val fail: failure: TorchFailure -> message: string -> 'a
