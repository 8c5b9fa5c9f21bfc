/// Copies finished work of sweeps from one run file to another.
module internal UniversalApprox.Runs.Merging

open System
open Microsoft.Data.Sqlite
open UniversalApprox

/// Columns that address a piece of work within a run.
let private address = [ "activation"; "units"; "step"; "number" ]

let private same a b =
    address |> List.map (fun column -> $"{a}.{column} = {b}.{column}") |> String.concat " AND "

/// The numbers that a piece of work came to; two processes with the same plan agree on them.
let private contradictions =
    $"""
SELECT count(*) FROM (
  SELECT 1 FROM temp.map m JOIN shard.trainings t ON t.run = m.theirs
    JOIN main.trainings o ON o.run = m.ours AND {same "o" "t"} AND o.role = t.role AND o.restart = t.restart
  WHERE o.parameters <> t.parameters OR o.start <> t.start OR o.history <> t.history OR o.iterations <> t.iterations
  UNION ALL
  SELECT 1 FROM temp.map m JOIN shard.validations v ON v.run = m.theirs
    JOIN main.validations o ON o.run = m.ours AND {same "o" "v"}
  WHERE o.parameters <> v.parameters OR o.squares <> v.squares)"""

/// Pieces of work that the file does not have yet, and then they and the processes that did them.
let private copies =
    [
        $"""
CREATE TEMP TABLE fresh AS
SELECT m.ours, m.theirs, j.activation, j.units, j.step, j.number, j.session, j.written
FROM temp.map m JOIN shard.jobs j ON j.run = m.theirs
WHERE NOT EXISTS (SELECT 1 FROM main.jobs k WHERE k.run = m.ours AND {same "k" "j"})"""
        "CREATE TEMP TABLE shift AS SELECT coalesce(max(id), 0) AS by FROM main.sessions"
        """
INSERT INTO main.sessions
SELECT s.id + shift.by, s.started, s.ended, s.product, s.runtime, s.machine, s.system, s.process, s.cores, s.vector_bits
FROM shard.sessions s, temp.shift WHERE s.id IN (SELECT session FROM temp.fresh)"""
        """
INSERT INTO main.jobs
SELECT ours, activation, units, step, number, session + shift.by, written FROM temp.fresh, temp.shift"""
        $"""
INSERT INTO main.trainings
SELECT f.ours, t.activation, t.units, t.step, t.number, t.role, t.restart, t.trained_as, t.parameters, t.start, t.iterations,
  t.stop, t.history, t.ticks, t.sse, t.rmse, t.formula
FROM temp.fresh f JOIN shard.trainings t ON t.run = f.theirs AND {same "t" "f"}"""
        $"""
INSERT INTO main.validations
SELECT f.ours, v.activation, v.units, v.step, v.number, v.trained_as, v.parameters, v.squares, v.points, v.sum_of_squares,
  v.formula
FROM temp.fresh f JOIN shard.validations v ON v.run = f.theirs AND {same "v" "f"}"""
        "DROP TABLE temp.fresh"
        "DROP TABLE temp.shift"
    ]

let private scalar connection text values = Convert.ToInt64(Database.scalar connection text values)

let private lastId connection = scalar connection "SELECT last_insert_rowid()" []

/// The dataset of the attached file in the main one; it is copied if there is none of this name.
let private dataset connection (entry: PlanTable.Entry) =
    match
        Database.scalar
            connection
            "SELECT id FROM main.datasets WHERE name = $name"
            [ "$name", box entry.Name ]
    with
    | null ->
        let theirs: (string * obj) list = [ "$id", box entry.Dataset ]

        Database.execute
            connection
            "INSERT INTO main.datasets (name, hash, points, inputs, output_name, origin)
             SELECT name, hash, points, inputs, output_name, origin FROM shard.datasets WHERE id = $id"
            theirs

        let ours = lastId connection

        Database.execute
            connection
            "INSERT INTO main.data_columns
             SELECT $ours, position, role, name, numbers FROM shard.data_columns WHERE dataset = $id"
            (("$ours", box ours) :: theirs)

        ours
    | id -> Convert.ToInt64 id

/// The run of the attached file in the main one; its options are copied if there is none on these data.
let private run connection (entry: PlanTable.Entry) =
    let dataset = dataset connection entry

    match
        Database.scalar
            connection
            "SELECT id FROM main.runs WHERE kind = 'sweep' AND dataset = $data AND name = ''"
            [ "$data", box dataset ]
    with
    | null ->
        Database.execute
            connection
            "INSERT INTO main.runs (kind, dataset, name, seed, options, product, vector_bits, started, written, of_jobs)
             SELECT kind, $data, name, seed, options, product, vector_bits, started, written, of_jobs
             FROM shard.runs WHERE id = $id"
            [ "$data", box dataset; "$id", box entry.Run ]

        lastId connection
    | id -> Convert.ToInt64 id

/// Adds the work of some sweeps of a file, all of it or nothing. Work that is there already must have the same numbers.
let add (writer: Writer) (shard: string) (entries: PlanTable.Entry[]) =
    let copy connection =
        Database.execute connection "CREATE TEMP TABLE map (theirs INTEGER, ours INTEGER)" []

        for entry in entries do
            Database.execute
                connection
                "INSERT INTO temp.map VALUES ($theirs, $ours)"
                [ "$theirs", box entry.Run; "$ours", box (run connection entry) ]

        if scalar connection contradictions [] > 0L then
            raise (
                RunFileException(
                    shard,
                    RunFailure.Different,
                    $"'{shard}' has other numbers than the files before it for the same work: one of them was changed, or computed by another build. Delete the wrong one and run its task again.",
                    null
                )
            )

        for text in copies do
            Database.execute connection text []

        Database.execute connection "DROP TABLE temp.map" []

    writer.Use(fun (connection: SqliteConnection) ->
        Database.execute connection "ATTACH DATABASE $shard AS shard" [ "$shard", box shard ]

        try
            Database.guarded shard (fun () -> Database.transact connection (fun () -> copy connection))
        finally
            Database.execute connection "DETACH DATABASE shard" [])
