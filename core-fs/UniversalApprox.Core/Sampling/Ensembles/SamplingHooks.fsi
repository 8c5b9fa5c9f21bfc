namespace UniversalApprox.Core.Sampling.Ensembles

open System
open System.Threading
open UniversalApprox.Core.Sampling.Densities

/// How far a run is.
[<Struct>]
type SamplingProgress =
    {
        /// Steps taken in this run by each ensemble, burn-in included.
        Step: int
        /// Steps that each ensemble takes in this run, if nothing stops it before.
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
    /// The convergence hook ended the run, with this verdict.
    | Converged of verdict: string
    /// Cancelled from outside.
    | Cancelled
    /// The density was NaN or +∞ or threw; the exception carries the point.
    | Failed of error: DensityException

/// The callbacks and the limits of a run. They change no draw. The sampler calls all functions on the thread that called it.
type SamplingHooks =
    {
        /// Threads to use, at least 1. Ensembles run side by side, so more threads than ensembles are of no use. With 1 the
        /// density is only called on the calling thread. Default: the number of processors.
        Threads: int
        /// Called about 10 to 20 times a second.
        OnProgress: SamplingProgress -> unit
        /// Called with the kept draws of every block, in order; a block's counts of proposals are its own.
        OnBlock: (Chain -> unit) option
        /// Called with all draws so far after 50 kept steps, and whenever they are a fifth more than last time. It returns the
        /// verdict if the run is to stop.
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
        /// Kept steps of each ensemble.
        KeptSteps: int
        /// The draws that were kept. A cancelled run of many walkers ends at once, because they are put together when they are
        /// first read.
        Draws: Lazy<Chain>
        /// One per ensemble.
        States: EnsembleState[]
        /// Why sampling ended.
        Stop: SamplingStop
        /// Changes that were made to the start, in plain words.
        Notes: string[]
        /// The time that it took.
        Elapsed: TimeSpan
    }

    /// The draws.
    member Chain: Chain
