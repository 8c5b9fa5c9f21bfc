namespace UniversalApprox.Core.Sampling.Posterior

open System
open System.Threading
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics

/// The starting points of the walkers of a run.
[<RequireQualifiedAccess>]
type McmcStart =
    /// Normal around the posterior mode near each trained network (`Mcmc.climb`), with standard deviation `radius` ≥ 0
    /// times the magnitude of each coordinate. Ensemble e takes network e modulo the number of networks.
    | Fit of radius: float
    /// The given start.
    | Given of start: EnsembleStart

/// The settings of a run, without the density.
type McmcSettings =
    {
        /// The options of the sampler.
        Sampling: SamplingOptions
        /// The start. Default None: `Fit Mcmc.fitRadius` if there are trained networks, else draws from the prior.
        Start: McmcStart option
        /// Stop as soon as the canonical draws count as converged by these settings. Default None: take all steps. The run
        /// replaces the reference log-density by its own, if it has one.
        Until: ConvergenceSettings option
    }

/// A run and all that its continuation needs. Whatever the reason it stopped, its posterior and states belong together.
type McmcRun =
    {
        /// The log-density that was sampled.
        Density: LogDensity
        /// The settings of the run.
        Settings: McmcSettings
        /// Trained networks of the density's shape, the best first; empty for a user's own density.
        Trained: Network[]
        /// The highest log-density of the modes near the trained networks. `StuckWalkers` compares walkers with it.
        Reference: float option
        /// The posterior of the kept draws; None if there are none.
        Posterior: Posterior option
        /// The state of each ensemble.
        States: EnsembleState[]
        /// The reason why sampling ended.
        Stop: SamplingStop
        /// Notes on the start, in plain words.
        Notes: string[]
        /// The time of this run and those it continues.
        Elapsed: TimeSpan
    }

/// Goes from a log-density and, if there are any, trained networks to a posterior with a verdict.
[<RequireQualifiedAccess>]
module Mcmc =
    /// The default radius of a Fit start, 0.001. Walkers then all differ and all have a high log-density.
    val fitRadius: float

    /// The default radius of walkers around a point, 0.0001.
    val ballRadius: float

    /// Standard sampling options and start, without a convergence condition.
    val defaults: McmcSettings

    /// Rejects a start that is out of range for every density.
    val validateStart: start: McmcStart -> unit

    /// Rejects settings that are out of range, or would keep no draw, for every density.
    val validateSettings: settings: McmcSettings -> unit

    /// Rejects what `validateSettings` rejects, and settings that do not fit the density.
    val validate: settings: McmcSettings -> density: LogDensity -> unit

    /// Climbs from a point to a mode of the density (L-BFGS, at most 1000 iterations); without a gradient it returns the
    /// point. A maximum-likelihood fit can have a very low prior density: for the parabola, amplitudes grow without bound.
    val climb: cancellation: CancellationToken -> density: LogDensity -> point: float[] -> float[]

    /// Trains one network with the default restarts and returns the best.
    /// Errors: as Sweep.run, OperationCanceledException included.
    val train:
        threads: int ->
        cancellation: CancellationToken ->
        activation: Activation ->
        units: int ->
        data: CurveData ->
            UnitFit

    /// Samples. `trained` are networks of the density's shape, the best first. Draws are relabelled to the mode near the
    /// first. The run replaces `hooks.Until` by the condition of its settings.
    /// Errors: as Sampler.run and `validate`; a Fit start without networks.
    val run:
        settings: McmcSettings -> hooks: SamplingHooks -> trained: Network[] -> density: LogDensity -> McmcRun

    /// Rejects a number of further steps below 1.
    val validateResume: steps: int -> unit

    /// Continues for `steps` more steps (at least 1) exactly where the run ended: run 500 + resume 500 equals run 1000.
    val resume: steps: int -> hooks: SamplingHooks -> run: McmcRun -> McmcRun

    /// The verdict on the canonical draws, by `Until` or else the default settings, with the run's reference. None without
    /// draws. It costs a few passes over all draws.
    val verdict: run: McmcRun -> Verdict option
