namespace UniversalApprox.Core

open System

/// How far a sweep is.
[<Struct>]
type SweepProgress =
    {
        /// Trainings done, those for validation included.
        Completed: int
        /// Trainings in all.
        Total: int
        /// The work done, between 0 and 1; larger networks count for more.
        Fraction: float
        /// The time since the sweep began.
        Elapsed: TimeSpan
        /// The estimated time to the end; None before there is anything to estimate from.
        Remaining: TimeSpan option
        /// A cell that is being worked on.
        Current: SweepCell
    }
