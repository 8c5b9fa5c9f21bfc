namespace UniversalApprox.Core

/// The number of threads that work may use. It changes no result.
[<RequireQualifiedAccess>]
module Threads =
    /// Rejects a number below 1.
    val validate: threads: int -> unit
