namespace UniversalApprox.Core

/// How many steps a walker needs to forget where it was.
type AutocorrelationTime =
    {
        /// The integrated autocorrelation time τ = 1 + 2 Σ ρ(t), in kept steps: N steps are worth N/τ independent ones.
        Tau: float
        /// The lag M at which the sum was cut: the first with M ≥ 5τ.
        Window: int
        /// The number of steps N it was estimated from.
        Steps: int
        /// Whether N > 50 τ, below which the estimate is too small more often than not.
        IsTrusted: bool
    }

/// Integrated autocorrelation times of ensembles (Sokal 1996, "Monte Carlo methods in statistical mechanics", as in
/// emcee's `integrated_time`): the autocorrelation functions of all walkers are averaged, and summed up to the first
/// lag M ≥ 5τ(M). One difference: a walker that never moves while others do counts as ρ(t) = 1 − t/N, the value for a
/// series that keeps its distance, where emcee returns NaN.
[<RequireQualifiedAccess>]
module Autocorrelation =
    /// M ≥ 5τ: wide enough for a bias below e⁻⁵ of an exponential correlation, narrow enough for little noise.
    val internal windowFactor: float

    val internal ofTraces: traces: Traces -> AutocorrelationTime option

    /// `change` of a quantity whose τ over all steps is known.
    val internal changeFrom:
        all: AutocorrelationTime option -> fraction: float -> traces: Traces -> float option

    /// The mean autocorrelation function ρ(0) = 1, ρ(1), … up to `maximumLag` (0 or more; cut at N − 1) of series of one
    /// length N ≥ 1. None if no series moves, or if a value is not finite.
    val correlations: maximumLag: int -> series: float[][] -> float[] option

    /// τ of a quantity from series of one length, one per walker of one or more ensembles. None for fewer than 4 steps,
    /// if no series moves, or if a value is not finite.
    val time: series: float[][] -> AutocorrelationTime option

    /// τ of each parameter over all walkers of all ensembles; None as for `time`.
    val ofChain: chain: Chain -> AutocorrelationTime option[]

    /// How much τ of each parameter differs between the first `fraction` of the steps and all of them, relative to the
    /// latter: |τ(prefix)/τ − 1|. Small values say that τ has stopped growing with the length of the chain.
    /// `fraction` must be above 0 and below 1. None where either τ is.
    val change: fraction: float -> chain: Chain -> float option[]
