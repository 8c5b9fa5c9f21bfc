namespace UniversalApprox.Core.Sampling.Diagnostics

open UniversalApprox.Core.Sampling.Ensembles

/// The number of kept steps until a walker has forgotten its position.
type AutocorrelationTime =
    {
        /// The integrated autocorrelation time τ = 1 + 2 Σ ρ(t), in kept steps. N steps are worth N/τ independent ones.
        Tau: float
        /// The lag M at which the sum ends: the first with M ≥ 5τ.
        Window: int
        /// The number of kept steps N in the estimate.
        KeptSteps: int
        /// Whether N > 50 τ. With fewer kept steps the estimate is usually too small.
        IsTrusted: bool
    }

/// Integrated autocorrelation times of ensembles (Sokal 1996, "Monte Carlo methods in statistical mechanics", as in
/// emcee's `integrated_time`). The autocorrelation functions of all walkers are averaged and summed up to the first
/// lag M ≥ 5τ(M). There is one difference. A walker that never moves while others do counts as ρ(t) = 1 − t/N, the value for
/// a series that keeps its distance, where emcee returns NaN.
[<RequireQualifiedAccess>]
module Autocorrelation =
    /// The factor in M ≥ 5τ. It is wide enough for a bias below e⁻⁵ of an exponential correlation, and narrow enough for
    /// little noise.
    val internal windowFactor: float

    /// The factor in N > 50 τ.
    val internal trustFactor: float

    val internal ofTraces: traces: Traces -> AutocorrelationTime option

    val internal pooled: traces: Traces -> float option

    /// The mean autocorrelation function ρ(0) = 1, ρ(1), … up to `maximumLag` (0 or more; at most N − 1) of series with the
    /// same length N ≥ 1. None if no series moves, or if a value is not finite.
    val correlations: maximumLag: int -> series: float[][] -> float[] option

    /// τ of a quantity from series of the same length, one per walker of one or more ensembles. None for fewer than 4 kept
    /// steps, if no series moves, or if a value is not finite.
    val time: series: float[][] -> AutocorrelationTime option

    /// τ of each parameter over all walkers of all ensembles; None as for `time`.
    val ofChain: chain: Chain -> AutocorrelationTime option[]

    /// The relative difference of τ of each parameter between the first `fraction` of the kept steps and all of them:
    /// |τ(prefix)/τ − 1|. A small value shows that τ no longer grows with the length of the chain.
    /// `fraction` must be above 0 and below 1. None where either τ is None.
    val change: fraction: float -> chain: Chain -> float option[]
