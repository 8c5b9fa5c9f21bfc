namespace UniversalApprox.Runs

open System.Threading
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep

/// One of the tasks that a plan divides into.
type PlannedTask =
    {
        /// Its index, from 0.
        Index: int
        /// The data of its sweep.
        Data: CurveData
        /// The cells that it trains, with all that makes their networks what they are in the whole sweep.
        Plan: SweepPlan
        /// The name of the engine.
        Engine: string
        /// Its pieces of work: restarts, the searches after them, and folds.
        Jobs: int
    }

/// Sweeps that several processes share, on one machine or on many, that have nothing in common but files. A plan is a run file
/// with sweeps of which nothing is done yet. Each task does a part into a run file of its own, a shard; merged they are the run
/// file that one process would have written, to the last bit of each network.
///
/// Tasks need nothing of each other. A larger network grows from the smaller ones of its activation and data, so all sizes of one
/// activation on one data set are a task. Without such growth (Adam, L-BFGS and other starts than spread ones) each number of
/// units is a task too; with the Torch engine, which trains all activations of a size at once, each number of units is.
[<RequireQualifiedAccess>]
module RunPlan =
    /// Writes a plan of the same sweep on each of some data sets, whose names differ, with an engine for each. A file with the same
    /// plan is left as it is.
    /// Errors: whatever `SweepPlan.validate` rejects; OptionException without data, with two of a name, or if another file is there;
    /// RunFileException if the file cannot be written.
    val write:
        plan: string -> engine: (CurveData -> Engine) -> sweep: SweepPlan -> data: CurveData seq -> unit

    /// The tasks of a plan, in the order of their indices.
    /// Errors: FileNotFoundException; RunFileException if the file cannot be used, or has no sweep.
    val tasks: plan: string -> PlannedTask[]

    /// The index that a cluster has given to this process: the environment variable SLURM_ARRAY_TASK_ID, or, where there is none,
    /// JOB_COMPLETION_INDEX of Kubernetes.
    /// Errors: OptionException if there is neither, or no whole number from 0 to `count` − 1.
    val indexOfProcess: count: int -> int

    /// Does one task and writes all that it finishes to the file `run`, which may have other tasks of the same plan. Work that is
    /// in the file is not done again. Hands on the best fit of each cell.
    /// Errors: those of `tasks` and of `DurableSweep.run`; OptionException if there is no task of this index, if the engine is
    /// another, or if the plan was made by another version or with other vector arithmetic.
    val runTask:
        run: string ->
        engine: Engine ->
        threads: int ->
        onProgress: (SweepProgress -> unit) ->
        cancellation: CancellationToken ->
        plan: string ->
        index: int ->
        onFit: (UnitFit -> unit) ->
            unit

    /// Merges shards, which together have all tasks of a plan, in any order and with any repetition, into the file `run`. Merging
    /// again changes nothing. Locks and logs that lie beside shards are passed over.
    /// Errors: FileNotFoundException; RunFileException with `Incomplete` if tasks are missing (their indices are in the message,
    /// and nothing is written), with `Different` if a shard is of another plan, data, options, version or vector arithmetic, or
    /// has other numbers; and others if a file cannot be used.
    val merge: run: string -> shards: string seq -> unit
