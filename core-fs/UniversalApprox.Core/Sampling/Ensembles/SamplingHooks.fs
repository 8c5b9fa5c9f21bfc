namespace UniversalApprox.Core.Sampling.Ensembles

open System
open System.Threading
open UniversalApprox.Core.Sampling.Densities

[<Struct>]
type SamplingProgress =
    { Step: int; Steps: int; Elapsed: TimeSpan; Remaining: TimeSpan; AcceptanceRate: float }

[<RequireQualifiedAccess>]
type SamplingStop =
    | Completed
    | Converged of verdict: string
    | Cancelled
    | Failed of error: DensityException

type SamplingHooks =
    {
        Threads: int
        OnProgress: SamplingProgress -> unit
        OnBlock: (Chain -> unit) option
        Until: (Chain -> string option) option
        Cancellation: CancellationToken
    }

[<RequireQualifiedAccess>]
module SamplingHooks =
    let standard =
        {
            Threads = Environment.ProcessorCount
            OnProgress = ignore
            OnBlock = None
            Until = None
            Cancellation = CancellationToken.None
        }

type SamplingResult =
    {
        KeptSteps: int
        Draws: Lazy<Chain>
        States: EnsembleState[]
        Stop: SamplingStop
        Notes: string[]
        Elapsed: TimeSpan
    }

    member result.Chain = result.Draws.Value
