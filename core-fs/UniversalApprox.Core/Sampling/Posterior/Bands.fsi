namespace UniversalApprox.Core

/// Where the standard deviation σ of an observation around the curve comes from.
[<RequireQualifiedAccess>]
type NoiseScale =
    /// Not known: no bands of new observations.
    | Unknown
    /// A known σ > 0, in units of the output.
    | Known of sigma: float
    /// The parameter of a draw, by its index, that is ln σ.
    | LogParameter of index: int

/// How observations scatter around the curve.
type ObservationNoise =
    {
        /// What is known of σ.
        Scale: NoiseScale
        /// ν > 0 of Student's t, whose scale (not standard deviation) is σ then; None for the normal distribution.
        DegreesOfFreedom: float option
    }

/// Pointwise quantiles of the curve and of new observations on a grid of n points.
type Bands =
    {
        /// d columns of n coordinates.
        Inputs: float[][]
        /// The probabilities of the quantiles, from 0 to 1.
        Probabilities: float[]
        /// The mean of f over the draws, at each point.
        Mean: float[]
        /// For each probability, the quantile of f at each point.
        Function: float[][]
        /// For each probability, the quantile of a new observation at each point; None if σ is not known.
        Observation: float[][] option
        /// How many draws were used: evenly spaced over ensembles and steps, so every `Thinning`-th.
        Draws: int
        /// Every so many draws one was used.
        Thinning: float
    }

/// Bands of the function itself. They are the same for all labellings of units, and say what parameter intervals of
/// networks cannot.
[<RequireQualifiedAccess>]
module Bands =
    /// 4000: quantiles at 5 % are then good to a hundredth of the posterior's spread or so.
    val defaultDraws: int

    /// No band of new observations.
    val noNoise: ObservationNoise

    /// Bands of networks with the given activation and layout from a chain whose draws begin with θ. `columns` are d
    /// columns of coordinates, anywhere; at most `maximumDraws` draws are used. Memory is that of the used draws and a
    /// few numbers per draw and thread, whatever the grid. New observations are f + σε with ε at the S stratified
    /// quantiles (i + ½)/S of the noise, in a fixed random order: the same call gives the same bands.
    val ofChain:
        activation: Activation ->
        layout: Layout ->
        noise: ObservationNoise ->
        probabilities: float[] ->
        maximumDraws: int ->
        columns: float[][] ->
        chain: Chain ->
            Bands
