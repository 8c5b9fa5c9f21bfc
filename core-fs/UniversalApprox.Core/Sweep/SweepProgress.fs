namespace UniversalApprox.Core.Sweep

open System

/// The progress of a sweep.
[<Struct>]
type SweepProgress =
    {
        /// The number of finished trainings, including those for validation.
        Completed: int
        /// The number of all trainings.
        Total: int
        /// The fraction of the work that is done, between 0 and 1. Larger networks count for more.
        Fraction: float
        /// The time since the sweep began.
        Elapsed: TimeSpan
        /// The estimated time to the end; None before the first training is done.
        Remaining: TimeSpan option
        /// A cell that a thread is working on.
        Current: SweepCell
    }
