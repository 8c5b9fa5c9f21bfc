namespace UniversalApprox.Core.Sampling.Ensembles

open UniversalApprox.Core.Sampling.Densities

/// Starts, runs and continues several ensembles in parallel.
[<RequireQualifiedAccess>]
module Sampler =
    /// The share of the memory available to this process that a chain may take: 0.5.
    val memoryShare: float

    /// Rejects a chain of more than `memoryShare` of `available` bytes, or one that no array can hold, and names the
    /// thinning that would make it fit.
    val internal checkMemory:
        available: int64 -> kept: int64 -> walkers: int -> dimension: int -> ensembles: int -> unit

    /// The most draws that each ensemble of a run has in memory at once. Rejects what `checkMemory` does.
    val internal checkedCapacity:
        length: RunLength -> schedule: RunSchedule -> walkers: int -> dimension: int -> ensembles: int -> int

    /// Starts the ensembles and samples. The result is the same for any number of threads.
    /// Errors, all before any sampling: options out of range, a chain that would not fit into memory, and those of
    /// EnsembleStart.positions; OperationCanceledException if it is cancelled before there is a first state. A density that fails later ends the run with `Failed` and keeps the draws before it.
    val run:
        options: SamplingOptions ->
        start: EnsembleStart ->
        hooks: SamplingHooks ->
        density: LogDensity ->
            SamplingResult

    /// The same, kept by the caller, who may also give the states with which another process left off: the same run goes on from
    /// there, and its chain has the draws from there on.
    val internal runKept:
        keeper: RunKeeper<EnsembleState> option ->
        options: SamplingOptions ->
        start: EnsembleStart ->
        hooks: SamplingHooks ->
        density: LogDensity ->
            SamplingResult

    /// Goes on from the states of a run for `options.Steps` more steps, the first `options.BurnIn` of them not kept: with
    /// BurnIn 0 and otherwise the same options, two runs give exactly the draws of one long run. Walkers, number of ensembles
    /// and random streams are those of the states; Walkers, Ensembles and Seed of the options are not used.
    /// Errors: as run; states that differ in shape or step, or do not fit the density.
    val resume:
        options: SamplingOptions ->
        states: EnsembleState[] ->
        hooks: SamplingHooks ->
        density: LogDensity ->
            SamplingResult

    /// The draws of a run followed by those of its continuation.
    /// Errors: different parameters, walkers, thinning, or numbers of ensembles or moves.
    val append: earlier: Chain -> later: Chain -> Chain
