namespace UniversalApprox.Core.Sampling.Diagnostics

open UniversalApprox.Core.Sampling.Ensembles

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
