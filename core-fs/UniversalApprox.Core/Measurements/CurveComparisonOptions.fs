namespace UniversalApprox.Core.Measurements

open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sweep

[<RequireQualifiedAccess>]
type CurveRelation =
    | Same
    | Offset
    | Scale
    | Shift
    | Different

[<RequireQualifiedAccess>]
type DifferenceBand =
    | Simultaneous
    | Pointwise

type CurveComparisonOptions =
    {
        Units: int[]
        Activation: Activation
        Restarts: int
        Level: float
        Band: DifferenceBand
        Points: int
        Seed: uint64
    }

[<RequireQualifiedAccess>]
module CurveComparisonOptions =
    let defaults: CurveComparisonOptions =
        {
            Units = [| 1..6 |]
            Activation = Activation.Sigmoid
            Restarts = 4
            Level = 0.05
            Band = DifferenceBand.Simultaneous
            Points = 101
            Seed = 1UL
        }

    let plan (options: CurveComparisonOptions) : SweepPlan =
        { SweepPlan.defaults with
            Units = options.Units
            Activations = [| options.Activation |]
            Restarts = options.Restarts
            Validation = Validation.Skip
            Seed = options.Seed
        }

    let validate (options: CurveComparisonOptions) =
        SweepPlan.validateOptions (plan options)
        Check.fraction "Level" options.Level
        Check.inRange "Points" 2 100000 options.Points
