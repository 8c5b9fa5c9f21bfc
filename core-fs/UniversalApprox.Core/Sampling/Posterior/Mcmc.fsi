namespace UniversalApprox.Core

open System
open System.Threading

/// Where the walkers of a run start.
[<RequireQualifiedAccess>]
type McmcStart =
    /// Normal around the posterior mode near each trained network (`Mcmc.climb`), with standard deviation `fraction` ≥ 0
    /// times the magnitude of each coordinate. Ensemble e takes network e modulo their number.
    | Fit of fraction: float
    /// As given.
    | Given of start: EnsembleStart

/// What a run does, beside the density.
type McmcSettings =
    {
        /// How it is sampled.
        Sampling: SamplingOptions
        /// Default None: `Fit Mcmc.fitFraction` where there are trained networks, else draws from the prior.
        Start: McmcStart option
        /// Stop as soon as the canonical draws count as converged by these settings. Default None: take all steps. The
        /// reference log-density is the run's own, if it has one.
        Until: ConvergenceSettings option
    }

/// A run and all that its continuation depends on. Whatever the reason it stopped, posterior and states belong together.
type McmcRun =
    {
        /// What was sampled.
        Density: LogDensity
        /// How it was sampled.
        Settings: McmcSettings
        /// Trained networks of the density's shape, the best first; none for a user's own density.
        Trained: Network[]
        /// The highest log-density of the modes near them: what `StuckWalkers` compares with.
        Reference: float option
        /// The kept draws; None if there are none.
        Posterior: Posterior option
        /// One per ensemble.
        States: EnsembleState[]
        /// Why sampling ended.
        Stop: SamplingStop
        /// What was done to the start, in plain words.
        Notes: string[]
        /// Of this run and those it continues.
        Elapsed: TimeSpan
    }

/// From a log-density and, where there are any, trained networks to a posterior with a verdict.
[<RequireQualifiedAccess>]
module Mcmc =
    /// 0.001: walkers that are all different and all good.
    val fitFraction: float

    /// Standard sampling options and start, all steps.
    val defaults: McmcSettings

    /// Rejects settings out of range, or that would keep no draw of the density.
    val validate: settings: McmcSettings -> density: LogDensity -> unit

    /// The mode of a density uphill of a point (L-BFGS, at most 1000 iterations); the point itself without a gradient.
    /// Maximum-likelihood fits can lie far down the prior's slope: for the parabola amplitudes grow without bound.
    val climb: cancellation: CancellationToken -> density: LogDensity -> point: float[] -> float[]

    /// The best of the default restarts of one network on the data.
    /// Errors: as Sweep.run, OperationCanceledException included.
    val train:
        threads: int ->
        cancellation: CancellationToken ->
        activation: Activation ->
        units: int ->
        data: CurveData ->
            UnitFit

    /// Samples. `trained` are networks of the density's shape, the best first; draws are relabelled to the mode near the
    /// first. `hooks.Until` is not used.
    /// Errors: as Sampler.run and `validate`; a Fit start without networks.
    val run:
        settings: McmcSettings -> hooks: SamplingHooks -> trained: Network[] -> density: LogDensity -> McmcRun

    /// Goes on for `steps` more steps (at least 1), exactly where the run ended: run 500 + resume 500 is run 1000.
    val resume: steps: int -> hooks: SamplingHooks -> run: McmcRun -> McmcRun

    /// The verdict on the canonical draws, by `Until` or else the defaults, with the run's reference. None without draws.
    /// It costs a few passes over all draws.
    val verdict: run: McmcRun -> Verdict option
