namespace UniversalApprox.Torch

open System

/// Why libtorch cannot be used.
[<RequireQualifiedAccess>]
type TorchFailure =
    /// No folder of the search order holds libtorch, or TorchSharp's own native library is not there.
    | MissingLibrary
    /// A libtorch of another version than TorchSharp was built for.
    | WrongVersion
    /// A library file is cut off, or no library at all.
    | TruncatedFile
    /// A relaxed copy of TorchSharp's native library is needed, and the cache folder cannot be written to.
    | UnwritableCache
    /// There is no libtorch for this operating system and processor.
    | UnsupportedPlatform
    /// The operating system refuses to load a library for another reason.
    | LoadFailed
    /// libtorch works, but has no such device.
    | MissingDevice

/// libtorch cannot be used; the message says why and what helps. Everything that needs no torch keeps working.
[<Sealed; Class>]
type TorchUnavailableException =
    inherit Exception
    internal new: failure: TorchFailure * message: string -> TorchUnavailableException
    member Failure: TorchFailure

/// Raising it.
module internal TorchProblem =
    /// What ends every message about a missing libtorch.
    val restWorks: string

    val fail: failure: TorchFailure -> message: string -> 'a
