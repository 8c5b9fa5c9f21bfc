namespace UniversalApprox.Core.Sampling.Densities

open UniversalApprox.Core.Data


/// The distribution of the residuals rᵢ = yᵢ − f(xᵢ) of n points. Where points have errors or weights of their own, σ (and the
/// scale of Student's t) is that of a point of median precision, and that of point i is σ/√sᵢ with sᵢ its relative weight
/// (`CurveData.Weights`). A new observation is taken to be of median precision.
[<RequireQualifiedAccess>]
type Likelihood =
    /// −Σr²/n (−Σsr²/n), as in the notebook (a public notebook of 2022 by L. Posti that asked the question of this library with
    /// PyTorch and emcee). It is a Gaussian likelihood with σ² = n/2, far wider than the noise of most data.
    | MeanSquaredError
    /// Normal with a known standard deviation, `noiseLevel`, finite and above 0.
    | Gaussian of noiseLevel: float
    /// Normal with an unknown σ, sampled as the last parameter log_sigma.
    | GaussianUnknown
    /// Normal with an unknown σ that changes with the inputs: ln σ is a line in them. Sampled are log_sigma, which is ln σ at the mean of the
    /// inputs, and its slope with each input, log_sigma_slope (log_sigma_slope_1, … for several inputs). With errors or weights of the
    /// points, the line is of a common factor.
    | GaussianLine
    /// Student's t with ν > 0 degrees of freedom, for data with outliers. `noiseLevel` is its scale, above 0. Without one, the
    /// sampler samples it as the last parameter log_sigma.
    | StudentT of degreesOfFreedom: float * noiseLevel: float option

/// Names and shapes of likelihoods.
[<RequireQualifiedAccess>]
module Likelihood =
    /// ν of Student's t unless another is asked for: 4.
    val defaultDegreesOfFreedom: float
    /// The likelihood of data unless another is asked for: Gaussian with the known standard errors of the points, that is with
    /// the median of them as noise level; without known ones GaussianUnknown.
    val ofData: data: CurveData -> Likelihood
    /// Rejects a noise level or number of degrees of freedom that is not finite and above 0.
    val validate: likelihood: Likelihood -> unit
    /// Whether log σ is a sampled parameter.
    val samplesNoise: likelihood: Likelihood -> bool
    /// The names of the sampled parameters of the noise, which follow those of the network, for `dimension` inputs.
    val internal noiseNames: dimension: int -> likelihood: Likelihood -> string[]
    /// The likelihood of n outputs that are divided by `scale`. −Σr²/n becomes a normal one with σ² = n/2, up to a constant.
    val internal inUnitsOf: scale: float -> count: int -> likelihood: Likelihood -> Likelihood
    /// The name: meanSquaredError, gaussian(0.1), gaussianUnknown, gaussianLine, studentT(4), studentT(4, 0.1).
    val name: likelihood: Likelihood -> string

/// Priors of a network's parameters, one per group. A prior that is given is of the number in the network's formula, in the
/// data's units. None means the default, which is stated on standardised data (`StandardPriors`): so it allows the same
/// curves whatever the units and origins of x and y.
type NetworkPriors =
    {
        /// The prior of every weight. Default Student-t with 3 degrees of freedom and scale 5, on standardised data.
        Weight: Prior option
        /// The prior of every bias. Default Student-t with 3 degrees of freedom and scale 5, of w·x + b at the mean of the
        /// inputs.
        Bias: Prior option
        /// The prior of every amplitude. Default Normal(0, 60/√N) times the standard deviation of the outputs, for N units.
        Amplitude: Prior option
        /// The prior of the offset. Default Normal(0, 60) times the standard deviation of the outputs, around their mean;
        /// it is of the network's value at the middle of all its units.
        Offset: Prior option
        /// The prior of σ itself, where σ is sampled; the density of log σ gains the Jacobian term log σ. It must allow
        /// positive values only (HalfNormal, LogNormal, or Uniform from 0 or more). Default HalfNormal(s) with s the
        /// standard deviation of the outputs (1 if they are constant), because sensible noise does not exceed s.
        Noise: Prior option
    }

/// Named priors, and checks of priors.
[<RequireQualifiedAccess>]
module NetworkPriors =
    /// The default prior of every group.
    val standard: NetworkPriors
    /// Normal(0, 30) for weights, biases, amplitudes and offset, in the data's units, as in the notebook. It suits data of
    /// sizes between about 1 and 10, and fights others.
    val notebook: NetworkPriors
    /// Rejects improper priors, naming the group, and priors of σ that allow negative values.
    val validate: priors: NetworkPriors -> unit
