namespace UniversalApprox.Runs

open System.Threading
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Posterior

/// What a task does.
[<RequireQualifiedAccess>]
type TaskWork =
    /// Trains cells of a sweep, with all that makes their networks what they are in the whole sweep; `engine` is a name.
    | Cells of plan: SweepPlan * engine: string
    /// Samples one ensemble, chain or ladder of a run, from 0, as it is among all of them.
    | Ensemble of model: ChainModel * settings: McmcSettings * number: int

/// One of the tasks that a plan divides into.
type PlannedTask =
    {
        /// Its index, from 0.
        Index: int
        /// The data; None for a log-density that is not a network's.
        Data: CurveData option
        /// Which chain on the data it is, such as "2 tanh"; empty for sweeps.
        Chain: string
        /// What it does.
        Work: TaskWork
        /// Its pieces of work: restarts, the searches after them, and folds; 1 of a chain.
        Jobs: int
    }

/// A chain that processes share, each of which samples some of its ensembles.
type PlannedChain =
    {
        /// What is sampled: a network, or text.
        Model: ChainModel
        /// The settings, with a number of steps and without Until.
        Settings: McmcSettings
        /// The trained networks that are given; where there are none, each task trains those that a start needs.
        Fits: Network[]
    }

/// Sweeps and chains that several processes share, on one machine or on many, that have nothing in common but files. A plan is a run
/// file with sweeps or chains of which nothing is done yet. Each task does a part into a run file of its own, a shard; merged they are
/// the run file that one process would have written, to the last bit of each network and draw.
///
/// Tasks need nothing of each other. A larger network grows from the smaller ones of its activation and data, so all sizes of one
/// activation on one data set are a task. Without such growth (Adam, L-BFGS and other starts than spread ones) each number of
/// units is a task too; with the Torch engine, which trains all activations of a size at once, each number of units is. Each
/// ensemble, chain of NUTS or ladder of temperatures of a run is a task; its search for modes is done by each of them.
[<RequireQualifiedAccess>]
module RunPlan =
    /// Writes a plan of the same sweep on each of some data sets, whose names differ, with an engine for each. A file with the same
    /// plan is left as it is.
    /// Errors: whatever `SweepPlan.validate` rejects; OptionException without data, with two of a name, or if another file is there;
    /// RunFileException if the file cannot be written.
    val write:
        plan: string -> engine: (CurveData -> Engine) -> sweep: SweepPlan -> data: CurveData seq -> unit

    /// Writes a plan of chains, at most one for each network on the data of a name. A file with the same plan is left as it is.
    /// Errors: whatever `Mcmc.validateApart` rejects; OptionException without a chain, with two of a name, for a log-density that
    /// is neither a network's nor text, or if another file is there; RunFileException if the file cannot be written.
    val writeChains: plan: string -> chains: PlannedChain seq -> unit

    /// The tasks of a plan, in the order of their indices.
    /// Errors: FileNotFoundException; RunFileException if the file cannot be used, or is no plan.
    val tasks: plan: string -> PlannedTask[]

    /// The index that a cluster has given to this process: the environment variable SLURM_ARRAY_TASK_ID, or, where there is none,
    /// JOB_COMPLETION_INDEX of Kubernetes.
    /// Errors: OptionException if there is neither, or no whole number from 0 to `count` − 1.
    val indexOfProcess: count: int -> int

    /// The tasks of one index of a job array, at least one: index i has the tasks i·`tasksPerIndex` and those after it. Without an
    /// index, that of `indexOfProcess`. No other task of the plan is read.
    /// Errors: those of `tasks`; OptionException for fewer than 1 task per index, or if there is no such index.
    val select: plan: string -> tasksPerIndex: int -> index: int option -> PlannedTask[]

    /// Does one task of a sweep and writes all that it finishes to the file `run`, which may have other tasks of the same plan. Work
    /// that is in the file is not done again. Hands on the best fit of each cell.
    /// Errors: those of `tasks` and of `DurableSweep.run`; OptionException if there is no task of this index, if the engine is
    /// another, if it is a task of a chain, or if the plan was made by another version or with other vector arithmetic.
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

    /// Does one task of a chain and writes its draws to the file `run`, which may have other tasks of the same plan. A task that was
    /// cut short goes on where it was.
    /// Errors: those of `tasks` and of `Mcmc.run`; OptionException if there is no task of this index, if it is a task of a sweep, or
    /// if the plan was made by another version or with other vector arithmetic; OperationCanceledException; DensityException.
    val runChain: run: string -> hooks: SamplingHooks -> plan: string -> index: int -> unit

    /// The indices of the tasks that are missing or unfinished in the shards, which may be written meanwhile. Files that do not exist,
    /// or have no task yet, are passed over, and so are locks and logs that lie beside shards.
    /// Errors: those of `tasks`; RunFileException with `Different` if a shard is of another plan; and others if it cannot be used.
    val missing: plan: string -> shards: string seq -> int[]

    /// Merges shards, which together have all tasks of a plan, in any order and with any repetition, into the file `run`. Merging
    /// again changes nothing. Locks and logs that lie beside shards are passed over.
    /// Errors: FileNotFoundException; RunFileException with `Incomplete` if tasks are missing (their indices are in the message,
    /// and nothing is written), with `Different` if a shard is of another plan, data, options, version or vector arithmetic, or
    /// has other numbers; and others if a file cannot be used.
    val merge: run: string -> shards: string seq -> unit
