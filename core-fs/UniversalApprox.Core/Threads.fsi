namespace UniversalApprox.Core

open System.Threading

/// The number of threads that work may use. It changes no result.
[<RequireQualifiedAccess>]
module Threads =
    /// Rejects a number below 1.
    val validate: threads: int -> unit

    /// The results of independent pieces of work, in the order of the inputs.
    val internal map:
        threads: int -> cancellation: CancellationToken -> work: ('a -> 'b) -> inputs: 'a[] -> 'b[]
