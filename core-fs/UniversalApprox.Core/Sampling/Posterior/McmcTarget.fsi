namespace UniversalApprox.Core.Sampling.Posterior

open System.Threading
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Collapsed

/// Which density of a network's parameters is sampled. All give the same posterior.
[<RequireQualifiedAccess>]
type DensityChoice =
    /// Collapsed where that is exact, else Full.
    | Auto
    /// Weights, biases and log σ; amplitudes and offset are integrated out, and drawn exactly afterwards.
    | Collapsed
    /// All parameters.
    | Full

/// The ways between the coordinates of a sampler and parameters in the data's units: see the members of McmcTarget.
type internal Coordinates =
    {
        OfParameters: float[] -> float[]
        ToParameters: float[] -> float[]
        Complete: Rng[] -> int -> Chain -> Chain
        OfModes: CancellationToken -> Rng -> float[][] -> float[][]
    }

/// The density that a run samples, and the way from its points to parameters in the data's units. Samplers of networks work
/// on standardised data.
[<Sealed; AllowNullLiteral; Class>]
type McmcTarget =
    internal new:
        density: LogDensity *
        full: LogDensity *
        collapsed: CollapsedDensity option *
        modes: CollapsedDensity option *
        priors: PriorRow[] option *
        note: string option *
        coordinates: Coordinates ->
            McmcTarget

    /// The log-density that the sampler sees, in the sampler's own coordinates.
    member Density: LogDensity
    /// The log-density of the draws as they are handed out: of all parameters, in the data's units. For a network its
    /// parameters are θ in the order of Layout, then log_sigma where it is sampled.
    member Full: LogDensity
    /// The collapsed density, if that is sampled.
    member Collapsed: CollapsedDensity option
    /// The priors in use; None for a density that is not a network's.
    member Priors: PriorRow[] option
    /// Which density is sampled and why, in plain words; None for a density that is not a network's.
    member Note: string option
    /// Names of the parameters of the draws.
    member ParameterNames: string[]
    /// A collapsed density of about the same posterior, to find its modes by. None without a network or without a gradient.
    member internal Modes: CollapsedDensity option
    /// From a point of `Full` to the sampler's coordinates.
    member internal OfParameters: float[] -> float[]
    /// The most probable parameters at a point: a point of `Full`.
    member internal ToParameters: float[] -> float[]
    /// Draws for the points of a chain. Point i of ensemble e uses the stream `Rng.split i streams[e]`, and `first` is the number
    /// of its first point.
    member internal Complete: streams: Rng[] -> first: int -> chain: Chain -> Chain
    /// Points of `Full`, as random as the draws at the points of `Modes`, in the sampler's coordinates.
    /// OperationCanceledException if cancelled.
    member internal OfModes: cancellation: CancellationToken -> rng: Rng -> points: float[][] -> float[][]

/// Creates targets.
[<RequireQualifiedAccess>]
module McmcTarget =
    /// Any density, sampled as it is.
    val ofDensity: density: LogDensity -> McmcTarget

    /// The posterior of networks with `units` units on the data.
    /// Errors: as LogDensity.ofNetwork; Collapsed where it is not exact (`CollapsedDensity.obstacle`).
    val ofNetwork:
        density: DensityChoice ->
        likelihood: Likelihood ->
        priors: NetworkPriors ->
        activation: Activation ->
        units: int ->
        data: CurveData ->
            McmcTarget

    /// `ofNetwork` under constraints. Units of monotone curves turn the way that those of the reference do, or rising units with positive
    /// amplitudes without one. A reference that does not satisfy the constraints is moved.
    /// Errors: as `ofNetwork`; Collapsed; constraints that contradict each other or the activation.
    val ofConstrained:
        constraints: Constraints ->
        reference: Network option ->
        density: DensityChoice ->
        likelihood: Likelihood ->
        priors: NetworkPriors ->
        activation: Activation ->
        units: int ->
        data: CurveData ->
            McmcTarget

    /// The parameter vector of a network in the data's units (`LogDensity.pointOf`), in the sampler's coordinates.
    val internal pointOf: network: Network -> target: McmcTarget -> float[]
