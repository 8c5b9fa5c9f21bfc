namespace UniversalApprox.Core

open System
open System.Threading

/// Root mean square error on points not seen in training.
type ValidationError =
    {
        Rmse: float
        /// Of the Rmse, from the scatter of the squared errors over the points.
        StandardError: float
    }

/// One trained network of a sweep and how good it is.
type UnitFit =
    {
        Data: CurveData
        Activation: Activation
        Units: int
        /// Which restart it is, from 0.
        Restart: int
        /// The plan's seed.
        Seed: uint64
        Options: TrainingOptions
        Trained: TrainedNetwork
        Accuracy: Accuracy
        /// Only for the best restart of a cell, and only if the plan asks for it.
        Validation: ValidationError option
        /// Turning points of the network within the range of the data; None for more than one input.
        TurningPoints: int option
        /// Time spent on training this network.
        Elapsed: TimeSpan
        /// Whether it is the best restart of its cell: the lowest loss among those that did not diverge.
        IsBest: bool
    }

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
        Elapsed: TimeSpan
        /// The estimated time to the end; None before there is anything to estimate from.
        Remaining: TimeSpan option
        /// A cell that is being worked on.
        Current: SweepCell
    }

/// Running sweeps.
[<RequireQualifiedAccess>]
module Sweep =
    /// Runs a plan on `threads` threads (at least 1). `onFit` receives the results one at a time, in the plan's order of
    /// cells (with KeepAllRestarts: all restarts of a cell in their order), each cell as soon as it and those before it are
    /// finished. `onProgress` is called after every training. Both are called from worker threads, never two at once; they should return
    /// soon. Returns when all is done.
    /// Errors: whatever `SweepPlan.validate` rejects; an exception from a callback stops the sweep and is rethrown;
    /// OperationCanceledException when cancelled, within about 100 ms. What was handed on stays valid.
    val run:
        threads: int ->
        onProgress: (SweepProgress -> unit) ->
        cancellation: CancellationToken ->
        plan: SweepPlan ->
        data: CurveData ->
        onFit: (UnitFit -> unit) ->
            unit
