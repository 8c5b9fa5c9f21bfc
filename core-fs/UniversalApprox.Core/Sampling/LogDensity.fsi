namespace UniversalApprox.Core

open System.Threading

/// Evaluates a log-density on batches of parameter vectors, stored one after the other. It owns scratch memory: use one
/// per thread. Nothing is allocated per call once the largest batch has been seen.
[<Sealed; Class>]
type DensityEvaluator =
    /// Length P of a parameter vector.
    member Dimension: int

    /// A call that finds it cancelled throws OperationCanceledException.
    member Cancellation: CancellationToken with get, set

    /// Log-likelihood plus log-prior of `count` vectors. A density of a network is never NaN; a user's may be anything.
    /// Errors: DensityException if the user's function throws.
    member Evaluate: thetas: float[] * count: int * logDensities: float[] -> unit

    /// Log-likelihoods and log-priors. Where the prior is −∞ the likelihood is not evaluated and is −∞ too.
    member EvaluateParts: thetas: float[] * count: int * logLikelihoods: float[] * logPriors: float[] -> unit

    member internal EvaluateAbove: thetas: float[] * index: int * floor: float -> float

    /// As Evaluate, with count × P derivatives. NotSupportedException if there is no gradient.
    member EvaluateWithGradient:
        thetas: float[] * count: int * logDensities: float[] * gradients: float[] -> unit

    /// As EvaluateParts, with count × P derivatives of each part.
    member EvaluatePartsWithGradient:
        thetas: float[] *
        count: int *
        logLikelihoods: float[] *
        logPriors: float[] *
        likelihoodGradients: float[] *
        priorGradients: float[] ->
            unit

/// A posterior, or any density known up to a constant. Immutable; likelihood and prior are kept apart.
[<Sealed; AllowNullLiteral; Class>]
type LogDensity =
    internal new:
        names: string[] *
        hasGradient: bool *
        prior: UniversalApprox.Core.Densities.JointPrior option *
        network: NetworkModel option *
        createPart: (unit -> UniversalApprox.Core.Densities.LikelihoodPart) ->
            LogDensity

    /// Number of parameters P ≥ 1.
    member Dimension: int
    /// P different names.
    member ParameterNames: string[]
    /// Whether derivatives are available.
    member HasGradient: bool
    /// Whether there is a prior; without one the likelihood is the whole density and its prior part is 0.
    member HasPrior: bool
    member internal Prior: UniversalApprox.Core.Densities.JointPrior option
    /// What it is the density of, if of a network's parameters.
    member Network: NetworkModel option
    /// A new evaluator, for one thread.
    member CreateEvaluator: unit -> DensityEvaluator

/// Creation of log-densities.
[<RequireQualifiedAccess>]
module LogDensity =
    /// A user's log-density, one point at a time.
    /// Errors: no parameters, names that are empty or repeated.
    val ofFunction: parameterNames: string[] -> f: PointDensity -> LogDensity

    /// A user's log-density with its gradient.
    val ofFunctionWithGradient:
        parameterNames: string[] -> f: PointDensity -> gradient: PointGradient -> LogDensity

    /// A user's log-density, a whole batch at a time. It sees all points, also those outside a prior's support.
    val ofBatch: parameterNames: string[] -> f: BatchDensity -> LogDensity

    /// The same function as the likelihood, with independent priors, one per parameter.
    val withPriors: priors: Prior[] -> density: LogDensity -> LogDensity

    /// The posterior of the parameters of a network with `units` units on the data; the parameters are θ in the order of
    /// Layout, then log_sigma where the likelihood samples it. Heaviside units have no gradient.
    /// Errors: a negative number of units, an improper prior, a likelihood out of range.
    val ofNetwork:
        likelihood: Likelihood ->
        priors: NetworkPriors ->
        activation: Activation ->
        units: int ->
        data: CurveData ->
            LogDensity

    /// The parameter vector at a trained network: θ, then the logarithm of the root mean square of its residuals on the
    /// data where log_sigma is sampled. The network must have the density's activation, inputs and units.
    val pointOf: network: Network -> density: LogDensity -> float[]

    /// `count` draws from the prior, one after the other. InvalidOperationException without a prior.
    val priorDraws: count: int -> rng: Rng -> density: LogDensity -> float[]
