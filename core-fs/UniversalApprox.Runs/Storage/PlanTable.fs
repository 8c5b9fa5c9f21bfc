/// Plans: run files whose sweeps and chains are spread over several processes, and the tasks that they divide into.
module internal UniversalApprox.Runs.PlanTable

open System
open System.Collections.Generic
open System.Reflection
open System.Security.Cryptography
open System.Text.Json
open System.Text.Json.Nodes
open Microsoft.Data.Sqlite
open UniversalApprox
open UniversalApprox.Core
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Posterior

/// A sweep or chain of a file as it was asked for.
type Entry =
    {
        /// Its number in the file.
        Run: int64
        Kind: string
        Dataset: int64 option
        /// Of the data; empty for a log-density that is not a network's.
        Name: string
        /// Which chain on the data it is; empty for sweeps.
        Chain: string
        /// Of names and numbers of the data.
        Hash: string
        Options: string
        Seed: string
        Product: string
        VectorBits: int
        /// A name for the whole plan; empty for a run of no plan.
        Plan: string
        /// The index of its first task there.
        FirstTask: int
        /// All tasks of the plan.
        OfTasks: int
        /// All pieces of work of a sweep; the ensembles of a chain, which has no number where one process samples it.
        Jobs: int
    }

    /// What is the same one in other files of the plan.
    member entry.Key = struct (entry.Kind, entry.Name, entry.Chain)

    /// What it is called among sweeps or chains.
    member entry.Title =
        if entry.Kind = "sweep" then
            entry.Name
        else
            $"{entry.Chain} on {entry.Name}"

type Work =
    /// The parts of a sweep, in the order of their indices.
    | Sweep of options: SweepTable.Options * parts: SweepPlan[]
    /// A chain, each ensemble of which is a task.
    | Chain of model: ChainModel * options: ChainTable.Options

/// A sweep or chain with its data.
type Planned = { Entry: Entry; Data: CurveData option; Work: Work }

/// A task: the cells of a sweep, or the number of an ensemble.
type Part =
    | Cells of SweepPlan
    | Ensemble of int

let private entryOf (row: SqliteDataReader) =
    let kind = row.GetString 1
    let text column = Database.optionOf row.GetString row column |> Option.defaultValue ""

    {
        Run = row.GetInt64 0
        Kind = kind
        Dataset = Database.optionOf row.GetInt64 row 2
        Name = text 3
        Chain = row.GetString 4
        Hash = text 5
        Options = row.GetString 6
        Seed = row.GetString 7
        Product = row.GetString 8
        VectorBits = row.GetInt32 9
        Jobs = if kind = "chain" && row.IsDBNull 10 then 0 else row.GetInt32 10
        Plan = text 11
        FirstTask = row.GetInt32 12
        OfTasks = row.GetInt32 13
    }

/// Files of earlier versions have no such table.
let private columns connection =
    if Database.hasTable connection "planned" then
        "p.plan, coalesce(p.first_task, 0), coalesce(p.of_tasks, 0)", "LEFT JOIN planned p ON p.run = r.id"
    else
        "NULL, 0, 0", ""

let private select connection tail values =
    let columns, join = columns connection

    Database.query
        connection
        $"SELECT r.id, r.kind, d.id, d.name, r.name, d.hash, r.options, r.seed, r.product, r.vector_bits, r.of_jobs, {columns}
         FROM runs r LEFT JOIN datasets d ON d.id = r.dataset {join} {tail}"
        values
        entryOf

/// All runs of a file, planned or not.
let entries connection = select connection "ORDER BY r.id" []

/// The runs with some of the tasks from `first` to before `last`.
let private between connection (first: int) (last: int) =
    select
        connection
        "WHERE p.first_task < $last AND $first < coalesce(
           (SELECT min(q.first_task) FROM planned q WHERE q.first_task > p.first_task), p.of_tasks) ORDER BY p.first_task"
        [ "$first", box first; "$last", box last ]

