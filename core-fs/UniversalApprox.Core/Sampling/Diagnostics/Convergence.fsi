namespace UniversalApprox.Core

/// The conditions under which a chain counts as converged.
type ConvergenceSettings =
    {
        /// The required effective sample size, bulk and tail, of every quantity. Default 400.
        EffectiveSamples: float
        /// The limit of nested R̂, which must be below it. Default 1.01.
        MaximumRHat: float
        /// The limit of the relative change of τ from the first 95 % of the kept steps to all of them. Default 0.01.
        MaximumTauChange: float
        /// The log-density of a good point from another source, for `StuckWalkers`. Default none.
        ReferenceLogDensity: float option
    }

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

/// Judges whether a chain has converged.
[<RequireQualifiedAccess>]
module Convergence =
    /// 400 effective draws, nested R̂ below 1.01, τ stable to 1 %, no reference.
    val defaults: ConvergenceSettings

    /// Rejects settings out of range.
    val validate: settings: ConvergenceSettings -> unit

    /// Judges all parameters and the log-density. It leaves out a quantity that is constant over the whole chain, or not
    /// finite throughout; if that holds for all, no walker ever moved. R̂ and effective sample sizes are those of every
    /// ⌊τ/20⌋-th kept step. The function is pure: a sampler calls it on the chain so far to decide whether to stop. It costs
    /// a few passes over all draws, so call it after the chain has grown by about a tenth.
    val check: settings: ConvergenceSettings -> chain: Chain -> Verdict

    /// Whether the chain may have converged, by the log-density alone. Ask this first, because it is one quantity of many
    /// and needs no relabelling.
    val internal mayBe: settings: ConvergenceSettings -> logDensity: QuantityMixing -> bool

    /// `check` with what may be known already: the mixing of all parameters, then that of the log-density. It does not call
    /// `mixing` if there are too few kept steps. The labels of the chain's draws do not matter.
    val internal judge:
        settings: ConvergenceSettings -> mixing: (unit -> QuantityMixing[]) -> chain: Chain -> Verdict

    /// The sentence for one reason, as in `Verdict.Text`.
    val describe: reason: Unconverged -> string
