namespace UniversalApprox.Core.Sampling.Diagnostics

open UniversalApprox.Core.Sampling.Ensembles

/// The reliability of the draws of one quantity.
type QuantityDiagnostics =
    {
        /// Rank-normalised split R̂ over all walkers, the larger of bulk and folded. 1 is perfect.
        RHat: float option
        /// Nested R̂ over ensembles, rank-normalised, the larger of bulk and folded. Between chains, which are ensembles of one
        /// walker, it is the rank-normalised split R̂. None for a single ensemble.
        NestedRHat: float option
        /// Effective sample size for the centre of the distribution, divided by `WalkerDependence`.
        EssBulk: float option
        /// Effective sample size for the tails (the smaller of those for the 5 % and 95 % quantiles), divided by
        /// `WalkerDependence`.
        EssTail: float option
        /// The variance factor by which an ensemble's walkers, which move together, exceed independent ones; from 1 to W.
        WalkerDependence: float
    }

/// R̂, effective sample sizes and Monte-Carlo standard errors of one quantity (Vehtari, Gelman, Simpson, Carpenter &
/// Bürkner, Bayesian Analysis 16, 2021), and nested R̂ (Margossian et al., arXiv 2110.13017).
/// Pass one series per chain, all of the same length; they count as independent of each other. Throughout, None stands for
/// a value that is not defined. That is so if the quantity is constant (a normalised weight of a relu network, for example),
/// a value is not finite, or the series are too short (R̂: 4 steps; ESS and MCSE: 12). The values agree with R's package
/// posterior, which has other limits of length.
[<RequireQualifiedAccess>]
module Diagnostics =
    val internal ofTraces: traces: Traces -> QuantityDiagnostics
    val internal essMeanOf: traces: Traces -> float option
    val internal essQuantileOf: probability: float -> sorted: float[] -> traces: Traces -> float option
    val internal mcseMeanOf: traces: Traces -> float option
    val internal mcseSdOf: traces: Traces -> float option

    /// The Monte-Carlo standard error of a quantile. `dependence` divides the effective sample size.
    val internal mcseQuantileOf:
        dependence: float -> probability: float -> sorted: float[] -> traces: Traces -> float option

    /// Rank-normalised split R̂: the larger of bulk (location) and folded (scale).
    val rHat: series: float[][] -> float option

    /// Nested R̂ = √(1 + B̂/Ŵ) as in the paper: B̂ is the variance of the superchains' means, Ŵ the mean over superchains of
    /// the variance between and within their series. `superchains[k][m]` is series m of superchain k. There must be at least
    /// 2 superchains of 2 steps, all of one size. For an ensemble sampler, a superchain is an ensemble.
    val nestedRHat: superchains: float[][][] -> float option

    /// Effective sample size for the centre, from the split, rank-normalised series.
    val essBulk: series: float[][] -> float option

    /// Effective sample size for the tails: the smaller of those for the 5 % and 95 % quantiles.
    val essTail: series: float[][] -> float option

    /// Effective sample size for the mean, from the split series without rank normalisation.
    val essMean: series: float[][] -> float option

    /// Effective sample size for a quantile; 0 < probability < 1.
    val essQuantile: probability: float -> series: float[][] -> float option

    /// Monte-Carlo standard error of the mean.
    val mcseMean: series: float[][] -> float option

    /// Monte-Carlo standard error of the standard deviation.
    val mcseSd: series: float[][] -> float option

    /// Monte-Carlo standard error of a quantile; 0 < probability < 1.
    val mcseQuantile: probability: float -> series: float[][] -> float option

    /// The variance of the average over an ensemble's walkers, times W, divided by the variance of a single walker. Both are
    /// summed over the same autocorrelation window M ≥ 5τ. It is 1 for independent walkers, and at least 1 and at most W.
    /// Ensemble moves couple walkers: for the stretch move in 8 dimensions with 32 walkers it is about 1.4. An effective
    /// sample size that treats walkers as independent chains misses that.
    val walkerDependence: ensembles: float[][][] -> float

    /// All of these for each parameter of a chain. Every walker is a series, every ensemble a superchain.
    val ofChain: chain: Chain -> QuantityDiagnostics[]
