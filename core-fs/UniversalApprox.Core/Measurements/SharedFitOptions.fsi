namespace UniversalApprox.Core.Measurements

open UniversalApprox.Core.Networks

/// How groups of points are fitted with parameters in common.
type SharedFitOptions =
    {
        /// Numbers of units, each from 1 to 4096, without repetition; one result for each. Default 1.
        Units: int[]
        /// The activation. Default Sigmoid.
        Activation: Activation
        /// Names of the parameters that have one value in all groups: c, w1, b1, a1, …; with several inputs w1_2 for unit 1 and input 2.
        /// A name without a unit is that of all units: w, b, a, and w_2 for their weights of input 2. Case does not matter. At least
        /// one. All others are each group's own. Default c, a and w: plateaus and slope are shared, and places are not.
        Shared: string[]
        /// Trainings from different starts for all groups together and for each of them, from 1 to 10⁵. Default 4.
        Restarts: int
        /// The probability of finding a difference between the groups where there is none, above 0 and below 1. Default 0.05. Intervals
        /// of parameters have the probability 1 − Level.
        Level: float
        /// The seed. Default 1.
        Seed: uint64
    }

/// Defaults and checks.
[<RequireQualifiedAccess>]
module SharedFitOptions =
    /// All defaults.
    val defaults: SharedFitOptions

    /// Rejects options that are out of range, and names of no parameter.
    val validate: options: SharedFitOptions -> unit

    /// Whether each parameter of a network of this size is shared.
    val internal mask: options: SharedFitOptions -> layout: Layout -> bool[]

    /// Rejects names of units or inputs that no network has, and sizes without a shared parameter.
    val internal validateFor: dimension: int -> options: SharedFitOptions -> unit
