namespace UniversalApprox.Core.Sampling.Diagnostics

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
    /// There are fewer than 50 τ kept steps, so the estimate of τ is not reliable.
    | TauNotTrusted of quantity: string * tau: float * keptSteps: int * stepsToRun: int64
    /// τ still changes as the chain grows.
    | TauNotStable of quantity: string * tau: float * change: float * stepsToRun: int64
    /// There is only one ensemble, so there is nothing to compare it with.
    | OneEnsemble
    /// The ensembles disagree.
    | Disagreement of quantity: string * nestedRHat: float * stepsToRun: int64
    /// There are too few effective draws.
    | TooFewDraws of quantity: string * ess: float * wanted: float * stepsToRun: int64

/// Whether a chain has converged, with the reasons if not.
type Verdict =
    {
        /// Whether the chain has converged.
        IsConverged: bool
        /// The reasons against convergence, the gravest first; empty if converged.
        Reasons: Unconverged list
        /// The largest τ of all quantities, in kept steps; None if there is none.
        LargestTau: float option
        /// The largest nested R̂; None for a single ensemble.
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

    /// The changes of options that may remove a reason, the best first.
    val advice: reason: Unconverged -> Advice list

    /// The sentences for one reason, as in `Verdict.Text`. `spell` spells the names of options.
    val describe: spell: (string -> string) -> reason: Unconverged -> string

    /// The whole verdict in plain words. `spell` spells the names of options.
    val text: spell: (string -> string) -> verdict: Verdict -> string