/// What this version does not understand was not written by it, or is damaged.
let private understood path (read: unit -> 'a) =
    try
        read ()
    with
    | :? JsonException
    | :? InvalidOperationException
    | :? FormatException
    | :? OverflowException
    | :? ArgumentException
    | :? KeyNotFoundException
    | :? NullReferenceException
    | :? InvalidCastException
    | :? NotSupportedException
    | :? TargetInvocationException as error ->
        raise (
            RunFileException(
                path,
                RunFailure.Damaged,
                $"The plan '{path}' cannot be read: another version wrote it, or it is damaged.",
                error
            )
        )

let private sweep (entry: Entry) (data: CurveData) =
    let options = Codec.read<SweepTable.Options> entry.Options
    SweepPlan.validate data options.Plan
    Sweep(options, SweepWork.parts (options.Engine <> Engine.Simd.Name) options.Plan data)

let private chain connection (entry: Entry) =
    let options = Codec.read<ChainTable.Options> entry.Options
    Mcmc.validateSettings options.Settings

    if entry.Jobs < 1 then
        raise (FormatException "A chain without ensembles.")

    Chain(ChainReading.modelOf connection entry.Dataset options, options)

let private planned connection (entry: Entry) =
    let data = entry.Dataset |> Option.map (RunTable.readData connection)

    if data |> Option.exists (fun data -> Numbers.hash data <> entry.Hash) then
        raise (FormatException "The data have another hash.")

    {
        Entry = entry
        Data = data
        Work =
            match entry.Kind, data with
            | "sweep", Some data -> sweep entry data
            | "chain", _ -> chain connection entry
            | _ -> raise (FormatException "Neither a sweep nor a chain.")
    }

let private partsOf run =
    match run.Work with
    | Sweep(_, parts) -> Array.map Cells parts
    | Chain _ -> Array.init run.Entry.Jobs Ensemble

/// A task by its index, with its run.
type Task = { Index: int; Run: Planned; Part: Part }

/// The tasks of a run, in the order of their indices.
let tasksOf run =
    partsOf run
    |> Array.mapi (fun i part -> { Index = run.Entry.FirstTask + i; Run = run; Part = part })

/// A run of a file that is known to be one of a plan.
let decoded path entry =
    Database.read path (fun connection -> understood path (fun () -> planned connection entry))

let private noPlan path =
    raise (RunFileException(path, RunFailure.NotARunFile, $"'{path}' is no plan: it has no tasks.", null))

/// How many tasks a plan has.
let count path =
    Database.read path (fun connection ->
        if Database.hasTable connection "planned" then
            Database.scalar connection "SELECT coalesce(max(of_tasks), 0) FROM planned" [] |> Convert.ToInt32
        else
            0)
    |> fun count -> if count = 0 then noPlan path else count

/// The tasks from `first` to before `last` of the `count` of a plan; no other run of it is read.
let range path count first last =
    let last = min last count

    let tasks =
        Database.read path (fun connection ->
            understood path (fun () ->
                between connection first last |> Array.map (planned connection) |> Array.collect tasksOf))
        |> Array.filter (fun task -> task.Index >= first && task.Index < last)

    if tasks.Length < last - first then noPlan path else tasks

/// Says which tasks of the plan each run of a new plan has.
let index connection =
    let runs = entries connection |> Array.map (planned connection)
    let counts = runs |> Array.map (partsOf >> Array.length)
    use sha = IncrementalHash.CreateHash HashAlgorithmName.SHA256

    for run in runs do
        let entry = run.Entry

        for text in
            [
                entry.Kind
                entry.Name
                entry.Chain
                entry.Hash
                entry.Options
                entry.Product
                string entry.VectorBits
            ] do
            sha.AppendData(Text.Encoding.UTF8.GetBytes $"{text.Length}\n{text}\n")

    let plan = Convert.ToHexStringLower(sha.GetHashAndReset())

    for run, first in Array.zip runs (Array.scan (+) 0 counts |> Array.truncate runs.Length) do
        Database.execute
            connection
            "INSERT INTO planned VALUES ($run, $plan, $first, $count)"
            [
                "$run", box run.Entry.Run
                "$plan", box plan
                "$first", box first
                "$count", box (Array.sum counts)
            ]

/// Pieces of work of a part.
let jobs (run: Planned) part =
    match run.Work, part with
    | Sweep(options, _), Cells plan ->
        run.Entry.Jobs / (SweepPlan.cells options.Plan).Length * (SweepPlan.cells plan).Length
    | _ -> 1

/// Registers the run of a task in its shard, and says which tasks of the plan it has.
let register (writer: Writer) (run: Planned) =
    let entry = run.Entry

    let other =
        writer.Use(fun connection ->
            Database.scalar
                connection
                "SELECT count(*) FROM planned WHERE plan <> $plan"
                [ "$plan", box entry.Plan ]
            |> Convert.ToInt64)

    if other > 0L then
        Check.because "Run" $"The run file '{writer.Path}' has tasks of another plan. Take another file."

    let id =
        RunTable.register
            writer
            {
                Kind = entry.Kind
                Data = run.Data
                Name = entry.Chain
                Seed = UInt64.Parse entry.Seed
                Options = JsonNode.Parse entry.Options
                Jobs = Some entry.Jobs
            }

    writer.Use(fun connection ->
        Database.execute
            connection
            "INSERT OR IGNORE INTO planned VALUES ($run, $plan, $first, $count)"
            [
                "$run", box id
                "$plan", box entry.Plan
                "$first", box entry.FirstTask
                "$count", box entry.OfTasks
            ])

    id
