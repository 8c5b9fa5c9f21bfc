namespace UniversalApprox.Core.Sampling.Tempering

open System
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles

/// The outcome of a run. Whatever the reason it stopped, states and draws belong together.
type TemperingResult =
    {
        /// Kept steps of each ladder.
        KeptSteps: int
        /// The draws at temperature 1, put together when they are first read.
        Draws: Lazy<Chain>
        /// One per ladder, for `resume`.
        States: TemperingState[]
        /// How walkers travelled, one per ladder.
        Diagnostics: TemperingDiagnostics[]
        /// The evidence; None before there are two batches of swaps after burn-in.
        Evidence: TemperedEvidence option
        /// The reason why sampling ended.
        Stop: SamplingStop
        /// Notes on the start, in plain words.
        Notes: string[]
        /// The time it took.
        Elapsed: TimeSpan
    }

    /// The draws.
    member Chain: Chain

/// Samples by parallel tempering: independent ladders of temperatures (`SamplingOptions.Ensembles` of them) between the
/// posterior and the prior, which carry walkers between modes that are far apart, and measure the evidence. The density must have
/// a prior (`LogDensity.withPriors`), because only the likelihood is tempered. Each ladder has its own random streams, and
/// ladders run side by side, so draws do not depend on the number of threads.
/// Temperatures adapt during burn-in and stay fixed afterwards.
[<RequireQualifiedAccess>]
module TemperingSampler =
    /// Samples. The start holds for all temperatures.
    /// Errors: as Sampler.run; options out of range; a density without a prior.
    val run:
        options: SamplingOptions ->
        tempering: TemperingOptions ->
        start: EnsembleStart ->
        hooks: SamplingHooks ->
        density: LogDensity ->
            TemperingResult

    /// The same, kept by the caller (`Sampler.runKept`).
    val internal runKept:
        keeper: RunKeeper<TemperingState> option ->
        options: SamplingOptions ->
        tempering: TemperingOptions ->
        start: EnsembleStart ->
        hooks: SamplingHooks ->
        density: LogDensity ->
            TemperingResult

    /// Continues for `options.Steps` more steps exactly where states end; of the other options `Thin`, `Moves`, `BlockSteps` and
    /// `KeepDraws` count.
    val resume:
        options: SamplingOptions ->
        tempering: TemperingOptions ->
        states: TemperingState[] ->
        hooks: SamplingHooks ->
        density: LogDensity ->
            TemperingResult
