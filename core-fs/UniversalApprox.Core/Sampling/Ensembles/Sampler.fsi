namespace UniversalApprox.Core

open System
open System.Threading

/// How far a run is.
[<Struct>]
type SamplingProgress =
    {
        /// Steps taken in this run by each ensemble.
        Step: int
        /// Steps that this run takes, if nothing stops it before.
        Steps: int
        /// The time since this run began.
        Elapsed: TimeSpan
        /// From the mean time per step so far.
        Remaining: TimeSpan
        /// Share of the proposals of this run that were accepted.
        AcceptanceRate: float
    }

/// Why a run ended.
[<RequireQualifiedAccess>]
type SamplingStop =
    /// All steps were taken.
    | Completed
    /// The convergence hook said so, with its verdict.
    | Converged of verdict: string
    /// Cancelled from outside.
    | Cancelled
    /// The density was NaN or +∞ or threw; the exception carries the point.
    | Failed of error: DensityException

/// What a run reports to and asks while it goes on. Nothing here changes a draw. All functions are called on the thread
/// that called the sampler.
type SamplingHooks =
    {
        /// Threads to use, at least 1; more than there are ensembles help within them if the density is that of a
        /// network, and else are of no use. With 1 the density is only called on the calling thread. Default: the number
        /// of processors.
        Threads: int
        /// Called about 10 to 20 times a second.
        OnProgress: SamplingProgress -> unit
        /// Called with the kept draws of every block, in order; a block's counts of proposals are its own.
        OnBlock: (Chain -> unit) option
        /// Asked with all the draws so far whenever they are a tenth more than last time, at the end of a block: the verdict
        /// if the run is to stop.
        Until: (Chain -> string option) option
        /// Honoured within about 100 ms, or one evaluation of a user's density, whichever is longer.
        Cancellation: CancellationToken
    }

/// Standard hooks.
[<RequireQualifiedAccess>]
module SamplingHooks =
    /// All processors, nothing reported, never cancelled.
    val standard: SamplingHooks

/// The outcome of a run. Whatever the reason it stopped, chain and states belong together: `Sampler.resume` from the states
/// goes on exactly where the chain ends.
type SamplingResult =
    {
        /// The draws that were kept.
        Chain: Chain
        /// One per ensemble.
        States: EnsembleState[]
        /// Why sampling ended.
        Stop: SamplingStop
        /// What was done to the start, in plain words.
        Notes: string[]
        /// The time that it took.
        Elapsed: TimeSpan
    }

/// The run loop: several ensembles in parallel.
[<RequireQualifiedAccess>]
module Sampler =
    /// The share of the memory available to this process that a chain may take: 0.5.
    val memoryShare: float

    /// Rejects a chain of more than `memoryShare` of `available` bytes, or one that no array can hold, and names the
    /// thinning that would make it fit.
    val internal checkMemory:
        available: int64 -> kept: int64 -> walkers: int -> dimension: int -> ensembles: int -> unit

    /// Starts the ensembles and samples. The result is the same for any number of threads.
    /// Errors, all before any sampling: options out of range, a chain that would not fit into memory, and those of
    /// EnsembleStart.positions; OperationCanceledException if it is cancelled before there is a first state. A density that fails later ends the run with `Failed` and keeps the draws before it.
    val run:
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
    /// Errors: different parameters, walkers or numbers of ensembles or moves.
    val append: earlier: Chain -> later: Chain -> Chain
