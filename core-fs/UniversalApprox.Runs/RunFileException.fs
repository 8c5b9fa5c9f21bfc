namespace UniversalApprox

open System
open System.IO

type RunFailure =
    | NotARunFile = 0L
    | Damaged = 1L
    | Newer = 2L
    | InUse = 3L
    | Unreadable = 4L
    | Unwritable = 5L
    | Different = 6L
    | Incomplete = 7L

[<Sealed; AllowNullLiteral; Class>]
type RunFileException(path: string, failure: RunFailure, message: string, inner: Exception) =
    inherit IOException(message, inner)
    member _.Path = path
    member _.Failure = failure
