namespace UniversalApprox.Core.Sampling.Posterior

open System
open System.Threading
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Core.Sampling.Tempering
open UniversalApprox.Core.Sampling.Diagnostics

/// A run and all that its continuation needs. Whatever the reason it stopped, its posterior and states belong together.
type McmcRun =
    {
        /// What was sampled.
        Target: McmcTarget
        /// The settings of the run.
        Settings: McmcSettings
        /// Trained networks of the density's shape, the best first; empty for a user's own density.
        Trained: Network[]
        /// The log-density of all parameters at the best posterior mode that the start knows. `StuckWalkers` compares walkers
        /// with it.
        Reference: float option
        /// The posterior of the kept draws; None if there are none.
        Posterior: Posterior option
        /// The states of the samplers.
        States: McmcStates
        /// The reason why sampling ended.
        Stop: SamplingStop
        /// Notes on the density, the start and the sampler, in plain words.
        Notes: string[]
        /// The time of this run and those it continues, the search for modes included.
        Elapsed: TimeSpan
    }

    /// How well NUTS could follow its trajectories, one per chain; empty for other samplers.
    member Diagnostics: NutsDiagnostics[]
    /// How well walkers travelled between temperatures, one per ladder; empty without tempering.
    member Ladders: TemperingDiagnostics[]
    /// The evidence by tempering; None without it, or before there are two batches of swaps after burn-in.
    member Evidence: TemperedEvidence option

/// Goes from a log-density and, if there are any, trained networks to a posterior with a verdict.
[<RequireQualifiedAccess>]
module Mcmc =
    /// The default radius of a Fit start, 0.001. Walkers then all differ and all have a high log-density.
    val fitRadius: float

    /// The default radius of walkers around a point, 0.0001.
    val ballRadius: float

    /// The steps after which NUTS stops at the latest where their number is not given: 11 000, burn-in included.
    val mostNutsSteps: int

    /// Settings for a number of steps, if given, and of burn-in steps, if given. Else ensembles take 10 000 steps with a burn-in
    /// of 500, and NUTS takes at most `mostNutsSteps` with a burn-in of 1000, until the draws have converged. A burn-in that is
    /// not given is at most half of the steps. The rest is as usual: sampler Auto, no start and no Until.
    val ofSteps: steps: int option -> burnIn: int option -> McmcSettings

    /// `ofSteps` without numbers.
    val defaults: McmcSettings

    /// The settings for draws that are only handed on in blocks (`SamplingHooks.OnBlock`): all steps are taken.
    val handingOn: settings: McmcSettings -> McmcSettings

    /// The moves of a run of ensembles; empty for NUTS.
    val moves: run: McmcRun -> WeightedMove[]

    /// Rejects a start that is out of range for every density.
    val validateStart: start: McmcStart -> unit

    /// Rejects settings that are out of range, or would keep no draw, for every density.
    val validateSettings: settings: McmcSettings -> unit

    /// Rejects what `validateSettings` rejects, and settings that do not fit the target.
    val validate: settings: McmcSettings -> target: McmcTarget -> unit

    /// Rejects what `validate` rejects, and settings by which a run stops when all chains have converged: Until, and NUTS without a
    /// number of steps. `McmcJournal.Member` needs others.
    val validateApart: settings: McmcSettings -> target: McmcTarget -> unit

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

    /// `train` under constraints.
    val trainUnder:
        constraints: Constraints ->
        threads: int ->
        cancellation: CancellationToken ->
        activation: Activation ->
        units: int ->
        data: CurveData ->
            UnitFit

    /// Samples. `trained` are networks of the density's shape, the best first, with which the search for modes begins. Draws
    /// are relabelled to the best mode. The run replaces `hooks.Until` by the condition of its settings.
    /// Errors: as Sampler.run and `validate`; a Fit start without networks.
    val run:
        settings: McmcSettings -> hooks: SamplingHooks -> trained: Network[] -> target: McmcTarget -> McmcRun

    /// Does the same with a journal: a run that another process has left goes on from its last checkpoint, and its draws and verdict
    /// are those of a run that was never cut short. Settings, density and networks must be those with which it began.
    /// Errors: as `run`; OptionException where the log-density is another one.
    val runKept:
        journal: McmcJournal ->
        settings: McmcSettings ->
        hooks: SamplingHooks ->
        trained: Network[] ->
        target: McmcTarget ->
            McmcRun

    /// Rejects a number of further steps below 1.
    val validateResume: steps: int -> unit

    /// Continues for `steps` more steps (at least 1) exactly where the run ended: run 500 + resume 500 equals run 1000.
    val resume: steps: int -> hooks: SamplingHooks -> run: McmcRun -> McmcRun

    /// The verdict on the canonical draws, by `Until` or else the default settings, with the run's reference. None without
    /// draws. It costs a few passes over all draws.
    val verdict: run: McmcRun -> Verdict option
