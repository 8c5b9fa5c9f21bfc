namespace UniversalApprox.Core.Sweep

open System.Threading
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training

/// Runs sweeps.
[<RequireQualifiedAccess>]
module Sweep =
    /// Runs a plan on `threads` threads (at least 1) and returns when all is done. `onFit` receives the results one at a
    /// time, in the plan's order of cells (with KeepAllRestarts: all restarts of a cell in their order). A cell's results
    /// come as soon as this cell and those before it are finished. `onProgress` is called after every training. Worker
    /// threads make both calls, never two at once; a callback should return soon.
    /// Errors: whatever `SweepPlan.validate` rejects; an exception from a callback stops the sweep and is rethrown;
    /// OperationCanceledException when cancelled, within about 100 ms. Results delivered before stay valid.
    val run:
        threads: int ->
        onProgress: (SweepProgress -> unit) ->
        cancellation: CancellationToken ->
        plan: SweepPlan ->
        data: CurveData ->
        onFit: (UnitFit -> unit) ->
            unit

    /// Does the same with a given engine. An engine that trains batches gets all restarts of a cell at
    /// once, one cell after the other, and uses `threads` cores by itself. Its networks depend on the engine as well.
    val runOn:
        engine: Engine ->
        threads: int ->
        onProgress: (SweepProgress -> unit) ->
        cancellation: CancellationToken ->
        plan: SweepPlan ->
        data: CurveData ->
        onFit: (UnitFit -> unit) ->
            unit

    /// Does the same with a journal: work that it knows is not done again, and all other work is told to it as it ends. The
    /// results are the same with any part of the work known.
    val runKept:
        journal: SweepJournal ->
        engine: Engine ->
        threads: int ->
        onProgress: (SweepProgress -> unit) ->
        cancellation: CancellationToken ->
        plan: SweepPlan ->
        data: CurveData ->
        onFit: (UnitFit -> unit) ->
            unit
