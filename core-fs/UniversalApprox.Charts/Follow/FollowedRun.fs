namespace UniversalApprox.Charts.Follow

open System
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts.Reports

[<RequireQualifiedAccess>]
type FollowedState =
    | Running
    | Interrupted
    | Finished

type FollowedRun =
    {
        Title: string
        State: FollowedState
        Started: DateTimeOffset
        Done: int64
        Total: int64
        Pieces: string
        Remaining: TimeSpan option
        Fits: UnitFit list
        Posterior: ReportPosterior option
    }
