namespace UniversalApprox.Core

/// The network whose parameters a chain samples: draws begin with its θ; what follows (ln σ) is no part of it.
type SampledNetwork =
    {
        /// The nonlinearity.
        Activation: Activation
        /// The number of inputs and of units.
        Layout: Layout
        /// The data it was fitted to, if any.
        Data: CurveData option
        /// How observations scatter around the curve.
        Noise: ObservationNoise
    }

/// What is known beside the chain.
type PosteriorSettings =
    {
        /// None for a user's own density.
        Model: SampledNetwork option
        /// The network that draws are relabelled to, the trained one for example; None for the draw of highest density.
        Reference: Network option
        /// Standard deviation of each parameter's prior, in the order of the draws, all above 0.
        PriorSds: float[] option
        /// What summaries hold.
        Summary: SummarySettings
    }

/// The draw of highest log-density.
type MaxProbability =
    {
        /// Its log-density.
        LogDensity: float
        /// The draw as it was sampled.
        Parameters: float[]
        /// Where it is: ensemble, step and walker, from 0.
        Ensemble: int
        /// At which kept step, from 0.
        Step: int
        /// Which walker, from 0.
        Walker: int
        /// Its network under the labels of the canonical draws; None for a user's own density.
        Network: Network option
        /// The network's formula in notebook notation, 5 digits.
        Formula: string option
        /// Σ(f(xᵢ) − yᵢ)²/n on the data, if there are data.
        MeanSquaredError: float option
        /// Σ|f(xᵢ) − yᵢ|/n on the data.
        MeanAbsoluteError: float option
    }

/// A sampled posterior: its draws as sampled and relabelled, summaries, the best draw, and bands. Immutable; what costs
/// time is made when it is first asked for, and kept.
[<Sealed; AllowNullLiteral; Class>]
type Posterior =
    member Settings: PosteriorSettings
    /// The draws as sampled.
    member Raw: Chain
    /// The draws relabelled to the reference (`Relabelling`): the same functions, with comparable parameters. For a user's
    /// own density, the draws as sampled. A second copy of the draws, made anew each time and not kept; `Relabelling.apply`
    /// maps single draws.
    member Canonical: Chain
    /// None for a user's own density.
    member Relabelling: Relabelling option
    /// One per parameter, of the canonical draws. The prior that contraction compares with is relabelled likewise: it is
    /// the standard deviation of 4096 normal draws with mean 0 and the prior's standard deviations under the same map, as
    /// positive weights and sorted units alone narrow a prior. For relu and leakyRelu, whose normalised units have no
    /// prior of finite variance, only the parameters that are not in a unit have a contraction.
    member Summaries: ParameterSummary[]
    member MaxProbability: MaxProbability
    /// For relu and leakyRelu: kink1, jump1, kink2, … of each canonical draw (`Canonical.kinks`); None for others. A unit
    /// without weights, which has no kink, has NaN for both.
    member Kinks: Chain option
    member internal LogDensity: Examination
    /// Of the canonical draws.
    member internal Parameters: Examination[]

/// Making and using posteriors.
[<RequireQualifiedAccess>]
module Posterior =
    /// No model, no reference, no prior, default summaries.
    val defaults: PosteriorSettings

    /// From a chain after burn-in with at least one step.
    val create: settings: PosteriorSettings -> chain: Chain -> Posterior

    /// The verdict on the canonical draws: labels that switch are no lack of convergence.
    val verdict: settings: ConvergenceSettings -> posterior: Posterior -> Verdict

    /// A first look that is cheap: false if the log-density alone says that the verdict will be "not converged".
    val internal mayHaveConverged: settings: ConvergenceSettings -> posterior: Posterior -> bool

    /// Bands on any grid (`Bands.ofChain`). The posterior must have a model.
    val bands:
        probabilities: float[] -> maximumDraws: int -> columns: float[][] -> posterior: Posterior -> Bands
