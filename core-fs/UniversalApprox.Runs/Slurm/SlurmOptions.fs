namespace UniversalApprox.Runs

open System
open System.IO
open System.Text.RegularExpressions
open UniversalApprox.Core

type SlurmOptions =
    {
        Folder: string
        Run: string
        TasksPerIndex: int
        Throttle: int option
        Threads: int
        Time: TimeSpan option
        Memory: string option
        Partition: string option
        Setup: string[]
        Launcher: string
        Module: string
    }

[<RequireQualifiedAccess>]
module SlurmOptions =
    let ofPlan (plan: string) =
        let plan = Path.GetFullPath plan

        {
            Folder = Path.ChangeExtension(plan, ".shards")
            Run = Path.ChangeExtension(plan, ".db")
            TasksPerIndex = 1
            Throttle = None
            Threads = 1
            Time = None
            Memory = None
            Partition = None
            Setup = [||]
            Launcher = "pwsh"
            Module = "UniversalApprox"
        }

    let private matches name pattern (allowed: FormattableString) (text: string) =
        if not (Regex.IsMatch(text, pattern)) then
            Check.refuse name text allowed

    /// A line of a shell; anything may be in it, but it stays one line.
    let private line name (text: string) =
        if String.IsNullOrWhiteSpace text || text.Contains '\n' || text.Contains '\r' then
            Check.refuse name text $"one line"

    let validate options =
        Check.atLeast "TasksPerIndex" 1 options.TasksPerIndex
        options.Throttle |> Option.iter (Check.atLeast "Throttle" 1)
        Threads.validate options.Threads

        match options.Time with
        | Some time when time < TimeSpan.FromSeconds 1.0 -> Check.refuse "Time" time $"at least a second"
        | _ -> ()

        options.Memory
        |> Option.iter (
            matches "Memory" @"\A[1-9][0-9]*[KMGT]?\z" $"a whole number and K, M, G or T, such as 4G"
        )

        options.Partition
        |> Option.iter (
            matches "Partition" @"\A[\w.,-]+\z" $"names of partitions: letters, digits, _, - and ."
        )

        options.Setup |> Array.iter (line "Setup")
        line "Launcher" options.Launcher
        line "Module" options.Module
        line "Folder" options.Folder
        line "Run" options.Run
