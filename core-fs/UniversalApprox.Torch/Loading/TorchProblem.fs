namespace UniversalApprox.Torch

open System

[<RequireQualifiedAccess>]
type TorchFailure =
    | MissingLibrary
    | WrongVersion
    | TruncatedFile
    | UnwritableCache
    | UnsupportedPlatform
    | LoadFailed
    | MissingDevice

[<Sealed>]
type TorchUnavailableException(failure: TorchFailure, message: string) =
    inherit Exception(message)
    member _.Failure = failure

/// Raises TorchUnavailableException.
module internal TorchProblem =
    let restWorks = "Everything but the Torch engine works without it."

    let fail failure message : 'a = raise (TorchUnavailableException(failure, message))
