/// Plans: run files whose sweeps are spread over several processes, and the tasks that they divide into.
module internal UniversalApprox.Runs.PlanTable

open System
open System.Collections.Generic
open System.Reflection
open System.Text.Json
open System.Text.Json.Nodes
open UniversalApprox
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep

/// A sweep of a file as it was asked for.
type Entry =
    {
        /// Its number in the file.
        Run: int64
        Dataset: int64
        Name: string
        /// Of names and numbers of the data.
        Hash: string
        Options: string
        Product: string
        VectorBits: int
        /// All pieces of work.
        Jobs: int
    }

/// A sweep with its data, and its parts in the order of their indices.
type Planned = { Entry: Entry; Options: SweepTable.Options; Data: CurveData; Parts: SweepPlan[] }

let entries connection =
    Database.query
        connection
        "SELECT r.id, d.id, d.name, d.hash, r.options, r.product, r.vector_bits, r.of_jobs
         FROM runs r JOIN datasets d ON d.id = r.dataset WHERE r.kind = 'sweep' ORDER BY r.id"
        []
        (fun row ->
            {
                Run = row.GetInt64 0
                Dataset = row.GetInt64 1
                Name = row.GetString 2
                Hash = row.GetString 3
                Options = row.GetString 4
                Product = row.GetString 5
                VectorBits = row.GetInt32 6
                Jobs = row.GetInt32 7
            })

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

let private planned connection (entry: Entry) =
    let options = Codec.read<SweepTable.Options> entry.Options
    let data = RunTable.readData connection entry.Dataset

    if Numbers.hash data <> entry.Hash then
        raise (FormatException "The data have another hash.")

    SweepPlan.validate data options.Plan

    {
        Entry = entry
        Options = options
        Data = data
        Parts = SweepWork.parts (options.Engine <> Engine.Simd.Name) options.Plan data
    }

/// The sweeps of a plan, at least one.
let read path =
    Database.read path (fun connection ->
        match understood path (fun () -> entries connection |> Array.map (planned connection)) with
        | [||] ->
            raise (
                RunFileException(
                    path,
                    RunFailure.NotARunFile,
                    $"'{path}' is no plan: it has no sweep.",
                    null
                )
            )
        | sweeps -> sweeps)

/// All tasks with their sweeps, in the order of their indices.
let tasks (sweeps: Planned[]) =
    sweeps |> Array.collect (fun sweep -> sweep.Parts |> Array.map (fun part -> struct (sweep, part)))

/// Pieces of work of a part.
let jobs (sweep: Planned) (part: SweepPlan) =
    let cells (plan: SweepPlan) = plan.Activations.Length * plan.Units.Length
    sweep.Entry.Jobs / cells sweep.Options.Plan * cells part

/// Registers all sweeps of a plan, so that every part of it knows the whole.
let register (writer: Writer) (sweeps: Planned[]) =
    sweeps
    |> Array.map (fun sweep ->
        RunTable.register
            writer
            {
                Kind = "sweep"
                Data = Some sweep.Data
                Name = ""
                Seed = sweep.Options.Plan.Seed
                Options = JsonNode.Parse sweep.Entry.Options
                Jobs = Some sweep.Entry.Jobs
            })

let private optionsDiffer (a: Entry) (b: Entry) =
    Codec.differences (JsonNode.Parse a.Options) (JsonNode.Parse b.Options)
    |> List.truncate 5
    |> List.map (fun struct (name, there, here) ->
        let name = if name = "" then "Options" else RunTable.optionName name
        $"{name} is {there} there, and {here} here")
    |> String.concat "; "

/// What differs between a sweep of one file and that of the same name of another; None if they are the same.
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
