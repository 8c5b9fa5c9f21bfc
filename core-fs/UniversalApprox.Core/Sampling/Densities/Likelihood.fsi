namespace UniversalApprox.Core.Sampling.Densities


/// The distribution of the residuals rᵢ = yᵢ − f(xᵢ) of n points.
[<RequireQualifiedAccess>]
type Likelihood =
    /// −Σr²/n, as in the notebook (a public notebook of 2022 by L. Posti that asked the question of this library with
    /// PyTorch and emcee). It is a Gaussian likelihood with σ² = n/2, far wider than the noise of most data.
    | MeanSquaredError
    /// Normal with a known standard deviation, `noiseLevel`, finite and above 0.
    | Gaussian of noiseLevel: float
    /// Normal with an unknown σ, sampled as the last parameter log_sigma.
    | GaussianUnknown
    /// Student's t with ν > 0 degrees of freedom, for data with outliers. `noiseLevel` is its scale, above 0. Without one, the
    /// sampler samples it as the last parameter log_sigma.
    | StudentT of degreesOfFreedom: float * noiseLevel: float option

/// Names and shapes of likelihoods.
[<RequireQualifiedAccess>]
module Likelihood =
    /// ν of Student's t unless another is asked for: 4.
    val defaultDegreesOfFreedom: float
    /// Rejects a noise level or number of degrees of freedom that is not finite and above 0.
    val validate: likelihood: Likelihood -> unit
    /// Whether log σ is a sampled parameter.
    val samplesNoise: likelihood: Likelihood -> bool
    /// The name: meanSquaredError, gaussian(0.1), gaussianUnknown, studentT(4), studentT(4, 0.1).
    val name: likelihood: Likelihood -> string

/// Priors of a network's parameters, one per group.
type NetworkPriors =
    {
        /// The prior of every weight. Default Normal(0, 30), as in the notebook.
        Weight: Prior
        /// The prior of every bias. Default Normal(0, 30).
        Bias: Prior
        /// The prior of every amplitude. Default Normal(0, 30).
        Amplitude: Prior
        /// The prior of the offset. Default Normal(0, 30).
        Offset: Prior
        /// The prior of σ itself, where σ is sampled; the density of log σ gains the Jacobian term log σ. It must allow
        /// positive values only (HalfNormal, LogNormal, or Uniform from 0 or more). Default None: HalfNormal(s) with s the
        /// standard deviation of the outputs (1 if they are constant), because sensible noise does not exceed s.
        Noise: Prior option
    }

/// Default priors, and checks of priors.
[<RequireQualifiedAccess>]
module NetworkPriors =
    /// The default prior of every group.
    val standard: NetworkPriors
    /// Rejects improper priors, naming the group, and priors of σ that allow negative values.
    val validate: priors: NetworkPriors -> unit
