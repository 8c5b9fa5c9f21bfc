namespace UniversalApprox.Core.Sweep

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Training

[<RequireQualifiedAccess>]
type SweepStep =
    | Restart of restart: int
    | Refinement
    | Fold of fold: int

[<Struct>]
type SweepKey = { Activation: Activation; Units: int; Step: SweepStep }

type TimedTraining = { Trained: TrainedNetwork; Elapsed: TimeSpan }

[<RequireQualifiedAccess>]
type SweepOutcome =
    | Trained of training: TimedTraining
    | Refined of found: TimedTraining option * converted: TimedTraining[]
    | Validated of network: Network * squaredErrors: float[]

type SweepJournal =
    {
        Find: SweepKey -> SweepOutcome option
        Ended: (struct (SweepKey * SweepOutcome))[] -> unit
    }
