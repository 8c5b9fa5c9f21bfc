/// Plans: run files whose sweeps and chains are spread over several processes, and the tasks that they divide into.
module internal UniversalApprox.Runs.PlanTable

open System
open System.Collections.Generic
open System.Reflection
open System.Text.Json
open System.Text.Json.Nodes
open Microsoft.Data.Sqlite
open UniversalApprox
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
    }

let entries connection =
    Database.query
        connection
        "SELECT r.id, r.kind, d.id, d.name, r.name, d.hash, r.options, r.seed, r.product, r.vector_bits, r.of_jobs
         FROM runs r LEFT JOIN datasets d ON d.id = r.dataset ORDER BY r.id"
        []
        entryOf

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

/// The sweeps and chains of a plan, at least one.
let read path =
    Database.read path (fun connection ->
        match understood path (fun () -> entries connection |> Array.map (planned connection)) with
        | [||] ->
            raise (
                RunFileException(
                    path,
                    RunFailure.NotARunFile,
                    $"'{path}' is no plan: it has neither a sweep nor a chain.",
                    null
                )
            )
        | runs -> runs)

let private partsOf run =
    match run.Work with
    | Sweep(_, parts) -> Array.map Cells parts
    | Chain _ -> Array.init run.Entry.Jobs Ensemble

/// All tasks with their runs, in the order of their indices.
let tasks (runs: Planned[]) =
    runs |> Array.collect (fun run -> partsOf run |> Array.map (fun part -> struct (run, part)))

let private cells (plan: SweepPlan) = plan.Activations.Length * plan.Units.Length

/// Pieces of work of a part.
let jobs (run: Planned) part =
    match run.Work, part with
    | Sweep(options, _), Cells plan -> run.Entry.Jobs / cells options.Plan * cells plan
    | _ -> 1

/// Registers all runs of a plan, so that every part of it knows the whole.
let register (writer: Writer) (runs: Planned[]) =
    runs
    |> Array.map (fun run ->
        RunTable.register
            writer
            {
                Kind = run.Entry.Kind
                Data = run.Data
                Name = run.Entry.Chain
                Seed = UInt64.Parse run.Entry.Seed
                Options = JsonNode.Parse run.Entry.Options
                Jobs = Some run.Entry.Jobs
            })

let private optionsDiffer (a: Entry) (b: Entry) =
    Codec.differences (JsonNode.Parse a.Options) (JsonNode.Parse b.Options)
    |> List.truncate 5
    |> List.map (fun struct (name, there, here) ->
        let name = if name = "" then "Options" else RunTable.optionName name
        $"{name} is {there} there, and {here} here")
    |> String.concat "; "

/// What differs between a run of one file and the same of another; None if they are the same.
let difference columnsOfFirst (data: Entry -> CurveData) (first: Entry) (other: Entry) =
    if first.Product <> other.Product then
        Some $"it is of version {first.Product} there, and of {other.Product} here"
    elif first.VectorBits <> other.VectorBits then
        Some $"its vectors have {first.VectorBits} bits there, and {other.VectorBits} here"
    elif first.Hash <> other.Hash then
        Some $"the data {first.Name}: {RunTable.difference (columnsOfFirst first) (data other)}"
    else
        match optionsDiffer first other with
        | "" -> None
        | differences -> Some differences
