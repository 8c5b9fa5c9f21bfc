namespace UniversalApprox

open System
open System.IO

/// Why a run file cannot be used.
type RunFailure =
    /// It is no file of runs, but text, a database of another program, or the like.
    | NotARunFile = 0L
    /// It is damaged.
    | Damaged = 1L
    /// A later version of this library wrote it.
    | Newer = 2L
    /// Another process writes to it.
    | InUse = 3L
    /// It cannot be opened or created, or read.
    | Unreadable = 4L
    /// It cannot be written: it is read-only, or the disk is full.
    | Unwritable = 5L
    /// It is a part of another plan than the others, or has other numbers than they.
    | Different = 6L
    /// Tasks of a plan are missing.
    | Incomplete = 7L

/// A run file cannot be used. Whatever was written before stays readable.
[<Sealed; AllowNullLiteral; Class>]
type RunFileException =
    inherit IOException

    /// `message` names the file.
    new: path: string * failure: RunFailure * message: string * inner: Exception -> RunFileException

    /// The file.
    member Path: string
    /// Why it cannot be used.
    member Failure: RunFailure
