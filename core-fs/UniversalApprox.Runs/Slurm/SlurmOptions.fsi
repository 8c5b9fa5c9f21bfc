namespace UniversalApprox.Runs

open System

/// What the jobs of a plan ask SLURM for, and how they start.
type SlurmOptions =
    {
        /// The folder of scripts, shards and logs, on a file system that all nodes share. Default: the plan's name with ".shards".
        Folder: string
        /// The run file that the last job merges the shards into. Default: the plan's name with ".db".
        Run: string
        /// Tasks of the plan that an index of the array does, at least 1. Default 1.
        TasksPerIndex: int
        /// The most indices at a time, at least 1. Default None: as many as SLURM allows.
        Throttle: int option
        /// Cores, and threads, of an index, at least 1. Default 1.
        Threads: int
        /// The longest that an index may take, above 0. Default None: that of the partition.
        Time: TimeSpan option
        /// The memory of an index: a whole number and K, M, G or T, such as 4G. Default None: as SLURM is set up.
        Memory: string option
        /// The partition. Default None: as SLURM is set up.
        Partition: string option
        /// Lines of a shell before each start of PowerShell, such as "module load powershell". Default: none.
        Setup: string[]
        /// The command that starts PowerShell on a node: "apptainer exec image.sif pwsh" in a container. Default "pwsh".
        Launcher: string
        /// The module UniversalApprox on the nodes: its name, or the path of its manifest. Default "UniversalApprox".
        Module: string
    }

/// Defaults and checks.
[<RequireQualifiedAccess>]
module SlurmOptions =
    /// All defaults for a plan.
    val ofPlan: plan: string -> SlurmOptions

    /// Rejects options out of range.
    val validate: options: SlurmOptions -> unit
