namespace UniversalApprox.Core.Sampling.Densities

open UniversalApprox.Core.Random

/// The prior distribution of one parameter. Every prior must be proper, and of a size that double precision can square:
/// places from −1e100 to 1e100, widths from 1e-100 to 1e100.
[<RequireQualifiedAccess>]
type Prior =
    /// Normal with a mean and a standard deviation.
    | Normal of mean: float * standardDeviation: float
    /// Student's t with ν ≥ 0.1 degrees of freedom, a location and a scale.
    | StudentT of degreesOfFreedom: float * location: float * scale: float
    /// Uniform on [lower, upper], lower < upper.
    | Uniform of lower: float * upper: float
    /// Its logarithm is Normal(logMean, logSd), so only positive values are possible; |logMean| ≤ 230 and logSd ≤ 50.
    | LogNormal of logMean: float * logStandardDeviation: float
    /// |Z|·scale with Z standard normal: values from 0.
    | HalfNormal of scale: float

/// Densities and draws of priors.
[<RequireQualifiedAccess>]
module Prior =
    /// Rejects a prior that is improper or out of range. The message names the argument.
    val validate: argument: string -> prior: Prior -> unit

    /// The normalised log-density at x; −∞ outside the support.
    val logDensity: prior: Prior -> x: float -> float

    /// The derivative of the log-density; 0 outside the support.
    val gradient: prior: Prior -> x: float -> float

    /// One draw from the prior, and the stream after it.
    val sample: prior: Prior -> rng: Rng -> struct (float * Rng)

    /// The name, for example normal(0, 30), studentT(4, 0, 1), uniform(-1, 1), logNormal(0, 1), halfNormal(2).
    val name: prior: Prior -> string

    /// The prior of shift + scale·x where x has the given one; scale > 0. A half-normal or log-normal cannot be shifted.
    val internal affine: shift: float -> scale: float -> prior: Prior -> Prior
