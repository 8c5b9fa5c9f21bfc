/// Ensembles or chains of one run that processes sample apart, in the table `chain_parts`. Each is known by its number among all,
/// from 0.
module internal UniversalApprox.Runs.ChainParts

open System
open UniversalApprox.Core
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Posterior

type Part = { Number: int; Notes: string[]; Checkpoint: McmcCheckpoint option }

/// The parts that have begun.
let ofRun connection (run: int64) =
    // Files of earlier versions have no such table.
    if not (Database.hasTable connection "chain_parts") then
        [||]
    else
        Database.query
            connection
            "SELECT ensemble, notes, state, stop, ticks FROM chain_parts WHERE run = $run ORDER BY ensemble"
            [ "$run", box run ]
            (fun row ->
                {
                    Number = row.GetInt32 0 - 1
                    Notes = Codec.read<string[]>(row.GetString 1)
                    Checkpoint = ChainTable.checkpointOf row 2 3 4
                })

let isFinished part = part.Checkpoint |> Option.exists _.Stop.IsSome

let private isWhole connection (run: int64) =
    Database.scalar connection "SELECT state IS NOT NULL FROM chains WHERE run = $run" [ "$run", box run ]
    |> Convert.ToBoolean

/// Whether a run has parts that have not been put together.
let areApart connection run = not (isWhole connection run) && (ofRun connection run).Length > 0

let private joined (parts: Part[]) (memory: McmcMemory) =
    let preparation =
        { memory.Preparation with
            StartNotes = Array.append memory.Preparation.StartNotes (parts |> Array.collect _.Notes)
        }

    { memory with Preparation = preparation }

/// What the file has of a whole chain; None if it has not begun.
let findWhole connection run =
    ChainTable.find connection run
    |> Option.map (fun struct (start, memory) -> struct (start, joined (ofRun connection run) memory))

/// What the file has of one part; None if it has not begun, though another part may have.
let find connection run number : struct (ChainTable.Start * McmcMemory) option =
    let part = ofRun connection run |> Array.tryFind (fun part -> part.Number = number)

    match part, ChainTable.findOf connection run (Some number) with
    | Some part, Some(struct (start, memory)) ->
        Some(struct (start, joined [| part |] { memory with Checkpoint = part.Checkpoint }))
    | None, _ when isWhole connection run ->
        let run = Check.named "Run"

        Check.because
            "Run"
            $"The file of {run} has this chain already, and one process sampled all of it: take another file."
    | _ -> None

/// The networks that another part was given or trained.
let trained connection run =
    ChainTable.findOf connection run (Some -1) |> Option.map (fun struct (start, _) -> start.Trained)

let begin' connection (run: int64) number options ofSteps ensembles thin (start: ChainTable.Start) =
    let notes = start.Preparation.StartNotes

    let start = { start with Preparation = { start.Preparation with StartNotes = [||] } }

    match
        Database.scalar connection "SELECT start FROM chains WHERE run = $run" [ "$run", box run ] |> string
    with
    | "" -> ChainTable.begin' connection run options ofSteps ensembles thin start
    | before when before <> Codec.write start ->
        Check.because
            "Run"
            $"""The file of {Check.named "Run"} has another start of this chain: another build wrote it. Take another file."""
    | _ -> ()

    Database.execute
        connection
        "INSERT OR REPLACE INTO chain_parts VALUES ($run, $ensemble, $notes, 0, NULL, NULL, 0)"
        [ "$run", box run; "$ensemble", box (number + 1); "$notes", box (Codec.write notes) ]

let advance connection session (run: int64) number (blocks: Chain[]) (checkpoint: McmcCheckpoint) =
    blocks |> Array.iter (ChainTable.insertBlock connection session run number)
    let state: ChainTable.State = { States = checkpoint.States; NextLook = checkpoint.NextLook }

    Database.execute
        connection
        "UPDATE chain_parts SET step = $step, state = $state, stop = $stop, ticks = $ticks WHERE run = $run AND ensemble = $ensemble"
        [
            "$step", box (ChainTable.stepOf checkpoint.States)
            "$state", box (Codec.write state)
            "$stop", checkpoint.Stop |> Option.map (Codec.write >> box) |> Option.toObj
            "$ticks", box checkpoint.Elapsed.Ticks
            "$run", box run
            "$ensemble", box (number + 1)
        ]

    Database.execute
        connection
        "UPDATE chains SET step = (SELECT max(step) FROM chain_parts p WHERE p.run = chains.run) WHERE run = $run"
        [ "$run", box run ]

    RunTable.touch connection run

let private joinStates (states: McmcStates[]) =
    let all choose = states |> Array.collect choose

    match states[0] with
    | McmcStates.Ensembles _ ->
        McmcStates.Ensembles(
            all (function
                | McmcStates.Ensembles s -> s
                | _ -> [||])
        )
    | McmcStates.Chains _ ->
        McmcStates.Chains(
            all (function
                | McmcStates.Chains s -> s
                | _ -> [||])
        )
    | McmcStates.Ladders _ ->
        McmcStates.Ladders(
            all (function
                | McmcStates.Ladders s -> s
                | _ -> [||])
        )

/// The checkpoint of several parts together; None if one has not begun to sample. Processes sample side by side, so the time
/// is that of the longest.
let checkpoint (parts: Part[]) =
    let points = parts |> Array.choose _.Checkpoint

    if points.Length = 0 || points.Length < parts.Length then
        None
    else
        Some
            {
                States = joinStates (points |> Array.map _.States)
                NextLook = 0
                Stop = if points |> Array.forall _.Stop.IsSome then points[0].Stop else None
                Elapsed = points |> Array.map _.Elapsed |> Array.max
            }

/// Makes a whole of all parts, once each of `count` is finished; says whether it did.
let putTogether connection (run: int64) count =
    let parts = ofRun connection run

    if isWhole connection run || parts.Length < count || not (Array.forall isFinished parts) then
        false
    else
        ChainTable.advance connection 0L run [||] (checkpoint parts).Value
        true
