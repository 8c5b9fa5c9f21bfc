namespace UniversalApprox.Core

open System.Threading

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

    /// The same with another engine than the vector kernels. An engine that trains batches gets all restarts of a cell at
    /// once, one cell after the other, and uses `threads` cores by itself; its networks depend on the engine as well.
    val runOn:
        engine: Engine ->
        threads: int ->
        onProgress: (SweepProgress -> unit) ->
        cancellation: CancellationToken ->
        plan: SweepPlan ->
        data: CurveData ->
        onFit: (UnitFit -> unit) ->
            unit
