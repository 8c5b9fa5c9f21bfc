namespace UniversalApprox.Runs

open System
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Posterior

/// Whether a run goes on.
[<RequireQualifiedAccess>]
type RunState =
    /// A process writes to the file, and the run is not finished.
    | Running
    /// No process writes to the file, and the run is not finished: the same command resumes it.
    | Interrupted
    /// All of it is done.
    | Finished

/// One run of a run file.
type RunInfo =
    {
        /// Its number in the file.
        Id: int64
        /// "sweep" or "chain".
        Kind: string
        /// The name of the data; None for a log-density that is not a network's.
        Data: string option
        /// Which run on the data it is: the network of a chain; empty for sweeps.
        Name: string
        /// The seed.
        Seed: uint64
        /// Whether it goes on.
        State: RunState
        /// When it began, in UTC.
        Started: DateTime
        /// When something of it was written last, in UTC.
        LastWritten: DateTime
        /// Pieces of work that are finished: restarts, refinements and folds of a sweep.
        JobsDone: int
        /// All pieces of work of a sweep; None for chains.
        Jobs: int option
        /// Cells that are finished: activations × numbers of units of a sweep.
        CellsDone: int
        /// All cells of a sweep; None for chains.
        Cells: int option
        /// Steps that a chain has taken; None for sweeps.
        StepsDone: int64 option
        /// Steps that a chain takes at most; None for sweeps.
        Steps: int64 option
        /// Blocks of a chain that are in the file.
        Blocks: int
        /// An estimate of the time that a run still takes while it is running: of a sweep as if a neuron took as long as in what
        /// was finished since the command began, of a chain as if it took all its steps.
        Remaining: TimeSpan option
        /// The answer so far: of a sweep by the fits that are finished, of a chain its verdict at the end.
        Answer: string option
    }

/// Reads run files, also while another process writes to them.
[<RequireQualifiedAccess>]
module RunFile =
    /// The runs of a file in the order in which they began.
    /// Errors: FileNotFoundException; RunFileException if the file cannot be used.
    val list: path: string -> RunInfo[]

    /// The plan and the data of a sweep, the name of its engine, and the fits of what is finished of it, cell by cell: for each
    /// cell the best restart so far, or all restarts with `keepAllRestarts`. They are the fits that the sweep hands on, once
    /// all of their cell is finished.
    /// Errors: as `list`; KeyNotFoundException if there is no sweep of this number.
    val sweep:
        path: string ->
        id: int64 ->
        keepAllRestarts: bool ->
            struct (SweepPlan * string * CurveData * UnitFit[])

    /// A chain as far as it is: what it samples, with its data, and the run with the draws so far; None before the first draw. Of
    /// ensembles that tasks of a plan sample apart (`RunPlan`), the run has those that are in the file, as far as all of them are. A
    /// log-density that is neither a network's nor text is not in the file: that of the run only throws, and has no priors.
    /// Errors: as `list`; KeyNotFoundException if there is no chain of this number.
    val chain: path: string -> id: int64 -> (struct (ChainModel * McmcRun)) option
