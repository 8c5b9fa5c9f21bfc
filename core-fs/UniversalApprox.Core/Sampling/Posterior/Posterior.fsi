namespace UniversalApprox.Core.Sampling.Posterior

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics

/// The network whose parameters a chain samples. Draws begin with its θ; further elements (ln σ) are not part of it.
type SampledNetwork =
    {
        /// The nonlinearity.
        Activation: Activation
        /// The number of inputs and of units.
        Layout: Layout
        /// The data it was fitted to, if any.
        Data: CurveData option
        /// The distribution of observations around the curve.
        Noise: ObservationNoise
        /// What every draw satisfies. Draws are relabelled only among images that do.
        Constraints: Constraints
    }

    /// The axes of the data, or linear ones without data.
    member Axes: Axes

/// Settings of a posterior: knowledge that the chain does not contain.
type PosteriorSettings =
    {
        /// The sampled network; None for a user's own density.
        Model: SampledNetwork option
        /// The network to which draws are relabelled, for example the trained one; None for the draw of highest density.
        Reference: Network option
        /// The standard deviation of each parameter's prior, in the order of the draws, all above 0.
        PriorSds: float[] option
        /// The contents of summaries.
        Summary: SummarySettings
    }

/// The draw of highest log-density.
type MaxProbability =
    {
        /// Its log-density.
        LogDensity: float
        /// The draw as it was sampled.
        Parameters: float[]
        /// The ensemble of the draw, from 0.
        Ensemble: int
        /// The kept step of the draw, from 0.
        KeptStep: int
        /// The walker of the draw, from 0.
        Walker: int
        /// The draw's network under the labels of the canonical draws; None for a user's own density.
        Network: Network option
        /// The network's formula in notebook notation, 5 digits.
        Formula: string option
        /// Σ(f(xᵢ) − yᵢ)²/n on the data, if there are data.
        MeanSquaredError: float option
        /// Σ|f(xᵢ) − yᵢ|/n on the data.
        MeanAbsoluteError: float option
    }

/// A sampled posterior: its draws as sampled and relabelled, summaries, the best draw, and bands. Immutable. It computes
/// expensive results when they are first needed, and keeps them.
[<Sealed; AllowNullLiteral; Class>]
type Posterior =
    member Settings: PosteriorSettings
    /// Kept steps of each ensemble.
    member KeptSteps: int
    /// The draws as sampled. Those of a cancelled run are made when they are first read.
    member Raw: Chain
    /// The draws relabelled to the reference (`Relabelling`): the same functions, with comparable parameters. For a user's
    /// own density, the draws as sampled. Each call makes a second copy of all draws and does not keep it.
    /// `Relabelling.apply` maps single draws.
    member Canonical: Chain
    /// The relabelling; None for a user's own density.
    member Relabelling: Relabelling option
    /// One summary per parameter, of the canonical draws. Contraction compares with the relabelled prior, because positive
    /// weights and sorted units alone make a prior narrower. Its standard deviation is that of 4096 normal draws with mean 0
    /// and the prior's standard deviations under the same map. For relu and leakyRelu, normalised units have no prior of
    /// finite variance, so only the parameters outside the units have a contraction.
    member Summaries: ParameterSummary[]
    member MaxProbability: MaxProbability
    /// For relu and leakyRelu: kink1, jump1, kink2, … of each canonical draw (`Canonical.kinks`); None for other
    /// activations. A unit without weights has no kink and gets NaN for both.
    member Kinks: Chain option
    member internal LogDensityMixing: QuantityMixing
    /// The mixing of the parameters of the canonical draws.
    member internal ParameterMixing: QuantityMixing[]

/// Makes and uses posteriors.
[<RequireQualifiedAccess>]
module Posterior =
    /// No model, no reference, no prior, default summaries.
    val defaults: PosteriorSettings

    /// Makes a posterior from a chain after burn-in with at least one kept step.
    val create: settings: PosteriorSettings -> chain: Chain -> Posterior

    /// The same of draws that are made when they are first read; settings and draws of a run fit each other.
    val internal later:
        settings: PosteriorSettings -> keptSteps: int -> draws: System.Lazy<Chain> -> Posterior

    /// The verdict on the canonical draws. Relabelling removes label switching, which is not a lack of convergence.
    val verdict: settings: ConvergenceSettings -> posterior: Posterior -> Verdict

    /// `verdict` with what is known beside the draws: the findings of NUTS, and a prior that fights the data.
    val verdictWith:
        settings: ConvergenceSettings -> evidence: ChainEvidence -> posterior: Posterior -> Verdict

    /// A cheap first check: false if the log-density alone proves that the verdict will be "not converged".
    val internal mayHaveConverged: settings: ConvergenceSettings -> posterior: Posterior -> bool

    /// Bands on any grid (`Bands.ofChain`). The posterior must have a model.
    val bands:
        probabilities: float[] -> maximumDraws: int -> columns: float[][] -> posterior: Posterior -> Bands
