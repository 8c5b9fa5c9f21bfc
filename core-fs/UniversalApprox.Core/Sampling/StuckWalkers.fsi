namespace UniversalApprox.Core

/// Walkers of one ensemble that stayed far below the others in log-density.
type StuckGroup =
    {
        /// Which ensemble, from 0.
        Ensemble: int
        /// Which of its walkers, from 0, in ascending order.
        Walkers: int[]
        /// Whether these are all walkers of the ensemble.
        IsWholeEnsemble: bool
        /// The median log-density of their second half.
        Level: float
    }

/// What `StuckWalkers.find` found.
type StuckReport =
    {
        /// One group per ensemble that has stuck walkers; empty if there are none.
        Groups: StuckGroup[]
        /// The median log-density of the second half of all other walkers.
        RestLevel: float
    }

/// Walkers that never left a poor region, which averages over walkers hide.
[<RequireQualifiedAccess>]
module StuckWalkers =
    /// The rule. The rest starts as the highest walkers (5 % of all, at least 2, by the median log-density of their
    /// second half) and takes in every walker whose highest value in the second half reaches the limit
    /// m − 4·max(m − q, g), until nothing changes; whoever remains outside is stuck. m and q are the median and the 5 %
    /// quantile of the rest's log-density, and g is what m − q would be for a Gaussian density in this many dimensions
    /// (½χ²), so that a few walkers with little spread do not cast out the others.
    ///
    /// False alarms: a walker is called stuck by mistake only if all its draws of the second half lie below the limit.
    /// For Gaussian densities one draw does so with probability 2·10⁻⁴ (1 dimension) or less (2·10⁻⁵ in 4, 3·10⁻⁶ in
    /// 10); with n independent draws in the second half the power n of that. Not seen: walkers stuck within the limit,
    /// and a poor region that (nearly) all walkers share; give `reference` for that.
    ///
    /// `reference` is the log-density of a good point known otherwise, a trained network's for example. If no walker's
    /// highest value comes within 4g + (median of ½χ²) of it, all walkers are stuck and `RestLevel` is the reference.
    ///
    /// None found for fewer than 20 steps. −∞ counts as a level.
    val find: reference: float option -> chain: Chain -> StuckReport
