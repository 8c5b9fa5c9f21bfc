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

/// Whether a file is there and has a task: a job that has just started may have made it a moment ago.
let hasBegun path =
    try
        File.Exists path && entriesOf path |> Array.exists (fun entry -> entry.Plan <> "")
    with :? RunFileException as error when error.Failure = RunFailure.NotARunFile ->
        false

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

/// The first file that has each run of the plan.
type Known = Dictionary<struct (string * string * string), struct (string * PlanTable.Entry)>

/// Refuses a run that differs from the same one in an earlier file.
let private checkSame (known: Known) path (entry: PlanTable.Entry) =
    match known.TryGetValue entry.Key with
    | true, struct (first, expected) ->
        let columnsOfFirst (entry: PlanTable.Entry) =
            Database.read first (fun connection -> RunTable.columns connection entry.Dataset.Value)

        let data (entry: PlanTable.Entry) =
            Database.read path (fun connection -> RunTable.readData connection entry.Dataset.Value)

        PlanDifference.find columnsOfFirst data expected entry
        |> Option.iter (fun difference ->
            fail path RunFailure.Different $"'{path}' is of another plan than '{first}': {difference}.")
    | _ -> ()

let private titles (entries: PlanTable.Entry seq) = entries |> Seq.map _.Title |> String.concat ", "

/// The runs of a file that are of the plan of earlier ones; files before it are known.
let private planned (known: Known) path =
    let runs = entriesOf path |> Array.filter (fun entry -> entry.Plan <> "")

    if runs.Length = 0 then
        fail path RunFailure.NotARunFile $"'{path}' has no task of a plan."

    for entry in runs do
        checkSame known path entry

    match Seq.tryHead known.Values with
    | Some(struct (first, expected)) when expected.Plan <> runs[0].Plan ->
        let difference =
            if expected.OfTasks <> runs[0].OfTasks then
                $"that has {expected.OfTasks} tasks, and this one {runs[0].OfTasks}"
            else
                $"that has tasks on {titles [ expected ]}, and this one on {titles runs}"

        fail path RunFailure.Different $"'{path}' is of another plan than '{first}': {difference}."
    | _ -> ()

    for entry in runs do
        known.TryAdd(entry.Key, struct (path, entry)) |> ignore

    { Path = path; Runs = runs }

/// Shards of one plan, and where each run of it is found.
let read paths =
    let known = Known()
    let sources = paths |> Array.map (planned known)
    struct (known, sources)

/// The runs of the file that is merged into that are of the plan; it may have none, and others.
let present (known: Known) path =
    let plan = known.Values |> Seq.map (fun struct (_, entry) -> entry.Plan) |> Seq.head

    let runs =
        entriesOf path |> Array.filter (fun entry -> entry.Plan = plan || known.ContainsKey entry.Key)

    for entry in runs do
        checkSame known path entry

        if entry.Kind = "chain" && entry.Jobs = 0 then
            fail
                path
                RunFailure.Different
                $"'{path}' has the chain of {entry.Title}, sampled by one process. Take another file for the tasks of a plan."

        if entry.Plan = plan then
            known.TryAdd(entry.Key, struct (path, entry)) |> ignore

    { Path = path; Runs = runs }

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

/// The runs of a plan, each as it is in the first file that has it.
let runs (known: Known) =
    known.Values |> Seq.map (fun struct (path, entry) -> PlanTable.decoded path entry) |> Seq.toArray

/// The indices of the tasks of a plan that are missing or unfinished in all the files.
let missing (runs: PlanTable.Planned[]) (sources: Source[]) =
    let counts = sweepWork sources
    let ensembles = ensembles sources

    let isComplete (task: PlanTable.Task) =
        let key = task.Run.Entry.Key

        match task.Part with
        | PlanTable.Ensemble number -> ensembles.Contains(struct (key, number))
        | PlanTable.Cells plan ->
            let cells = SweepPlan.cells plan
            let perCell = PlanTable.jobs task.Run task.Part / cells.Length

            cells
            |> Array.forall (fun cell ->
                match counts.TryGetValue(struct (key, Activation.name cell.Activation, cell.Units)) with
                | true, count -> count >= perCell
                | _ -> false)

    let complete =
        runs |> Array.collect PlanTable.tasksOf |> Array.filter isComplete |> Array.map _.Index |> HashSet

    [| 0 .. runs[0].Entry.OfTasks - 1 |] |> Array.filter (complete.Contains >> not)

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
