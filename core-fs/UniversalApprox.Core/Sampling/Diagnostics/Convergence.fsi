namespace UniversalApprox.Core.Sampling.Diagnostics

open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Core.Sampling.Tempering

/// The conditions under which a chain counts as converged.
type ConvergenceSettings =
    {
        /// The required effective sample size, bulk and tail, of every quantity. Default 400.
        EffectiveSamples: float
        /// The limit of R̂, which must be below it: nested R̂ between ensembles, rank-normalised split R̂ between chains.
        /// Default 1.01.
        MaximumRHat: float
        /// The limit of the growth of τ from the first half of the kept steps to all of them, beyond what chance explains.
        /// Only ensembles that ran for fewer than 50 τ are asked for it. Default 0.3.
        MaximumTauGrowth: float
        /// The log-density of a good point from another source, for `StuckWalkers`. Default none.
        ReferenceLogDensity: float option
    }

/// Facts about a chain beside its draws.
type ChainEvidence =
    {
        /// What NUTS says about each chain; empty for draws of other samplers.
        Nuts: NutsDiagnostics[]
        /// How walkers travelled between temperatures; empty for draws of other samplers.
        Ladders: TemperingDiagnostics[]
        /// A prior that keeps the draws away from the fit (`PriorConflict.ofChain`).
        Conflict: PriorConflict option
        /// The log-density of the fit from which the walkers started, if they did.
        StartLogDensity: float option
    }

/// Judges whether a chain has converged.
[<RequireQualifiedAccess>]
module Convergence =
    /// 400 effective draws, R̂ below 1.01, growth of τ below 0.3, no reference.
    val defaults: ConvergenceSettings

    /// Nothing beside the draws.
    val noEvidence: ChainEvidence

    /// Rejects settings out of range.
    val validate: settings: ConvergenceSettings -> unit

    /// Judges all parameters and the log-density. It leaves out a quantity that is constant over the whole chain, or not
    /// finite throughout; if that holds for all, no walker ever moved. Ensembles of one walker are judged as chains.
    ///
    /// Gates of every quantity: R̂ between ensembles or chains, rank-normalised, bulk and folded; effective draws of bulk and
    /// tails; the standard error of the mean, at most 2/√EffectiveSamples standard deviations. All ensembles may start around
    /// one point and agree while they still spread from it, so two more gates hold for them: R̂ of single walkers below
    /// 1.2 (each has crossed the distribution some 5 times), and the growth of τ in runs of fewer than 50 τ. R̂ and effective
    /// sample sizes are those of every ⌊τ/20⌋-th kept step.
    ///
    /// The function is pure: a sampler calls it on the chain so far to decide whether to stop. It costs a few passes over all
    /// draws, so call it after the chain has grown by about a tenth.
    val check: settings: ConvergenceSettings -> chain: Chain -> Verdict

    /// `check` with what else is known. Reasons are also divergences in more than one step of a thousand (fewer are
    /// warnings), an E-BFMI below 0.3, and a prior that fights the data. Draws
    /// that reach more than `PriorConflict.limit` above the start are a warning.
    val checkWith: settings: ConvergenceSettings -> evidence: ChainEvidence -> chain: Chain -> Verdict

    /// Whether the chain may have converged, by the log-density alone. Ask this first, because it is one quantity of many
    /// and needs no relabelling.
    val internal mayBe: settings: ConvergenceSettings -> logDensity: QuantityMixing -> bool

    /// `checkWith` with what may be known already: the mixing of all parameters, then that of the log-density. It does not call
    /// `mixing` if there are too few kept steps. The labels of the chain's draws do not matter.
    val internal judge:
        settings: ConvergenceSettings ->
        evidence: ChainEvidence ->
        mixing: (unit -> QuantityMixing[]) ->
        chain: Chain ->
            Verdict
