namespace UniversalApprox.Core

/// When a chain counts as converged.
type ConvergenceSettings =
    {
        /// The wanted effective sample size, bulk and tail, of every quantity. Default 400.
        EffectiveSamples: float
        /// Nested R̂ must be below this. Default 1.01.
        MaximumRHat: float
        /// τ must differ by less than this between the first 95 % of the steps and all of them. Default 0.01.
        MaximumTauChange: float
        /// The log-density of a good point known otherwise, for `StuckWalkers`. Default none.
        ReferenceLogDensity: float option
    }

/// Why a chain is not converged. Quantities are the parameters and "log-density"; of several the worst is named.
[<RequireQualifiedAccess>]
type Unconverged =
    /// Fewer than 20 steps: nothing can be said.
    | TooShort of steps: int
    /// No walker ever moved.
    | NeverMoved
    /// Walkers stuck far below the rest, to the end or for more than a tenth of the steps.
    | Stuck of StuckReport
    /// Fewer than 50 τ steps: τ itself is not to be trusted.
    | TauNotTrusted of quantity: string * tau: float * steps: int
    /// τ still changes as the chain grows.
    | TauNotStable of quantity: string * tau: float * change: float
    /// There is one ensemble only, and so nothing to compare it with.
    | OneEnsemble
    /// The ensembles disagree.
    | Disagreement of quantity: string * nestedRHat: float
    /// Too few effective draws.
    | TooFewDraws of quantity: string * ess: float * wanted: float

/// Whether a chain has converged, and if not, why.
type Verdict =
    {
        /// Whether there is no reason to doubt the draws.
        IsConverged: bool
        /// Empty if converged; the gravest first.
        Reasons: Unconverged list
        /// The largest τ of all quantities, in kept steps; None if there is none.
        LargestTau: float option
        /// The largest nested R̂; None for a single ensemble.
        LargestRHat: float option
        /// The smallest effective sample size, bulk or tail.
        SmallestEss: float option
        /// All of it in plain words, with what to do. Ensembles and walkers count from 1 here.
        Text: string
    }

/// The verdict on a chain: converged or not, and why.
[<RequireQualifiedAccess>]
module Convergence =
    /// 400 effective draws, nested R̂ below 1.01, τ stable to 1 %, no reference.
    val defaults: ConvergenceSettings

    /// Rejects settings out of range.
    val validate: settings: ConvergenceSettings -> unit

    /// Judges all parameters and the log-density. A quantity that is constant over the whole chain, or not finite
    /// throughout, is left out; if all are, no walker ever moved. R̂ and effective sample sizes are those of every
    /// ⌊τ/20⌋-th step. Pure: a sampler calls it on the chain so far to decide whether to stop. It costs a few passes over
    /// all draws, so call it after the chain has grown by a tenth or so.
    val check: settings: ConvergenceSettings -> chain: Chain -> Verdict

    /// Whether the log-density alone leaves it open that a chain has converged: what is asked first, since it is one
    /// quantity of many and needs no relabelling.
    val internal mayBe: settings: ConvergenceSettings -> logDensity: Examination -> bool

    /// `check` with examinations that may have been made before, those of all parameters and then of the log-density; not
    /// asked for if there are too few steps. The labels of the chain's draws do not matter.
    val internal judge:
        settings: ConvergenceSettings -> examine: (unit -> Examination[]) -> chain: Chain -> Verdict

    /// The sentence for one reason, as in `Verdict.Text`.
    val describe: reason: Unconverged -> string
