namespace UniversalApprox.Runs

open System
open System.Collections.Generic
open System.IO
open UniversalApprox.Files

[<RequireQualifiedAccess>]
type TaskState =
    | Missing
    | Pending
    | Running
    | Finished
    | Failed

type TaskStatus = { Index: int; State: TaskState; Job: string option; Reason: string option }

type SlurmScripts = { Tasks: string option; Merge: string; Indices: string }

type SlurmSubmission = { Scripts: SlurmScripts; Job: string option; MergeJob: string }

[<RequireQualifiedAccess>]
module Slurm =
    /// Submitted arrays, one a line: the job's number and the tasks of each of its indices.
    let private jobsFile folder = Path.Combine(folder, "jobs.txt")

    let private submitted folder =
        let file = jobsFile folder

        if File.Exists file then
            File.ReadAllLines file
            |> Array.choose (fun line ->
                match line.Split ' ' with
                | [| job; size |] ->
                    match Int32.TryParse size with
                    | true, size when size > 0 -> Some(struct (job, size))
                    | _ -> None
                | _ -> None)
        else
            [||]

    let private waiting =
        set [ "PENDING"; "REQUEUED"; "REQUEUE_HOLD"; "REQUEUE_FED"; "SPECIAL_EXIT"; "RESV_DEL_HOLD" ]

    let private running =
        set
            [
                "RUNNING"
                "COMPLETING"
                "CONFIGURING"
                "STAGE_OUT"
                "SUSPENDED"
                "STOPPED"
                "SIGNALING"
                "RESIZING"
            ]

    let private stateOf (slurm: string) =
        if waiting.Contains slurm then TaskState.Pending
        elif running.Contains slurm then TaskState.Running
        elif slurm = "COMPLETED" then TaskState.Missing
        else TaskState.Failed

    /// The last that SLURM knows of each task.
    let private known folder =
        let jobs = submitted folder
        let sizes = dict [ for struct (job, size) in jobs -> job, size ]
        let names = set sizes.Keys
        let last = Dictionary<int, SlurmCommand.JobState>()
        let order = jobs |> Array.map (fun struct (job, _) -> job)

        if names.Count > 0 then
            // What the queue says is newer than accounts are.
            Array.append (SlurmCommand.accounts names) (SlurmCommand.queue names)
            |> Array.sortBy (fun state -> Array.IndexOf(order, state.Job))
            |> Array.iter (fun state ->
                for task in state.Index * sizes[state.Job] .. (state.Index + 1) * sizes[state.Job] - 1 do
                    last[task] <- state)

        last

    let private statusOf missing (known: Dictionary<int, SlurmCommand.JobState>) index =
        let isMissing = Set.contains index missing

        match known.TryGetValue index with
        | true, job ->
            let reason =
                if job.Reason = "" || job.Reason = "None" then
                    job.State
                else
                    $"{job.State} ({job.Reason})"

            {
                Index = index
                State = if isMissing then stateOf job.State else TaskState.Finished
                Job = Some $"{job.Job}_{job.Index}"
                Reason = Some reason
            }
        | _ ->
            {
                Index = index
                State = if isMissing then TaskState.Missing else TaskState.Finished
                Job = None
                Reason = None
            }

    let status plan (folder: string) =
        let missing = RunPlan.missing plan (SlurmScript.shards folder) |> set
        let known = known (Path.GetFullPath folder)
        Array.init (PlanTable.count (Path.GetFullPath plan)) (statusOf missing known)

    let write (plan: string) options =
        SlurmOptions.validate options
        let plan = Path.GetFullPath plan

        let options =
            { options with
                Folder = Path.GetFullPath options.Folder
                Run = Path.GetFullPath options.Run
            }

        let due =
            status plan options.Folder
            |> Array.filter (fun task -> task.State = TaskState.Missing || task.State = TaskState.Failed)
            |> Array.map (fun task -> task.Index / options.TasksPerIndex)
            |> Array.distinct

        Directory.CreateDirectory options.Folder |> ignore

        let place name text =
            let path = Path.Combine(options.Folder, name)
            AtomicFile.writeText path text
            path

        let indices = Shards.listed due

        {
            Tasks =
                if due.Length = 0 then
                    None
                else
                    Some(place SlurmScript.tasks (SlurmScript.ofTasks plan options indices))
            Merge = place SlurmScript.merge (SlurmScript.ofMerge plan options)
            Indices = indices
        }

    let private sbatch arguments =
        let advice (error: string) =
            if error.Contains "array" then
                ". Where the array is larger than SLURM allows (MaxArraySize), let each index do several tasks (TasksPerIndex)."
            else
                ""

        // "123", or "123;cluster".
        (SlurmCommand.run "sbatch" ("--parsable" :: arguments) advice).Split(';')[0]

    let submit plan options =
        let scripts = write plan options
        let job = scripts.Tasks |> Option.map (fun script -> sbatch [ script ])

        job
        |> Option.iter (fun job ->
            File.AppendAllText(jobsFile options.Folder, $"{job} {options.TasksPerIndex}\n"))

        // Also after failures: then it says which tasks are missing.
        let earlier =
            let names = submitted options.Folder |> Array.map (fun struct (job, _) -> job) |> set

            SlurmCommand.queue names
            |> Array.filter (fun state ->
                match stateOf state.State with
                | TaskState.Pending
                | TaskState.Running -> true
                | _ -> false)
            |> Array.map _.Job
            |> Array.toList

        let after =
            Option.toList job @ earlier
            |> List.distinct
            |> List.map (fun job -> $":{job}")
            |> String.concat ""

        let dependency = if after = "" then [] else [ $"--dependency=afterany{after}" ]
        { Scripts = scripts; Job = job; MergeJob = sbatch (dependency @ [ scripts.Merge ]) }
