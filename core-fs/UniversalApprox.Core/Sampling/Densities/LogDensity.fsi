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
    member internal CreatePart: (unit -> UniversalApprox.Core.Sampling.Densities.LikelihoodPart)
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

    /// A log-density written as text, such as "-0.5*(x^2 + (y - x^2)^2/0.1)". It is differentiated symbolically and compiled, so it
    /// has a gradient and costs about as much as compiled code.
    ///
    /// The parameters are `parameterNames`, all of which must occur in the text; None takes the names that are found there, in
    /// the order in which they first appear. Names have letters, digits and _, and capitals matter.
    ///   operators, from loose to tight: || ; && ; ! ; < <= > >= == != ; + - ; * / ; signs ; ^ (or **), from right to left.
    ///     So -x^2 is -(x^2), 2^-1 is 0.5, and 0 < x < 1 is 0 < x && x < 1
    ///   functions, in any case: exp, ln or log, log10, sqrt, abs, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, expm1, log1p,
    ///     sigmoid or sig, softplus, erf, lgamma (the logarithm of |Γ|), min, max (of two or more), pow(x, y)
    ///   if(condition, a, b) is a where the condition holds, else b; it chooses the derivative too. The density is 0 where its
    ///     logarithm is -inf: if(s > 0, -s - log(s), -inf)
    ///   constants: pi, e, inf; numbers have a decimal point: 3, .5, 1e-3
    ///
    /// Ok: a log-density without priors. A value that is NaN or +∞ ends ensemble runs with a DensityException that tells the
    /// position in the text where it came from; the gradient is 0 where the value is −∞.
    /// Error: the 1-based position of the character where reading failed, and what was expected there; `Formula.explain` makes a
    /// text of it. Texts have at most 200 000 characters and 200 levels of parentheses.
    /// Throws: parameter names that are empty, repeated or unused; a null text.
    val ofText: parameterNames: string[] option -> text: string -> Result<LogDensity, struct (int * string)>

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

    /// The same posterior for the parameters on standardised data, with the map to these. Its values differ by a constant.
    val internal ofStandardNetwork:
        likelihood: Likelihood ->
        priors: NetworkPriors ->
        activation: Activation ->
        units: int ->
        data: CurveData ->
            struct (Standardisation * LogDensity)

    /// The same density with the name of constraints that its points satisfy.
    val internal withConstraints: constraints: Constraints -> density: LogDensity -> LogDensity

    /// The parameter vector of a trained network: θ, then, where log_sigma is sampled, the logarithm of the root mean square
    /// of its residuals on the data. The network must have the density's activation, inputs and units.
    val pointOf: network: Network -> density: LogDensity -> float[]

    /// The network of a point of a network's density.
    val internal networkOf: model: NetworkModel -> point: float[] -> Network

    /// `count` draws from the prior, stored one after the other. InvalidOperationException without a prior.
    val priorDraws: count: int -> rng: Rng -> density: LogDensity -> float[]
