namespace UniversalApprox.Core

/// How the residuals rᵢ = yᵢ − f(xᵢ) of n points are distributed.
[<RequireQualifiedAccess>]
type Likelihood =
    /// −Σr²/n: the notebook's. It is a Gaussian likelihood with σ² = n/2, far wider than the noise of most data.
    | MeanSquaredError
    /// Normal with a known standard deviation, finite and above 0.
    | Gaussian of sigma: float
    /// Normal with an unknown σ, sampled as the last parameter log_sigma.
    | GaussianUnknown
    /// Student's t with ν > 0 degrees of freedom, for data with outliers. Without a given scale it is sampled as the last
    /// parameter log_sigma.
    | StudentT of degreesOfFreedom: float * scale: float option

/// Names and shapes of likelihoods.
[<RequireQualifiedAccess>]
module Likelihood =
    /// Rejects a standard deviation, scale or number of degrees of freedom that is not finite and above 0.
    val validate: likelihood: Likelihood -> unit
    /// Whether log σ is a parameter.
    val samplesNoise: likelihood: Likelihood -> bool
    /// meanSquaredError, gaussian(0.1), gaussianUnknown, studentT(4), studentT(4, 0.1).
    val name: likelihood: Likelihood -> string

/// Priors of a network's parameters, one per group.
type NetworkPriors =
    {
        /// Of every weight. Default Normal(0, 30), the notebook's.
        Weight: Prior
        /// Of every bias. Default Normal(0, 30).
        Bias: Prior
        /// Of every amplitude. Default Normal(0, 30).
        Amplitude: Prior
        /// Of the offset. Default Normal(0, 30).
        Offset: Prior
        /// Of σ itself, where σ is sampled: the density of log σ gains the Jacobian term log σ. Positive values only
        /// (HalfNormal, LogNormal, or Uniform from 0 or more). Default None: HalfNormal(s) with s the standard deviation
        /// of the outputs (1 if they are constant), which no sensible noise exceeds.
        Noise: Prior option
    }

/// Checked sets of priors.
[<RequireQualifiedAccess>]
module NetworkPriors =
    /// All defaults.
    val standard: NetworkPriors
    /// Rejects improper priors, naming the group, and priors of σ that allow negative values.
    val validate: priors: NetworkPriors -> unit
