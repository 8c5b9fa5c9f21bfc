namespace UniversalApprox.Runs

open System
open System.Collections.Generic
open System.Globalization
open System.IO
open UniversalApprox
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep

type PlannedTask = { Index: int; Data: CurveData; Plan: SweepPlan; Engine: string; Jobs: int }

[<RequireQualifiedAccess>]
module RunPlan =
    let private fail path failure message = raise (RunFileException(path, failure, message, null))

    let private sameEntry (a: PlanTable.Entry) (b: PlanTable.Entry) =
        { a with Run = 0L; Dataset = 0L } = { b with Run = 0L; Dataset = 0L }

    let private entriesOf path = Database.read path PlanTable.entries

    let private checkData (engine: CurveData -> Engine) sweep (data: CurveData[]) =
        if data.Length = 0 then
            Check.because "Data" $"A plan needs a data set."

        for item in data do
            SweepPlan.validate item sweep
            (engine item).Validate sweep.Training item

        match data |> Array.countBy _.Name |> Array.tryFind (fun (_, count) -> count > 1) with
        | Some(name, count) ->
            let option = Check.named "Name"
            Check.because "Name" $"{count} data sets have the name {name}: give each another {option}."
        | None -> ()

    /// Puts a finished file in its place, unless something else is there.
    let private place temporary (path: string) =
        try
            File.Move(temporary, path, false)
        with :? IOException when File.Exists path ->
            let before, now = entriesOf path, entriesOf temporary

            if before.Length <> now.Length || not (Array.forall2 sameEntry before now) then
                Check.because
                    "Plan"
                    $"The file '{path}' is there already, and is not this plan. Take another name, or delete it."

    let write (plan: string) (engine: CurveData -> Engine) (sweep: SweepPlan) (data: CurveData seq) =
        let data = Array.ofSeq data
        checkData engine sweep data
        let path = Path.GetFullPath plan
        let temporary = $"{path}.{Guid.NewGuid():N}.tmp"

        try
            let register () =
                use writer = Writer.Open temporary

                for item in data do
                    RunTable.register writer (DurableSweep.identity (engine item) sweep item) |> ignore

            register ()
            place temporary path
        finally
            File.Delete temporary

    let tasks (plan: string) =
        PlanTable.read (Path.GetFullPath plan)
        |> PlanTable.tasks
        |> Array.mapi (fun index (struct (sweep, part)) ->
            {
                Index = index
                Data = sweep.Data
                Plan = part
                Engine = sweep.Options.Engine
                Jobs = PlanTable.jobs sweep part
            })

    let private variables = [ "SLURM_ARRAY_TASK_ID"; "JOB_COMPLETION_INDEX" ]

    let private set name =
        match Environment.GetEnvironmentVariable name with
        | null
        | "" -> None
        | text -> Some(struct (name, text))

    let private range count = $"from 0 to {count - 1}"

    let indexOfProcess count =
        match List.tryPick set variables with
        | None ->
            Check.because
                "Index"
                $"""{Check.named "Index"} is needed, {range count}: neither {variables[0]} nor {variables[1]} is set."""
        | Some(struct (name, text)) ->
            match Int32.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture) with
            | true, index when index < count -> index
            | _ ->
                Check.because
                    "Index"
                    $"The environment variable {name} must be a whole number {range count}; got {text}."

    /// A run whose work is all there is finished.
    let private finishComplete (writer: Writer) (run: int64) (jobs: int) =
        let present =
            writer.Use(fun connection ->
                Database.scalar connection "SELECT count(*) FROM jobs WHERE run = $run" [ "$run", box run ]
                |> Convert.ToInt32)

        if present = jobs then
            let struct (_, _, _, fits) = RunFile.sweep writer.Path run false
            RunTable.finish writer run (SweepTable.answer fits)

    let runTask (run: string) (engine: Engine) threads onProgress cancellation (plan: string) index onFit =
        Threads.validate threads
        let path = Path.GetFullPath plan
        let sweeps = PlanTable.read path
        let tasks = PlanTable.tasks sweeps

        if index < 0 || index >= tasks.Length then
            Check.refuse "Index" index $"{range tasks.Length}, the tasks of this plan"

        let struct (sweep, part) = tasks[index]
        RunTable.checkVersions path sweep.Entry.Product sweep.Entry.VectorBits

        if engine.Name <> sweep.Options.Engine then
            Check.refuse "Engine" engine.Name $"that of the plan, {sweep.Options.Engine}"

        use writer = Writer.Open run
        let ids = PlanTable.register writer sweeps
        use _claim = writer.Claim(RunTable.title "sweep" (Some sweep.Data) "")
        let id = ids[Array.findIndex (fun other -> obj.ReferenceEquals(other, sweep)) sweeps]
        let journal = DurableSweep.journal writer id sweep.Data part
        Sweep.runKept journal engine threads onProgress cancellation part sweep.Data onFit
        finishComplete writer id sweep.Entry.Jobs

    /// Files that a writer keeps beside a run file.
    let private isBeside (path: string) =
        [ "-writer"; "-wal"; "-shm"; "-journal" ] |> List.exists path.EndsWith

    let private columnsIn path (entry: PlanTable.Entry) =
        Database.read path (fun connection -> RunTable.columns connection entry.Dataset)

    let private dataIn path (entry: PlanTable.Entry) =
        Database.read path (fun connection -> RunTable.readData connection entry.Dataset)

    /// Refuses a sweep that differs from the one of the same name in the first file.
    let private checkSame first path (expected: PlanTable.Entry) (entry: PlanTable.Entry) =
        PlanTable.difference (columnsIn first) (dataIn path) expected entry
        |> Option.iter (fun difference ->
            fail path RunFailure.Different $"'{path}' is of another plan than '{first}': {difference}.")

    /// The sweeps of a file that are those of the plan. Shards have all of them; the file that is merged into may have none, and
    /// others.
    let private matching first (plan: PlanTable.Entry[]) path mayLack =
        let names entries = entries |> Array.map (fun (e: PlanTable.Entry) -> e.Name) |> String.concat ", "

        let found =
            entriesOf path
            |> Array.filter (fun entry -> plan |> Array.exists (fun other -> other.Name = entry.Name))

        let all = entriesOf path

        if not mayLack && (found.Length < plan.Length || all.Length > plan.Length) then
            fail
                path
                RunFailure.Different
                $"'{path}' is of another plan than '{first}': its sweeps are on {names plan} there, and on {names all} here."

        for entry in found do
            checkSame first path (plan |> Array.find (fun other -> other.Name = entry.Name)) entry

        found

    /// Counts the pieces of work of all files, each once: by data, activation and units.
    let private finished (files: (struct (string * PlanTable.Entry[]))[]) =
        let keys = HashSet<struct (string * string * int * string * int)>()

        for struct (path, entries) in files do
            Database.read path (fun connection ->
                for entry in entries do
                    Database.query
                        connection
                        "SELECT activation, units, step, number FROM jobs WHERE run = $run"
                        [ "$run", box entry.Run ]
                        (fun row ->
                            keys.Add(
                                struct (entry.Name,
                                        row.GetString 0,
                                        row.GetInt32 1,
                                        row.GetString 2,
                                        row.GetInt32 3)
                            ))
                    |> ignore)

        keys
        |> Seq.countBy (fun struct (name, activation, units, _, _) -> struct (name, activation, units))
        |> dict

    let private isComplete
        (counts: IDictionary<struct (string * string * int), int>)
        (sweep: PlanTable.Planned)
        part
        =
        let cells = SweepPlan.cells part

        cells
        |> Array.forall (fun cell ->
            match
                counts.TryGetValue(struct (sweep.Data.Name, Activation.name cell.Activation, cell.Units))
            with
            | true, count -> count >= PlanTable.jobs sweep part / cells.Length
            | _ -> false)

    /// Indices as sbatch takes them: 1,4-7,9.
    let private listed (indices: int[]) =
        indices
        |> Array.indexed
        |> Array.groupBy (fun (position, index) -> index - position)
        |> Array.map (fun (_, group) ->
            match snd group[0], snd group[group.Length - 1] with
            | a, b when a = b -> string a
            | a, b -> $"{a}-{b}")
        |> String.concat ","

    let private checkComplete first files =
        let counts = finished files
        let tasks = PlanTable.tasks (PlanTable.read first)

        let missing =
            tasks
            |> Array.indexed
            |> Array.filter (fun (_, struct (sweep, part)) -> not (isComplete counts sweep part))
            |> Array.map fst

        if missing.Length > 0 then
            fail
                first
                RunFailure.Incomplete
                $"{missing.Length} of {tasks.Length} tasks are missing or unfinished. Run them and merge again: --array={listed missing}"

    let merge (run: string) (shards: string seq) =
        let run = Path.GetFullPath run

        let shards =
            shards
            |> Seq.map Path.GetFullPath
            |> Seq.filter (fun path -> path <> run && not (isBeside path))
            |> Seq.distinct
            |> Seq.sortWith (fun a b -> String.CompareOrdinal(a, b))
            |> Seq.toArray

        if shards.Length = 0 then
            Check.because "Shards" $"There is no shard to merge."

        let first = shards[0]
        let plan = entriesOf first
        let sources = shards |> Array.map (fun path -> struct (path, matching first plan path false))

        let present =
            if File.Exists run then
                [| struct (run, matching first plan run true) |]
            else
                [||]

        checkComplete first (Array.append present sources)
        use writer = Writer.Open run

        for struct (path, entries) in sources do
            Merging.add writer path entries

        for entry in
            entriesOf run |> Array.filter (fun entry -> plan |> Array.exists (fun p -> p.Name = entry.Name)) do
            finishComplete writer entry.Run entry.Jobs
