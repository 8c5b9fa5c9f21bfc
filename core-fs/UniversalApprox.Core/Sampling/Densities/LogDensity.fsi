namespace UniversalApprox.Core.Sampling.Densities

open System.Threading
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data

/// Evaluates a log-density on batches of parameter vectors, stored one after the other. It owns scratch memory, so use one
/// per thread. A call allocates only if its batch is larger than all before.
[<Sealed; Class>]
type DensityEvaluator =
    /// Length P of a parameter vector.
    member Dimension: int

    /// The token that cancels. A call that sees it cancelled throws OperationCanceledException.
    member Cancellation: CancellationToken with get, set

    /// The log-likelihood plus log-prior of `count` vectors. It is never NaN for a network; a user's density may return any
    /// value. Errors: DensityException if the user's function throws.
    member Evaluate: thetas: float[] * count: int * logDensities: float[] -> unit

    /// The log-likelihoods and log-priors. Where the prior is −∞, the likelihood is not evaluated and is −∞ too.
    member EvaluateParts: thetas: float[] * count: int * logLikelihoods: float[] * logPriors: float[] -> unit

    member internal EvaluateAbove:
        thetas: float[] * count: int * floors: float[] * logDensities: float[] -> unit

    /// Evaluate with count × P derivatives. NotSupportedException if there is no gradient.
    member EvaluateWithGradient:
        thetas: float[] * count: int * logDensities: float[] * gradients: float[] -> unit

    /// EvaluateParts with count × P derivatives of each part.
    member EvaluatePartsWithGradient:
        thetas: float[] *
        count: int *
        logLikelihoods: float[] *
        logPriors: float[] *
        likelihoodGradients: float[] *
        priorGradients: float[] ->
            unit

/// A posterior, or any density known up to a constant. Immutable. It keeps likelihood and prior apart.
[<Sealed; AllowNullLiteral; Class>]
type LogDensity =
    internal new:
        names: string[] *
        hasGradient: bool *
        prior: UniversalApprox.Core.Sampling.Densities.JointPrior option *
        network: NetworkModel option *
        createPart: (unit -> UniversalApprox.Core.Sampling.Densities.LikelihoodPart) ->
            LogDensity

    /// Number of parameters P ≥ 1.
    member Dimension: int
    /// P different names.
    member ParameterNames: string[]
    /// Whether derivatives are available.
    member HasGradient: bool
    /// Whether there is a prior. Without one, the likelihood is the whole density and the log-prior is 0.
    member HasPrior: bool
    member internal Prior: UniversalApprox.Core.Sampling.Densities.JointPrior option
    /// The network model, if it is a density of a network's parameters.
    member Network: NetworkModel option
    /// A new evaluator, for one thread.
    member CreateEvaluator: unit -> DensityEvaluator

/// Creates log-densities and points for them.
[<RequireQualifiedAccess>]
module LogDensity =
    /// A user's log-density, evaluated one point at a time.
    /// Errors: no parameters, names that are empty or repeated.
    val ofFunction: parameterNames: string[] -> f: PointDensity -> LogDensity

    /// A user's log-density with its gradient.
    val ofFunctionWithGradient:
        parameterNames: string[] -> f: PointDensity -> gradient: PointGradient -> LogDensity

    /// A user's log-density, evaluated a whole batch at a time. It gets all points, also those outside a prior's support.
    val ofBatch: parameterNames: string[] -> f: BatchDensity -> LogDensity

    /// Takes the same function as the likelihood and adds independent priors, one per parameter.
    val withPriors: priors: Prior[] -> density: LogDensity -> LogDensity

    /// The posterior of the parameters of a network with `units` units on the data. The parameters are θ in the order of
    /// Layout, then log_sigma where the likelihood samples it. With heaviside units there is no gradient.
    /// Errors: a negative number of units, an improper prior, a likelihood out of range.
    val ofNetwork:
        likelihood: Likelihood ->
        priors: NetworkPriors ->
        activation: Activation ->
        units: int ->
        data: CurveData ->
            LogDensity

    /// The parameter vector of a trained network: θ, then, where log_sigma is sampled, the logarithm of the root mean square
    /// of its residuals on the data. The network must have the density's activation, inputs and units.
    val pointOf: network: Network -> density: LogDensity -> float[]

    /// `count` draws from the prior, stored one after the other. InvalidOperationException without a prior.
    val priorDraws: count: int -> rng: Rng -> density: LogDensity -> float[]
