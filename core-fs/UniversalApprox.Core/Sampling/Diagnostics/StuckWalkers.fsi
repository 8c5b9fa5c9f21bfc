namespace UniversalApprox.Core.Sampling.Diagnostics

open UniversalApprox.Core.Sampling.Ensembles

/// Walkers of one ensemble that stayed far below the others in log-density, to the end or for a large part of the chain.
type StuckGroup =
    {
        /// The ensemble, from 0.
        Ensemble: int
        /// The walkers of the group, from 0, in ascending order.
        Walkers: int[]
        /// Whether the group is all walkers of the ensemble.
        IsWholeEnsemble: bool
        /// Their median log-density, over the second half or, if they left, until then.
        Level: float
        /// The number of kept steps after which the last of them had left; None for walkers that never did.
        LeftAfter: int option
    }

/// The result of `StuckWalkers.find`.
type StuckReport =
    {
        /// Up to two groups per ensemble: walkers that never left, and walkers that did. Empty if no walker is stuck.
        Groups: StuckGroup[]
        /// The median log-density of the second half of all other walkers.
        RestLevel: float
        /// The number of kept steps.
        KeptSteps: int
    }

/// Finds walkers that never left a poor region, or left it late. Averages over walkers hide them.
[<RequireQualifiedAccess>]
module StuckWalkers =
    /// The rule. The rest starts as the highest walkers (5 % of all, at least 2, by the median log-density of their
    /// second half). It takes in every walker whose highest value in the second half reaches the limit m − 3·g·v, until
    /// nothing changes. The walkers that remain outside are stuck. m is the median of the rest's log-density. g is the
    /// distance from the median to the lower 5 % quantile that a Gaussian density in this many dimensions has (½χ²). v, at
    /// least 1, is the factor by which the rest is wider than that Gaussian between its median and lower quartile. So a few
    /// walkers with little spread do not exclude the others, and a tail of walkers that were elsewhere for less than a
    /// quarter of the time does not hide them. A walker of the rest that needed more than a tenth of all kept steps to reach
    /// the limit for the first time was stuck until then.
    ///
    /// False alarms: all draws of a walker's second half, or of its first tenth, must lie below the limit. For
    /// Gaussian densities one draw does so with probability 1·10⁻³ (1 dimension) or less (2·10⁻⁴ in 4, 6·10⁻⁵ in 10). With n
    /// independent draws in that part, the probability is the power n of that. In a second half of 2.5 τ or
    /// more, as every verdict but "not converged" needs, that is below 1·10⁻⁷. The rule does not see walkers stuck within the limit, or a
    /// poor region that (nearly) all walkers share; give `reference` for that.
    ///
    /// `reference` is the log-density of a good point from another source, for example a trained network. If the highest
    /// values of all walkers stay more than 3g + (median of ½χ²) below it, all walkers are stuck and `RestLevel` is the
    /// reference.
    ///
    /// It finds none in fewer than 20 kept steps. −∞ counts as a level.
    val find: reference: float option -> chain: Chain -> StuckReport
