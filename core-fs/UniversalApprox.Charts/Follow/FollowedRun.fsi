namespace UniversalApprox.Charts.Follow

open System
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts.Reports

/// Whether a run goes on.
[<RequireQualifiedAccess>]
type FollowedState =
    /// A process is at it.
    | Running
    /// It is not finished, and no process is at it.
    | Interrupted
    /// All of it is done.
    | Finished

/// A sweep or a chain, as the page shows it that follows it.
type FollowedRun =
    {
        /// A name such as "Sweep on Parabola", in plain text.
        Title: string
        /// Whether it goes on.
        State: FollowedState
        /// When it began.
        Started: DateTimeOffset
        /// Pieces that are done.
        Done: int64
        /// All pieces, 0 while that is not known.
        Total: int64
        /// The name of the pieces in the plural: "cells" or "steps".
        Pieces: string
        /// An estimate of the time that it still takes.
        Remaining: TimeSpan option
        /// The fits of a sweep so far.
        Fits: UnitFit list
        /// The draws of a chain so far.
        Posterior: ReportPosterior option
    }
