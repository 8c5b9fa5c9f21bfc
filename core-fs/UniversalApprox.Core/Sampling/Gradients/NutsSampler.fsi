namespace UniversalApprox.Core.Sampling.Gradients

open System
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles

/// The outcome of a run of NUTS. Whatever the reason it stopped, chain and states belong together: `NutsSampler.resume` from
/// the states goes on exactly where the chain ends.
type NutsResult =
    {
        /// Kept steps of each chain.
        KeptSteps: int
        /// The draws that were kept, put together when they are first read; each chain is an ensemble of one walker.
        Draws: Lazy<Chain>
        /// One per chain.
        States: NutsState[]
        /// The diagnostics of each chain, over all its steps after warm-up, those of earlier runs included.
        Diagnostics: NutsDiagnostics[]
        /// Why sampling ended.
        Stop: SamplingStop
        /// The time that it took.
        Elapsed: TimeSpan
    }

    /// The draws.
    member Chain: Chain

/// Starts, runs and continues several chains of NUTS in parallel.
[<RequireQualifiedAccess>]
module NutsSampler =
    /// Starts the chains, warms each of them up on its own, and samples. A start is that of ensembles of one walker. The result
    /// is the same for any number of threads; more threads than chains are of no use. The acceptance rate of progress reports
    /// is the mean acceptance statistic.
    /// Errors, all before any sampling: options out of range, a chain that would not fit into memory, a density without a
    /// gradient, and those of `Nuts.init`; OperationCanceledException if it is cancelled before there is a first state. A
    /// density that throws later ends the run with `Failed` and keeps the draws before it.
    val run:
        options: NutsOptions ->
        start: EnsembleStart ->
        hooks: SamplingHooks ->
        density: LogDensity ->
            NutsResult

    /// The same, kept by the caller (`Sampler.runKept`).
    val internal runKept:
        keeper: RunKeeper<NutsState> option ->
        options: NutsOptions ->
        start: EnsembleStart ->
        hooks: SamplingHooks ->
        density: LogDensity ->
            NutsResult

    /// Goes on from the states of a run for `options.Steps` more steps. A warm-up that was under way is completed first, and its
    /// steps are not kept. With otherwise the same options, two runs give exactly the draws of one long run. BurnIn, Ensembles,
    /// Seed, TargetAcceptance, Shape and InitialMetric of the options are not used.
    /// Errors: as run; states that differ in step, or do not fit the density.
    val resume:
        options: NutsOptions ->
        states: NutsState[] ->
        hooks: SamplingHooks ->
        density: LogDensity ->
            NutsResult
