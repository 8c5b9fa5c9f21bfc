namespace UniversalApprox.Core.Measurements

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sweep

/// How the curve of the second data set is related to that of the first, f.
[<RequireQualifiedAccess>]
type CurveRelation =
    /// f: one curve describes both.
    | Same
    /// f(x) + δ.
    | Offset
    /// s·f(x) + δ.
    | Scale
    /// f(x − Δ).
    | Shift
    /// A curve of its own.
    | Different

/// What a band holds with its probability.
[<RequireQualifiedAccess>]
type DifferenceBand =
    /// The whole curve.
    | Simultaneous
    /// Each point alone.
    | Pointwise

/// How two data sets are compared.
type CurveComparisonOptions =
    {
        /// Numbers of units to choose from, each from 1 to 4096, without repetition. Default 1 to 6.
        Units: int[]
        /// The activation. Default Sigmoid.
        Activation: Activation
        /// Trainings from different starts per number of units, from 1 to 10⁵. Default 4.
        Restarts: int
        /// The probability of finding a difference where there is none, above 0 and below 1. Default 0.05. The band of the difference has
        /// the probability 1 − Level.
        Level: float
        /// The kind of band. Default Simultaneous.
        Band: DifferenceBand
        /// The number of points of the difference, from 2 to 10⁵. Default 101.
        Points: int
        /// The seed. Default 1.
        Seed: uint64
    }

/// Defaults and checks.
[<RequireQualifiedAccess>]
module CurveComparisonOptions =
    /// All defaults.
    val defaults: CurveComparisonOptions

    /// Rejects options that are out of range.
    val validate: options: CurveComparisonOptions -> unit

    /// The sweep of each data set.
    val internal plan: options: CurveComparisonOptions -> SweepPlan
