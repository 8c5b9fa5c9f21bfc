namespace UniversalApprox.Runs

open System.Threading
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep

/// Sweeps whose finished work is in a file, so that they survive a kill.
[<RequireQualifiedAccess>]
module DurableSweep =
    /// The plan without what changes no fit.
    val internal compared: plan: SweepPlan -> SweepPlan

    /// The finished work of a run, to which more is added.
    val internal journal: writer: Writer -> run: int64 -> data: CurveData -> plan: SweepPlan -> SweepJournal

    /// What makes a sweep the same one.
    val internal identity: engine: Engine -> plan: SweepPlan -> data: CurveData -> RunTable.Identity

    /// Does what `Sweep.runOn` does, and writes every finished restart, refinement and fold to the file `run` as it ends. If the
    /// file has some of the work, only the rest is done. The fits are the same to the last bit as those of a sweep that was
    /// never cut short. Sweeps on several data sets may be in one file; data are known by their name.
    /// Errors: those of `Sweep.runOn`; OptionException if the file has other data of this name, or the sweep with other options,
    /// of another version or of other vector arithmetic (it says what differs); RunFileException if the file cannot be used.
    val run:
        run: string ->
        engine: Engine ->
        threads: int ->
        onProgress: (SweepProgress -> unit) ->
        cancellation: CancellationToken ->
        plan: SweepPlan ->
        data: CurveData ->
        onFit: (UnitFit -> unit) ->
            unit
