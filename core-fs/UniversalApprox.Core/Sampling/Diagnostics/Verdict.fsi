namespace UniversalApprox.Core.Sampling.Diagnostics

/// The kind of sampler that made the draws.
[<RequireQualifiedAccess>]
type ChainKind =
    /// Walkers that move together.
    | Ensembles
    /// Single chains, as of NUTS. Each is an ensemble of one walker.
    | Chains

/// A reason why a chain is not converged. Quantities are the parameters and "log-density"; the reason names the worst one. τ
/// is in kept steps. `stepsToRun` is the value of `SamplingOptions.Steps` (burn-in and steps that are thinned out included)
/// that may be enough.
[<RequireQualifiedAccess>]
type Unconverged =
    /// There are fewer than 20 kept steps, too few for any statement.
    | TooShort of keptSteps: int * stepsToRun: int64
    /// No walker ever moved.
    | NeverMoved
    /// Walkers stayed far below the rest, to the end or for more than a tenth of the steps.
    | Stuck of StuckReport
    /// A prior keeps the draws away from what the data say.
    | PriorFightsData of PriorConflict
    /// NUTS could not follow its trajectories in `divergences` of the `steps` steps after warm-up.
    | Diverged of divergences: int64 * steps: int64
    /// The energies of a chain of NUTS (from 0) hardly change from step to step.
    | LowEnergyExchange of chain: int * eBfmi: float
    /// Hardly any walker of a ladder (from 0) came from the prior to the posterior.
    | FewRoundTrips of ladder: int * roundTrips: int64 * temperatures: int
    /// Single walkers have not crossed the distribution: the first and second halves of their series differ.
    | SlowWalkers of quantity: string * rHat: float * limit: float * stepsToRun: int64
    /// τ still grows as the chain grows, in a run of fewer than 50 τ.
    | TauGrows of quantity: string * tau: float * growth: float * stepsToRun: int64
    /// There is only one ensemble or chain, so there is nothing to compare it with.
    | OnlyOne of kind: ChainKind
    /// The ensembles or chains disagree. `rHat` is nested R̂ between ensembles.
    | Disagreement of kind: ChainKind * quantity: string * rHat: float * stepsToRun: int64
    /// There are too few effective draws.
    | TooFewDraws of quantity: string * ess: float * wanted: float * stepsToRun: int64
    /// The standard error of a mean, in standard deviations, is too large although the ranks have enough effective draws: the
    /// tails are heavy.
    | LargeError of quantity: string * relativeError: float * limit: float * stepsToRun: int64
    /// The draws reach a log-density far above that of the fit from which the walkers started. Only ever a warning.
    | AboveStart of best: float * start: float

/// Whether a chain has converged, with the reasons if not.
type Verdict =
    {
        /// Whether the chain has converged.
        IsConverged: bool
        /// The reasons against convergence, the gravest first; empty if converged.
        Reasons: Unconverged list
        /// What does not speak against convergence, but should be known: divergences in at most one step of a thousand, and a
        /// start far below the mode.
        Warnings: Unconverged list
        /// The largest τ of all quantities, in kept steps; None if there is none.
        LargestTau: float option
        /// The largest R̂ between ensembles (nested R̂) or chains; None for a single one.
        LargestRHat: float option
        /// The smallest effective sample size, bulk or tail.
        SmallestEss: float option
        /// The whole verdict in plain words, with advice. Ensembles and walkers count from 1 here.
        Text: string
    }

/// A change of an option that may make a chain converge.
type Advice =
    {
        /// The name of the option, as in `SamplingOptions` and `McmcSettings`: Steps.
        Option: string
        /// The smallest value that may be enough; None if that is not a number, or not known.
        AtLeast: int64 option
    }

/// What a verdict says.
[<RequireQualifiedAccess>]
module Verdict =
    /// The number of kept steps below which nothing can be said: 20.
    val internal fewestKeptSteps: int

    /// E-BFMI below which a chain of NUTS hardly reaches its tails: 0.3.
    val internal lowEnergy: float

    /// The changes of options that may remove a reason, the best first.
    val advice: reason: Unconverged -> Advice list

    /// The sentences for one reason, as in `Verdict.Text`. `spell` spells the names of options.
    val describe: spell: (string -> string) -> reason: Unconverged -> string

    /// The whole verdict in plain words. `spell` spells the names of options.
    val text: spell: (string -> string) -> verdict: Verdict -> string
