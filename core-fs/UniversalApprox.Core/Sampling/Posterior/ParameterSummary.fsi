namespace UniversalApprox.Core.Sampling.Posterior

open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics

/// The contents of a summary.
type SummarySettings =
    {
        /// Probabilities of the quantiles, each from 0 to 1. Default 0.05, 0.25, 0.75, 0.95.
        Probabilities: float[]
        /// The fraction of the draws inside the highest-density interval, above 0 and below 1. Default 0.94.
        IntervalMass: float
    }

/// A summary of the posterior of one parameter. None stands for a value that is not defined (see `Diagnostics`).
type ParameterSummary =
    {
        /// The name of the parameter.
        Name: string
        /// The mean of the draws.
        Mean: float
        /// Standard deviation (divisor S − 1); 0 for a single draw.
        Sd: float
        /// The median of the draws.
        Median: float
        /// The quantiles at the probabilities of the settings (linear between order statistics, as R and NumPy do).
        Quantiles: float[]
        /// The lower end of the highest-density interval, which is the shortest that holds `IntervalMass` of the draws.
        IntervalLow: float
        /// The upper end of that interval.
        IntervalHigh: float
        /// Monte-Carlo standard error of the mean. All these errors include the coupling of the walkers
        /// (`WalkerDependence`).
        McseMean: float option
        /// Monte-Carlo standard error of the standard deviation.
        McseSd: float option
        /// Monte-Carlo standard error of the median.
        McseMedian: float option
        /// Monte-Carlo standard errors of the quantiles, in the same order.
        McseQuantiles: float option[]
        /// R̂ and effective sample sizes.
        Diagnostics: QuantityDiagnostics
        /// The integrated autocorrelation time, in kept steps.
        AutocorrelationTime: AutocorrelationTime option
        /// 1 − Var(posterior)/Var(prior); None where the prior is unknown or the two cannot be compared.
        Contraction: float option
        /// Whether this posterior is only the prior (`Contraction.isOnlyPrior`).
        IsOnlyPrior: bool
    }

/// Summarises parameters.
[<RequireQualifiedAccess>]
module ParameterSummary =
    /// Quantiles 5, 25, 75, 95 % and an interval of 94 % (ArviZ's default).
    val defaults: SummarySettings

    /// Quantiles of a sample (at least one value, not sorted), linear between order statistics; 0 ≤ probability ≤ 1.
    val quantiles: probabilities: float[] -> values: float[] -> float[]

    /// The highest-density interval of a sample (at least one value); 0 < mass < 1.
    val highestDensityInterval: mass: float -> values: float[] -> struct (float * float)

    val internal validate: settings: SummarySettings -> unit

    /// `ofChain` for draws whose mixing is known, from `Traces.ofParameters`. Settings and draws must be valid.
    val internal ofMixing:
        settings: SummarySettings ->
        names: string[] ->
        priorSds: float option[] ->
        mixing: QuantityMixing[] ->
        draws: Traces[] ->
            ParameterSummary[]

    /// One summary per parameter of a chain of at least one kept step. `priorSds` gives the standard deviation of each
    /// parameter's prior, or None for a parameter without a prior to compare with.
    val ofChain: settings: SummarySettings -> priorSds: float option[] -> chain: Chain -> ParameterSummary[]
