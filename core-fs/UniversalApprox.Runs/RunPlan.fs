namespace UniversalApprox.Runs

open System
open System.Globalization
open System.IO
open UniversalApprox
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Posterior

[<RequireQualifiedAccess>]
type TaskWork =
    | Cells of plan: SweepPlan * engine: string
    | Ensemble of model: ChainModel * settings: McmcSettings * number: int

type PlannedTask = { Index: int; Data: CurveData option; Chain: string; Work: TaskWork; Jobs: int }

type PlannedChain = { Model: ChainModel; Settings: McmcSettings; Fits: Network[] }

[<RequireQualifiedAccess>]
module RunPlan =
    let private fail path failure message = raise (RunFileException(path, failure, message, null))

    let private sameEntry (a: PlanTable.Entry) (b: PlanTable.Entry) =
        { a with Run = 0L; Dataset = None } = { b with Run = 0L; Dataset = None }

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
            let before, now = Shards.entriesOf path, Shards.entriesOf temporary

            if before.Length <> now.Length || not (Array.forall2 sameEntry before now) then
                Check.because
                    "Plan"
                    $"The file '{path}' is there already, and is not this plan. Take another name, or delete it."

    let private writeRuns (plan: string) (runs: RunTable.Identity seq) =
        let path = Path.GetFullPath plan
        let temporary = $"{path}.{Guid.NewGuid():N}.tmp"

        try
            let register () =
                use writer = Writer.Open temporary

                for run in runs do
                    RunTable.register writer run |> ignore

                writer.Transact PlanTable.index

            register ()
            place temporary path
        finally
            File.Delete temporary

    let write (plan: string) (engine: CurveData -> Engine) (sweep: SweepPlan) (data: CurveData seq) =
        let data = Array.ofSeq data
        checkData engine sweep data
        data |> Seq.map (fun item -> DurableSweep.identity (engine item) sweep item) |> writeRuns plan

    /// A chain as it is registered, with as many tasks as it has ensembles.
    let private identity (chain: PlannedChain) =
        let target = DurableMcmc.target chain.Fits chain.Model
        Mcmc.validateApart chain.Settings target

        match chain.Model with
        | ChainModel.LogDensity(None, _, _) ->
            Check.because
                "LogDensity"
                $"""{Check.named "LogDensity"} must be text: the tasks of a plan make it anew, and code cannot be written down."""
        | _ -> ()

        let options = DurableMcmc.options chain.Model chain.Settings chain.Fits target
        let struct (_, ensembles, _) = DurableMcmc.lengthOf chain.Settings target
        { DurableMcmc.identity chain.Model options with Jobs = Some ensembles }

    let writeChains (plan: string) (chains: PlannedChain seq) =
        let runs = chains |> Seq.map identity |> Seq.toArray

        if runs.Length = 0 then
            Check.because "Data" $"A plan of chains needs a chain."

        let title (run: RunTable.Identity) = RunTable.title run.Kind run.Data run.Name

        match runs |> Array.countBy title |> Array.tryFind (fun (_, count) -> count > 1) with
        | Some(title, count) ->
            Check.because
                "Name"
                $"{title} occurs {count} times: a plan has one chain of each network on the data of a name."
        | None -> ()

        writeRuns plan runs

    let private described (task: PlanTable.Task) =
        {
            Index = task.Index
            Data = task.Run.Data
            Chain = task.Run.Entry.Chain
            Work =
                match task.Run.Work, task.Part with
                | PlanTable.Chain(model, options), PlanTable.Ensemble number ->
                    TaskWork.Ensemble(model, options.Settings, number)
                | PlanTable.Sweep(options, _), PlanTable.Cells plan -> TaskWork.Cells(plan, options.Engine)
                | _ -> invalidOp "A part is of its run's kind."
            Jobs = PlanTable.jobs task.Run task.Part
        }

    let tasks (plan: string) =
        let path = Path.GetFullPath plan
        let count = PlanTable.count path
        PlanTable.range path count 0 count |> Array.map described

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

    let select (plan: string) tasksPerIndex index =
        Check.atLeast "TasksPerIndex" 1 tasksPerIndex
        let path = Path.GetFullPath plan
        let tasks = PlanTable.count path
        let count = (tasks + tasksPerIndex - 1) / tasksPerIndex
        let index = index |> Option.defaultWith (fun () -> indexOfProcess count)

        if index < 0 || index >= count then
            Check.refuse "Index" index $"{range count}, the tasks of this plan by {tasksPerIndex}"

        PlanTable.range path tasks (index * tasksPerIndex) ((index + 1) * tasksPerIndex)
        |> Array.map described

    /// A sweep whose work is all there is finished.
    let private finishSweep (writer: Writer) (run: int64) (jobs: int) =
        let present =
            writer.Use(fun connection ->
                Database.scalar connection "SELECT count(*) FROM jobs WHERE run = $run" [ "$run", box run ]
                |> Convert.ToInt32)

        if present >= jobs && not (RunTable.isFinished writer run) then
            let struct (_, _, _, fits) = RunFile.sweep writer.Path run false
            RunTable.finish writer run (SweepTable.answer fits)

    /// Opens the file of a task and registers its run in it; work on it gets the run's number there.
    let private inShard (run: string) (plan: string) index work =
        let path = Path.GetFullPath plan
        let count = PlanTable.count path

        if index < 0 || index >= count then
            Check.refuse "Index" index $"{range count}, the tasks of this plan"

        let task = PlanTable.range path count index (index + 1) |> Array.head
        let entry = task.Run.Entry
        RunTable.checkVersions path entry.Product entry.VectorBits
        use writer = Writer.Open run
        let id = PlanTable.register writer task.Run
        use _claim = writer.Claim(RunTable.title entry.Kind task.Run.Data entry.Chain)
        work writer id task.Run task.Part

    let private notOfKind index kind other =
        Check.refuse "Index" index $"that of {kind}: this task is of {other}"

    let runTask run (engine: Engine) threads onProgress cancellation plan index onFit =
        Threads.validate threads

        inShard run plan index (fun writer id planned part ->
            match planned.Work, part with
            | PlanTable.Sweep(options, _), PlanTable.Cells cells ->
                if engine.Name <> options.Engine then
                    Check.refuse "Engine" engine.Name $"that of the plan, {options.Engine}"

                let data = planned.Data.Value
                let journal = DurableSweep.journal writer id data cells
                Sweep.runKept journal engine threads onProgress cancellation cells data onFit
                finishSweep writer id planned.Entry.Jobs
            | _ -> notOfKind index "a sweep" "a chain")

    let runChain run (hooks: SamplingHooks) plan index =
        Threads.validate hooks.Threads

        inShard run plan index (fun writer id planned part ->
            match planned.Work, part with
            | PlanTable.Chain(model, options), PlanTable.Ensemble number ->
                let result = ChainTask.run writer id model options number hooks

                match result.Stop with
                | SamplingStop.Cancelled -> raise (OperationCanceledException hooks.Cancellation)
                | SamplingStop.Failed error -> raise error
                | _ -> ChainTask.finishComplete writer id model options planned.Entry.Jobs
            | _ -> notOfKind index "a chain" "a sweep")

    let missing (plan: string) (shards: string seq) =
        let shards = Shards.files shards |> Array.filter Shards.hasBegun
        let struct (known, sources) = Shards.read (Array.append [| Path.GetFullPath plan |] shards)
        Shards.missing (Shards.runs known) sources

    let private checkComplete first runs sources =
        let missing = Shards.missing runs sources

        if missing.Length > 0 then
            fail
                first
                RunFailure.Incomplete
                $"{missing.Length} of {runs[0].Entry.OfTasks} tasks are missing or unfinished. Run them and merge again: --array={Shards.listed missing}"

    let merge (run: string) (shards: string seq) =
        let run = Path.GetFullPath run
        let shards = Shards.files shards |> Array.filter (fun path -> path <> run)

        if shards.Length = 0 then
            Check.because "Shards" $"There is no shard to merge."

        let struct (known, sources) = Shards.read shards
        let present = if File.Exists run then [| Shards.present known run |] else [||]
        let runs = Shards.runs known
        checkComplete shards[0] runs (Array.append present sources)
        use writer = Writer.Open run

        for source in sources do
            Merging.add writer source.Path source.Runs

        let byKey = dict [ for planned in runs -> planned.Entry.Key, planned ]

        for entry in Shards.entriesOf run do
            match byKey.TryGetValue entry.Key with
            | true, { Work = PlanTable.Sweep _ } -> finishSweep writer entry.Run entry.Jobs
            | true, { Work = PlanTable.Chain(model, options) } ->
                ChainTask.finishComplete writer entry.Run model options entry.Jobs
            | _ -> ()
