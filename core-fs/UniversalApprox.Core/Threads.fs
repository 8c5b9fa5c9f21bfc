namespace UniversalApprox.Core

open System.Threading
open System.Threading.Tasks

[<RequireQualifiedAccess>]
module Threads =
    let validate threads = Check.atLeast "Threads" 1 threads

    let map threads (cancellation: CancellationToken) (work: 'a -> 'b) (inputs: 'a[]) =
        let results = Array.zeroCreate<'b> inputs.Length

        Parallel.For(
            0,
            inputs.Length,
            ParallelOptions(MaxDegreeOfParallelism = max 1 threads, CancellationToken = cancellation),
            (fun i -> results[i] <- work inputs[i])
        )
        |> ignore

        results
