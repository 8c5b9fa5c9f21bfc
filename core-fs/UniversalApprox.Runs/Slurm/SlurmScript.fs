/// The job scripts of a plan: text that people read and edit.
module internal UniversalApprox.Runs.SlurmScript

open System
open System.IO

/// A text as one word of a shell.
let private quoted (text: string) = "'" + text.Replace("'", "'\\''") + "'"

/// The option for a log in the folder. There % begins a pattern, such as %a for the index.
let private log (folder: string) name =
    let folder = folder.Replace("%", "%%")
    $"#SBATCH --output=\"{folder}/{name}\""

/// As SLURM takes it: days-hours:minutes:seconds, rounded up to a second.
let private duration (time: TimeSpan) =
    let seconds = TimeSpan.FromSeconds(ceil time.TotalSeconds)
    $"""{seconds.Days}-{seconds.ToString @"hh\:mm\:ss"}"""

let tasks = "tasks.sh"
let merge = "merge.sh"

let shardOf folder index = Path.Combine(folder, $"shard-{index}.db")

let shards (folder: string) =
    if Directory.Exists folder then
        Directory.GetFiles(folder, "shard-*.db")
    else
        [||]

/// A name for people; SLURM cuts long ones off in its tables.
let private jobName (plan: string) =
    let name = Path.GetFileNameWithoutExtension plan
    String.map (fun c -> if Char.IsAsciiLetterOrDigit c || c = '-' || c = '_' then c else '-') name

let private resources (options: SlurmOptions) =
    [
        yield! options.Time |> Option.map (fun time -> $"#SBATCH --time={duration time}") |> Option.toList
        yield! options.Memory |> Option.map (fun memory -> $"#SBATCH --mem={memory}") |> Option.toList
        yield! options.Partition |> Option.map (fun name -> $"#SBATCH --partition={name}") |> Option.toList
    ]

let private body (options: SlurmOptions) variables (command: string) =
    [
        for name, value in ("MODULE", options.Module) :: variables do
            $"export APPROX_{name}={quoted value}"
        yield! options.Setup
        $"{options.Launcher} -NoProfile -NonInteractive -Command '"
        "    $ErrorActionPreference = \"Stop\""
        "    Import-Module $env:APPROX_MODULE"
        $"    {command}'"
    ]

let private text (lines: string list) = String.concat "\n" lines + "\n"

/// The script of the array, with indices as sbatch takes them.
let ofTasks (plan: string) (options: SlurmOptions) indices =
    let throttle = options.Throttle |> Option.map (fun most -> $"%%{most}") |> Option.defaultValue ""

    text
        [
            "#!/bin/bash"
            $"#SBATCH --job-name={jobName plan}"
            $"#SBATCH --array={indices}{throttle}"
            log options.Folder "task-%a.log"
            "#SBATCH --open-mode=append"
            $"#SBATCH --cpus-per-task={options.Threads}"
            yield! resources options
            "#SBATCH --requeue"
            yield!
                body
                    options
                    [ "PLAN", plan; "SHARDS", options.Folder ]
                    $"Invoke-ApproxTask $env:APPROX_PLAN -TasksPerIndex {options.TasksPerIndex} -Threads {options.Threads} -Run \"$env:APPROX_SHARDS/shard-$env:SLURM_ARRAY_TASK_ID.db\""
        ]

/// The script of the job that merges.
let ofMerge (plan: string) (options: SlurmOptions) =
    text
        [
            "#!/bin/bash"
            $"#SBATCH --job-name={jobName plan}-merge"
            log options.Folder "merge.log"
            "#SBATCH --open-mode=append"
            yield! resources options
            yield!
                body
                    options
                    [ "SHARDS", options.Folder; "RUN", options.Run ]
                    "Merge-ApproxRun -LiteralPath (Get-ChildItem -LiteralPath $env:APPROX_SHARDS -Filter shard-*.db).FullName -Run $env:APPROX_RUN"
        ]
