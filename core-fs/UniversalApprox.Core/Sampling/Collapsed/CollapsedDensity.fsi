namespace UniversalApprox.Core.Sampling.Collapsed

open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles

/// The posterior of a network's weights and biases φ, and of ln σ where it is sampled, with amplitudes and offset
/// integrated out. Given φ they are exactly normal, so nothing is lost: `CollapsedDensity.complete` draws them afterwards.
/// Fewer parameters without the ridges between weights and amplitudes make samplers many times more efficient.
/// Where only the prior of the offset tells the sign images of a network apart (sigmoid units with priors of weights, biases
/// and amplitudes that are symmetric about 0, up to `mostAveragedUnits`), the density is the average over these images, so that
/// each of them has the same height; completed draws are of the image that was drawn by its share.
/// φ is in the units of standardised data, [w₁(1..d), b₁, …, w_N(1..d), b_N], then ln σ; draws come back in the data's units.
[<Sealed; AllowNullLiteral; Class>]
type CollapsedDensity =
    /// The activation, shape, likelihood and data of the networks.
    member Model: NetworkModel
    /// The priors.
    member Priors: NetworkPriors
    /// From the data to the units of φ.
    member Map: Standardisation
    /// The density of φ, normalised over y: its integral is the evidence of the original data. It has a gradient unless the
    /// units are heaviside, and serves every sampler. Log-densities of the same data in other units of y differ by a
    /// constant.
    member Density: LogDensity
    /// Names of the completed draws: w1, b1, a1, …, c, and log_sigma where it is sampled.
    member ParameterNames: string[]
    member internal Layout: UniversalApprox.Core.Kernels.HiddenLayout
    /// Of the points: the noise of point i has the variance σ²/Weights[i].
    member internal Weights: float[]
    member internal CreateLikelihood: unit -> UniversalApprox.Core.Sampling.Collapsed.CollapsedLikelihood
    /// Whether the density is the same for a unit with its sign flipped.
    member internal IsFlipSymmetric: bool

/// Creation of collapsed densities, and the way back to networks.
[<RequireQualifiedAccess>]
module CollapsedDensity =
    /// Why amplitudes and offset cannot be integrated out, in words; None if they can: noise is normal (MeanSquaredError
    /// included) and the priors of amplitudes and offset are normal.
    val obstacle: likelihood: Likelihood -> priors: NetworkPriors -> string option

    /// The most units whose 2ᴺ sign images are averaged: 8.
    val internal mostAveragedUnits: int

    /// How the density treats units whose signs the offset's prior tells apart, in words; None where that prior does not.
    val internal signsNote: priors: NetworkPriors -> activation: Activation -> units: int -> string option

    /// The collapsed posterior of networks with `units` units on the data, with the weights that these have.
    /// Errors: an `obstacle`, an improper prior, a likelihood out of range, a wrong number of units, nothing to
    /// sample (no units and a known σ).
    val create:
        likelihood: Likelihood ->
        priors: NetworkPriors ->
        activation: Activation ->
        units: int ->
        data: CurveData ->
            CollapsedDensity

    /// φ of a network in the data's units; ln σ from the residuals of the best amplitudes and offset for it.
    /// The network must have the density's activation, inputs and units.
    val pointOf: network: Network -> density: CollapsedDensity -> float[]

    /// The network of φ, or of its sign image of largest share, with the mean of its amplitudes and offset, in the data's units.
    val networkAt: phi: float[] -> density: CollapsedDensity -> Network

    /// σ at φ in the data's units; √(n/2) for MeanSquaredError.
    val noiseAt: phi: float[] -> density: CollapsedDensity -> float

    /// The parameters of `networkAt`, and log σ where it is sampled: a point of the density of all parameters.
    val parametersAt: phi: float[] -> density: CollapsedDensity -> float[]

    /// Draws of all parameters, [w₁, b₁, a₁, …, c(, ln σ)] in the data's units, one for each φ, and their log-densities:
    /// log-likelihood plus log-prior of all parameters, of the sign image that was drawn. φ number i uses the stream `Rng.split i rng`.
    val complete: rng: Rng -> phis: float[] -> density: CollapsedDensity -> struct (float[] * float[])

    /// `complete`, which throws OperationCanceledException once it is cancelled.
    val internal completeUntil:
        cancellation: System.Threading.CancellationToken ->
        rng: Rng ->
        phis: float[] ->
        density: CollapsedDensity ->
            struct (float[] * float[])

    /// `complete` as draws of networks on standardised data, whose predictions are exact to rounding whatever the
    /// data's origin; ln σ is in standardised units too.
    val internal completeStandard: rng: Rng -> phis: float[] -> density: CollapsedDensity -> float[]

    /// A chain of φ as a chain of all parameters (`complete`). Ensemble e uses the stream `Rng.split e rng`, and its first φ
    /// has the number `first`, so that a chain can be completed in parts.
    val completeChain: rng: Rng -> first: int -> chain: Chain -> density: CollapsedDensity -> Chain

    /// `completeChain` with the stream of each ensemble.
    val internal completeEnsembles:
        streams: Rng[] -> first: int -> chain: Chain -> density: CollapsedDensity -> Chain
