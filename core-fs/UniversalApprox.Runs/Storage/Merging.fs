/// Copies finished work of sweeps and chains from one run file to another.
module internal UniversalApprox.Runs.Merging

open System
open System.Security.Cryptography
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

/// Ensembles that are finished in the attached file and not in this one; what this one has of them is removed.
let private freshParts =
    [
        """
CREATE TEMP TABLE fresh_parts AS
SELECT m.ours, m.theirs, p.ensemble FROM temp.map m JOIN shard.chain_parts p ON p.run = m.theirs
WHERE p.stop IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM main.chain_parts k WHERE k.run = m.ours AND k.ensemble = p.ensemble AND k.stop IS NOT NULL)"""
        """
INSERT INTO main.chains
SELECT m.ours, c.parameters, c.ensembles, c.thin, c.steps_before, c.start, c.step, c.of_steps, NULL, NULL, 0
FROM temp.map m JOIN shard.chains c ON c.run = m.theirs WHERE NOT EXISTS (SELECT 1 FROM main.chains k WHERE k.run = m.ours)"""
        "DELETE FROM main.blocks WHERE (run, ensemble) IN (SELECT ours, ensemble FROM temp.fresh_parts)"
        "DELETE FROM main.chain_parts WHERE (run, ensemble) IN (SELECT ours, ensemble FROM temp.fresh_parts)"
    ]

/// Pieces of work that the file does not have yet, and then they and the processes that did them.
let private copies =
    [
        yield! freshParts
        $"""
CREATE TEMP TABLE fresh AS
SELECT m.ours, m.theirs, j.activation, j.units, j.step, j.number, j.session, j.written
FROM temp.map m JOIN shard.jobs j ON j.run = m.theirs
WHERE NOT EXISTS (SELECT 1 FROM main.jobs k WHERE k.run = m.ours AND {same "k" "j"})"""
        "CREATE TEMP TABLE shift AS SELECT coalesce(max(id), 0) AS by FROM main.sessions"
        """
INSERT INTO main.sessions
SELECT s.id + shift.by, s.started, s.ended, s.product, s.runtime, s.machine, s.system, s.process, s.cores, s.vector_bits
FROM shard.sessions s, temp.shift WHERE s.id IN (
  SELECT session FROM temp.fresh UNION
  SELECT b.session FROM shard.blocks b JOIN temp.fresh_parts f ON b.run = f.theirs AND b.ensemble = f.ensemble)"""
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
        """
INSERT INTO main.blocks
SELECT f.ours, b.block, b.ensemble, b.first_kept, b.kept, b.walkers, b.dimension, b.draws, b.log_density, b.statistics, b.counts,
  b.session + shift.by, b.written
FROM temp.fresh_parts f JOIN shard.blocks b ON b.run = f.theirs AND b.ensemble = f.ensemble, temp.shift"""
        """
INSERT INTO main.chain_parts
SELECT f.ours, p.ensemble, p.notes, p.step, p.state, p.stop, p.ticks
FROM temp.fresh_parts f JOIN shard.chain_parts p ON p.run = f.theirs AND p.ensemble = f.ensemble"""
        "DROP TABLE temp.fresh"
        "DROP TABLE temp.fresh_parts"
        "DROP TABLE temp.shift"
    ]

let private scalar connection text values = Convert.ToInt64(Database.scalar connection text values)

let private lastId connection = scalar connection "SELECT last_insert_rowid()" []

/// The same draws may be in blocks of other lengths: their ends depend on the time.
let private drawsHash connection schema (run: int64) (ensemble: int64) =
    use sha = IncrementalHash.CreateHash HashAlgorithmName.SHA256

    Database.query
        connection
        $"SELECT draws FROM {schema}.blocks WHERE run = $run AND ensemble = $ensemble ORDER BY block"
        [ "$run", box run; "$ensemble", box ensemble ]
        (fun row -> sha.AppendData(Database.blob row 0))
    |> ignore

    Convert.ToHexString(sha.GetHashAndReset())

/// Whether chains of both files have another start, or an ensemble that is finished in both has other draws.
let private chainsDiffer connection =
    let starts =
        scalar
            connection
            "SELECT count(*) FROM temp.map m JOIN shard.chains t ON t.run = m.theirs JOIN main.chains o ON o.run = m.ours
             WHERE o.start <> t.start"
            []

    let inBoth =
        Database.query
            connection
            "SELECT m.ours, m.theirs, t.ensemble FROM temp.map m JOIN shard.chain_parts t ON t.run = m.theirs
             JOIN main.chain_parts o ON o.run = m.ours AND o.ensemble = t.ensemble
             WHERE t.stop IS NOT NULL AND o.stop IS NOT NULL"
            []
            (fun row -> struct (row.GetInt64 0, row.GetInt64 1, row.GetInt64 2))

    starts > 0L
    || inBoth
       |> Array.exists (fun struct (ours, theirs, ensemble) ->
           drawsHash connection "main" ours ensemble <> drawsHash connection "shard" theirs ensemble)

/// The dataset of the attached file in the main one; it is copied if there is none of this name.
let private dataset connection (entry: PlanTable.Entry) (theirId: int64) =
    match
        Database.scalar
            connection
            "SELECT id FROM main.datasets WHERE name = $name"
            [ "$name", box entry.Name ]
    with
    | null ->
        let theirs: (string * obj) list = [ "$id", box theirId ]

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
let private copied connection (entry: PlanTable.Entry) =
    let data: obj = entry.Dataset |> Option.map (dataset connection entry >> box) |> Option.toObj

    match
        Database.scalar
            connection
            "SELECT id FROM main.runs WHERE kind = $kind AND dataset IS $data AND name = $name"
            [ "$kind", box entry.Kind; "$data", data; "$name", box entry.Chain ]
    with
    | null ->
        Database.execute
            connection
            "INSERT INTO main.runs (kind, dataset, name, seed, options, product, vector_bits, started, written, of_jobs)
             SELECT kind, $data, name, seed, options, product, vector_bits, started, written, of_jobs
             FROM shard.runs WHERE id = $id"
            [ "$data", data; "$id", box entry.Run ]

        lastId connection
    | id -> Convert.ToInt64 id

/// The same with its place in the plan.
let private run connection (entry: PlanTable.Entry) =
    let ours = copied connection entry

    Database.execute
        connection
        "INSERT OR IGNORE INTO main.planned SELECT $ours, plan, first_task, of_tasks FROM shard.planned WHERE run = $id"
        [ "$ours", box ours; "$id", box entry.Run ]

    ours

/// Adds the work of some sweeps and chains of a file, all of it or nothing. Work that is there already must have the same numbers.
let add (writer: Writer) (shard: string) (entries: PlanTable.Entry[]) =
    let copy connection =
        Database.execute connection "CREATE TEMP TABLE map (theirs INTEGER, ours INTEGER)" []

        for entry in entries do
            Database.execute
                connection
                "INSERT INTO temp.map VALUES ($theirs, $ours)"
                [ "$theirs", box entry.Run; "$ours", box (run connection entry) ]

        if scalar connection contradictions [] > 0L || chainsDiffer connection then
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
