namespace UniversalApprox.Core.Sampling.Evidence

open System.Threading
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Collapsed

/// How an evidence was computed.
[<RequireQualifiedAccess>]
type EvidenceMethod =
    /// Importance sampling from Student-t distributions around the modes.
    | ImportanceSampling
    /// Particles that go from those distributions to the posterior in steps: where importance weights are too unequal.
    | SequentialMonteCarlo

/// How an evidence is computed.
type EvidenceOptions =
    {
        /// Draws of a proposal, from 200; sequential Monte Carlo takes half of it as its particles. Default 2000.
        Draws: int
        /// Random starts of the search for modes, their seed, and threads. Default 120 starts.
        Search: ModeSearchOptions
        /// The evidence is computed again with the amplitudes' prior so many times as wide, each above 0. Default ¼ and 4.
        AmplitudeFactors: float[]
    }

/// The evidence with another prior of the amplitudes.
type AmplitudeVariant =
    {
        /// By what the standard deviation of the amplitudes' prior is multiplied.
        Factor: float
        /// log p(y) with that prior.
        LogEvidence: float
        /// Its Monte Carlo standard error.
        Error: float
    }

/// log p(y | N): the probability density of the data with all parameters of a network of N units integrated out.
[<Sealed; AllowNullLiteral; Class>]
type ModelEvidence =
    /// The density whose integral it is.
    member Density: CollapsedDensity
    /// The modes that were found.
    member Modes: CollapsedModes
    /// log p(y), all images under permutations and signs of units counted, of data in their own units.
    member LogEvidence: float
    /// Its Monte Carlo standard error. It does not see modes that were not found.
    member Error: float
    /// How it was computed.
    member Method: EvidenceMethod
    /// The share of the posterior near modes that only the second half of the starts found, 0 to 1.
    member NewModeShare: float
    /// Whether new starts still found modes that hold mass, so that others are probably missing: `NewModeShare` is above 0.05.
    member IsLowerBound: bool
    /// How many independent draws the weighted draws of the posterior are worth.
    member EffectiveDraws: float
    /// With other priors of the amplitudes, in the order of the options.
    member Variants: AmplitudeVariant[]

    /// Draws of φ and the logarithms of their weights, which add up to 1.
    member internal Draws: float[]
    member internal LogWeights: float[]

/// Probabilities of sizes with one prior of the amplitudes.
type SizeProbabilities =
    {
        /// By what the standard deviation of the amplitudes' prior is multiplied; 1 is the prior that was asked for.
        Factor: float
        /// log p(y) of each size.
        LogEvidences: float[]
        /// p(size | y), sizes being equally probable before.
        Probabilities: float[]
    }

/// The evidence of networks, by which sizes are compared. Tempering from the prior alone fails for networks by tens to hundreds of
/// nats, because good modes fill a tiny part of the prior. So modes are searched from many starts, and a mixture around
/// them is the proposal of importance sampling, or where sequential Monte Carlo begins. The mixture also covers
/// networks of fewer units with the others anywhere, since posteriors of redundant units are there.
[<RequireQualifiedAccess>]
module ModelEvidence =
    /// 2000 draws, 120 starts, amplitudes' priors ¼ and 4 times as wide.
    val defaults: EvidenceOptions

    /// Rejects options that are out of range.
    val validate: options: EvidenceOptions -> unit

    /// The evidence of a collapsed density. `trained` are networks of its shape from which modes are searched too. The same
    /// arguments give the same result on any number of threads. None if no start leads to a mode.
    /// Errors: options out of range, heaviside units, OperationCanceledException.
    val ofDensity:
        options: EvidenceOptions ->
        trained: Network[] ->
        cancellation: CancellationToken ->
        density: CollapsedDensity ->
            ModelEvidence option

    /// The evidence of networks like the trained ones, at least one and all of one shape, on their data.
    /// Errors: as `ofDensity`; and an OptionException where amplitudes and offset cannot be integrated out
    /// (`CollapsedDensity.obstacle`), and where no mode is found.
    val ofNetworks:
        options: EvidenceOptions ->
        likelihood: Likelihood ->
        priors: NetworkPriors ->
        trained: Network[] ->
        cancellation: CancellationToken ->
        data: CurveData ->
            ModelEvidence

    /// Probabilities that add up to 1, in proportion to evidences.
    val probabilities: logEvidences: float[] -> float[]

    /// Probabilities of models of the same data: with the priors that were asked for first, then with each factor that all of
    /// them have.
    val compare: evidences: ModelEvidence[] -> SizeProbabilities[]
