namespace UniversalApprox.Core.Sampling.Diagnostics

open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles

/// The log-density of one point in its parts.
type DensityParts =
    {
        /// The log-likelihood.
        LogLikelihood: float
        /// The log-density of each group of priors.
        LogPriors: float[]
    }

/// A prior that keeps the draws away from what the data say.
type PriorConflict =
    {
        /// How far the draws' median log-likelihood lies below the fit's.
        Deficit: float
        /// The deficit that the number of parameters explains: P/2.
        Expected: float
        /// The deficit from which on it is a conflict: P/2 + 10 √(P/2).
        Limit: float
        /// The group of priors that gains most by the draws' distance from the fit, for example Amplitude.
        Group: string
        /// Its prior, for example normal(0, 30).
        Prior: string
        /// The fit's value in this group that has the lowest prior density.
        FitValue: float
        /// The log-prior density that this group gains.
        Gain: float
    }

/// Compares what the data say with what the draws say.
[<RequireQualifiedAccess>]
module PriorConflict =
    /// The deficit of the log-likelihood from which on a prior fights the data: P/2 + 10 √(P/2). Where P parameters are
    /// determined by the data, draws lie ½χ² with P degrees of freedom below the maximum: P/2 ± √(P/2). Ten standard
    /// deviations leave room for fits of noise and priors that pull a little.
    val limit: parameters: int -> float

    /// The conflict between a fit and draws, if there is one: the median deficit of the draws is beyond the limit, and their
    /// priors gain at least half of it. (Otherwise the draws are in a poor region, which `StuckWalkers` reports.) Returns the
    /// deficit, and the number and gain of the group that gains most.
    val find:
        parameters: int -> fit: DensityParts -> draws: DensityParts[] -> struct (float * int * float) option

    /// The conflict of a chain with a fit, by 400 evenly spaced draws. The groups are Weight, Bias, Amplitude, Offset and
    /// Noise of a network, and the parameters of other densities. None for a density without
    /// priors of the parameters themselves.
    val ofChain: density: LogDensity -> fit: float[] -> chain: Chain -> PriorConflict option
