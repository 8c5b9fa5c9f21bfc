namespace UniversalApprox.Core

/// Walkers of one ensemble that stayed far below the others in log-density, to the end or for a good while.
type StuckGroup =
    {
        /// Which ensemble, from 0.
        Ensemble: int
        /// Which of its walkers, from 0, in ascending order.
        Walkers: int[]
        /// Whether these are all walkers of the ensemble.
        IsWholeEnsemble: bool
        /// Their median log-density: of their second half, or until they left.
        Level: float
        /// After how many kept steps the last of them had left; None for those that never did.
        LeftAfter: int option
    }

/// What `StuckWalkers.find` found.
type StuckReport =
    {
        /// For each ensemble those that never left and those that did, if there are any; empty if there are none.
        Groups: StuckGroup[]
        /// The median log-density of the second half of all other walkers.
        RestLevel: float
        /// The number of kept steps.
        Steps: int
    }

/// Walkers that never left a poor region, or left it late, which averages over walkers hide.
[<RequireQualifiedAccess>]
module StuckWalkers =
    /// The rule. The rest starts as the highest walkers (5 % of all, at least 2, by the median log-density of their
    /// second half) and takes in every walker whose highest value in the second half reaches the limit m − 3·g·v, until
    /// nothing changes; whoever remains outside is stuck. m is the median of the rest's log-density, and g the distance
    /// from the median to the lower 5 % quantile that a Gaussian density in this many dimensions has (½χ²). v is how much
    /// wider than that Gaussian the rest is between its median and lower quartile, at least 1: so a few walkers with little
    /// spread do not cast out the others, and a tail of walkers that were elsewhere for less than a quarter of the time does
    /// not hide them. Walkers of the rest that needed more than a tenth of all kept steps to reach the limit for the first
    /// time were stuck until then.
    ///
    /// False alarms: all draws of the second half, or of the first tenth, of a walker must lie below the limit. For
    /// Gaussian densities one draw does so with probability 1·10⁻³ (1 dimension) or less (2·10⁻⁴ in 4, 6·10⁻⁵ in 10); with n
    /// independent draws in that stretch, the power n of that: next to nothing for a chain of 20 τ or more, which any verdict
    /// but "not converged" needs. Not seen: walkers stuck within the limit, and a poor region
    /// that (nearly) all walkers share; give `reference` for that.
    ///
    /// `reference` is the log-density of a good point known otherwise, a trained network's for example. If no walker's
    /// highest value comes within 3g + (median of ½χ²) of it, all walkers are stuck and `RestLevel` is the reference.
    ///
    /// None found for fewer than 20 steps. −∞ counts as a level.
    val find: reference: float option -> chain: Chain -> StuckReport
