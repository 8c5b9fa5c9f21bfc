/// Shards: run files with tasks of the same plan. Which tasks they have, and whether they are of one plan at all.
module internal UniversalApprox.Runs.Shards

open System
open System.Collections.Generic
open System.IO
open UniversalApprox
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sweep

let private fail path failure message = raise (RunFileException(path, failure, message, null))

let entriesOf path = Database.read path PlanTable.entries

/// A file, with those of its runs that are of the plan.
type Source = { Path: string; Runs: PlanTable.Entry[] }

/// Files that a writer keeps beside a run file.
let private isBeside (path: string) = [ "-writer"; "-wal"; "-shm"; "-journal" ] |> List.exists path.EndsWith

/// The files that may be shards, each once, in an order that does not depend on the given one.
let files (paths: string seq) =
    paths
    |> Seq.map Path.GetFullPath
    |> Seq.filter (isBeside >> not)
    |> Seq.distinct
    |> Seq.sortWith (fun a b -> String.CompareOrdinal(a, b))
    |> Seq.toArray

/// Refuses a run that differs from the same one in the first file.
let private checkSame first path (expected: PlanTable.Entry) (entry: PlanTable.Entry) =
    let columnsOfFirst (entry: PlanTable.Entry) =
        Database.read first (fun connection -> RunTable.columns connection entry.Dataset.Value)

    let data (entry: PlanTable.Entry) =
        Database.read path (fun connection -> RunTable.readData connection entry.Dataset.Value)

    PlanTable.difference columnsOfFirst data expected entry
    |> Option.iter (fun difference ->
        fail path RunFailure.Different $"'{path}' is of another plan than '{first}': {difference}.")

let private titles (entries: PlanTable.Entry[]) =
    let kinds =
        if entries |> Array.forall (fun entry -> entry.Kind = "sweep") then
            "sweeps"
        else
            "runs"

    struct (kinds, entries |> Array.map _.Title |> String.concat ", ")

/// The runs of a file that are those of the plan in the first one. Shards have all of them; the file that is merged into may have
/// none, and others.
let matching first (plan: PlanTable.Entry[]) path mayLack =
    let all = entriesOf path

    let found = all |> Array.filter (fun entry -> plan |> Array.exists (fun other -> other.Key = entry.Key))

    if not mayLack && (found.Length < plan.Length || all.Length > plan.Length) then
        let struct (kinds, there) = titles plan
        let struct (_, here) = titles all

        fail
            path
            RunFailure.Different
            $"'{path}' is of another plan than '{first}': its {kinds} are on {there} there, and on {here} here."

    for entry in found do
        checkSame first path (plan |> Array.find (fun other -> other.Key = entry.Key)) entry

        if entry.Kind = "chain" && entry.Jobs = 0 then
            fail
                path
                RunFailure.Different
                $"'{path}' has the chain of {entry.Title}, sampled by one process. Take another file for the tasks of a plan."

    { Path = path; Runs = found }

/// Counts the pieces of work of sweeps in all files, each once: by run, activation and units.
let private sweepWork sources =
    let keys = HashSet<struct (struct (string * string * string) * string * int * string * int)>()

    for source in sources do
        Database.read source.Path (fun connection ->
            for entry in source.Runs do
                Database.query
                    connection
                    "SELECT activation, units, step, number FROM jobs WHERE run = $run"
                    [ "$run", box entry.Run ]
                    (fun row ->
                        keys.Add(
                            struct (entry.Key,
                                    row.GetString 0,
                                    row.GetInt32 1,
                                    row.GetString 2,
                                    row.GetInt32 3)
                        ))
                |> ignore)

    keys
    |> Seq.countBy (fun struct (key, activation, units, _, _) -> struct (key, activation, units))
    |> dict

/// The ensembles that are finished in some file.
let private ensembles sources =
    HashSet
        [
            for source in sources do
                let finished =
                    Database.read source.Path (fun connection ->
                        source.Runs
                        |> Array.filter (fun entry -> entry.Kind = "chain")
                        |> Array.collect (fun entry ->
                            ChainParts.ofRun connection entry.Run
                            |> Array.filter ChainParts.isFinished
                            |> Array.map (fun part -> struct (entry.Key, part.Number))))

                yield! finished
        ]

/// The indices of the tasks that are missing or unfinished in all the files.
let missing (tasks: (struct (PlanTable.Planned * PlanTable.Part))[]) (sources: Source[]) =
    let counts = sweepWork sources
    let ensembles = ensembles sources

    let isComplete (run: PlanTable.Planned) part =
        match part with
        | PlanTable.Ensemble number -> ensembles.Contains(struct (run.Entry.Key, number))
        | PlanTable.Cells plan ->
            let cells = SweepPlan.cells plan
            let perCell = PlanTable.jobs run part / cells.Length

            cells
            |> Array.forall (fun cell ->
                match
                    counts.TryGetValue(struct (run.Entry.Key, Activation.name cell.Activation, cell.Units))
                with
                | true, count -> count >= perCell
                | _ -> false)

    tasks
    |> Array.indexed
    |> Array.filter (fun (_, struct (run, part)) -> not (isComplete run part))
    |> Array.map fst

/// Indices as sbatch takes them: 1,4-7,9.
let listed (indices: int[]) =
    indices
    |> Array.indexed
    |> Array.groupBy (fun (position, index) -> index - position)
    |> Array.map (fun (_, group) ->
        match snd group[0], snd group[group.Length - 1] with
        | a, b when a = b -> string a
        | a, b -> $"{a}-{b}")
    |> String.concat ","
