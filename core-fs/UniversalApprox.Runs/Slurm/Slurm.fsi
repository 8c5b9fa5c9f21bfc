namespace UniversalApprox.Runs

/// How a task of a plan stands.
[<RequireQualifiedAccess>]
type TaskState =
    /// Not all of it is in a shard, and no job is at it.
    | Missing
    /// A job waits for it.
    | Pending
    /// A job is at it.
    | Running
    /// All of it is in a shard.
    | Finished
    /// Not all of it is in a shard, and its last job failed, or was cancelled.
    | Failed

/// How a task stands, and what SLURM says of it.
type TaskStatus =
    {
        /// The index of the task in the plan.
        Index: int
        /// How it stands.
        State: TaskState
        /// The job that is or was at it, such as 123_4; None if SLURM knows of none.
        Job: string option
        /// SLURM's own word for the state of that job and its reason, such as "PENDING (Resources)".
        Reason: string option
    }

/// The scripts of a plan.
type SlurmScripts =
    {
        /// The script of the job array; None where there is nothing to do.
        Tasks: string option
        /// The script of the job that merges.
        Merge: string
        /// The indices of the array as sbatch takes them, such as 0-3,7; empty where there is nothing to do.
        Indices: string
    }

/// Jobs that were submitted.
type SlurmSubmission =
    {
        /// The scripts.
        Scripts: SlurmScripts
        /// The number of the job array; None where there was nothing to do but merging.
        Job: string option
        /// The number of the job that merges.
        MergeJob: string
    }

/// Plans as jobs of SLURM: an array does the tasks, each index into a shard of its own, and a job that waits for it merges them.
[<RequireQualifiedAccess>]
module Slurm =
    /// Writes the scripts for those tasks of a plan that are neither finished nor in a job to the folder of the options, for people to
    /// read, to edit, and to submit by sbatch.
    /// Errors: OptionException; those of `RunPlan.tasks`; RunFileException if a shard in the folder is of another plan; IOException.
    val write: plan: string -> options: SlurmOptions -> SlurmScripts

    /// Writes the scripts and submits them. Again, it submits what is missing by then.
    /// Errors: those of `write`; SlurmException if sbatch is missing or refuses.
    val submit: plan: string -> options: SlurmOptions -> SlurmSubmission

    /// How each task stands, by the shards in a folder of `SlurmOptions`, by squeue and, where SLURM keeps accounts, by sacct. Where
    /// there is neither, tasks are finished or missing.
    /// Errors: those of `RunPlan.tasks`; RunFileException if a shard in the folder is of another plan.
    val status: plan: string -> folder: string -> TaskStatus[]
