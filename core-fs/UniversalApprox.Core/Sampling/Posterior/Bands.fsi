namespace UniversalApprox.Core.Sampling.Posterior

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sampling.Ensembles

/// The source of the standard deviation σ of an observation around the curve.
[<RequireQualifiedAccess>]
type NoiseScale =
    /// σ is unknown, so there are no bands of new observations.
    | Unknown
    /// A known σ > 0, in units of the output.
    | Known of sigma: float
    /// ln σ is a parameter of the draws; `index` is its index.
    | LogParameter of index: int
    /// ln σ is a line in the inputs: the parameter of index `index` plus, for each input, the next parameters times the distance from
    /// `centre`.
    | LogLine of index: int * centre: float[]

/// The distribution of observations around the curve.
type ObservationNoise =
    {
        /// The source of σ.
        Scale: NoiseScale
        /// ν > 0 for Student's t, where σ is the scale and not the standard deviation; None for the normal distribution.
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
        /// For each probability, the quantile of a new observation at each point; None if σ is unknown.
        Observation: float[][] option
        /// The number of draws used. They are evenly spaced over ensembles and steps.
        Draws: int
        /// The number of draws in the chain per draw used.
        Thinning: float
    }

type internal CurveDraws =
    {
        Activation: Activation
        Layout: Layout
        Noise: ObservationNoise
        Draws: float[][]
        Columns: float[][]
    }

/// Bands of the function itself. They do not depend on how units are labelled, so they tell what parameter intervals of
/// networks cannot.
[<RequireQualifiedAccess>]
module Bands =
    /// The default number of draws, 4000. Quantiles at 5 % are then accurate to about a hundredth of the posterior's spread.
    val defaultDraws: int

    /// Noise settings without a band of new observations.
    val noNoise: ObservationNoise

    /// Bands of networks with the given activation and layout, from a chain whose draws begin with θ. `columns` are d
    /// columns of coordinates, at any points. At most `maximumDraws` draws are used. The memory holds the used draws and a
    /// few numbers per draw and thread, for a grid of any size. New observations are f + σε, with ε at the S stratified
    /// quantiles (i + ½)/S of the noise in a fixed random order, so the same call gives the same bands.
    val ofChain:
        activation: Activation ->
        layout: Layout ->
        noise: ObservationNoise ->
        probabilities: float[] ->
        maximumDraws: int ->
        columns: float[][] ->
        chain: Chain ->
            Bands

    /// At most `maximumDraws` evenly spaced draws, and the number of draws of the chain per draw.
    val internal select: maximumDraws: int -> chain: Chain -> struct (float[][] * float)

    val internal ofDraws: probabilities: float[] -> models: CurveDraws[] -> Bands

    /// Bands of networks behind axes, whose columns and curves are on the axes, in the units of the data. On a logarithmic axis of the
    /// output a band is the exponential of the quantiles there; Mean is then the exponential of the mean of ln y.
    val inUnits: axes: Axes -> bands: Bands -> Bands
