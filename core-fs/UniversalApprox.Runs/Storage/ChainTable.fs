/// Chains in the tables `chains`, `blocks` and `chain_summaries`.
module internal UniversalApprox.Runs.ChainTable

open System
open Microsoft.Data.Sqlite
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Posterior

/// The posterior of a network's parameters, without its data.
type NetworkTarget =
    {
        Density: DensityChoice
        Likelihood: Likelihood
        Priors: NetworkPriors
        Activation: Activation
        Units: int
        Constraints: Constraints
    }

/// What has to be the same when a chain is resumed.
type Options =
    {
        Settings: McmcSettings
        /// None for a log-density that is not a network's.
        Target: NetworkTarget option
        /// The log-density as text, if it is one.
        LogDensity: string option
        /// The priors that are added to the text.
        LogDensityPriors: Prior[] option
        ParameterNames: string[]
        /// The trained networks that were given.
        Fits: Network[]
    }

/// What is known before the first step.
type Start = { Preparation: McmcPreparation; Trained: Network[] }

type State = { States: McmcStates; NextLook: int }

type private Counts =
    {
        AcceptedPerWalker: int64[]
        ProposedPerWalker: int64[]
        AcceptedPerMove: int64[]
        ProposedPerMove: int64[]
    }

/// The most bytes of draws in a row of the table; SQLite takes a gigabyte.
let private mostBytes = 64_000_000

let begin' connection (run: int64) (options: Options) (ofSteps: int) ensembles thin (start: Start) =
    Database.execute
        connection
        "INSERT OR REPLACE INTO chains VALUES ($run, $parameters, $ensembles, $thin, 0, $start, 0, $steps, NULL, NULL, 0)"
        [
            "$run", box run
            "$parameters", box (Codec.write options.ParameterNames)
            "$ensembles", box ensembles
            "$thin", box thin
            "$start", box (Codec.write start)
            "$steps", box ofSteps
        ]

    RunTable.touch connection run

let stepOf states =
    match states with
    | McmcStates.Ensembles states -> states[0].Step
    | McmcStates.Chains states -> states[0].Step
    | McmcStates.Ladders states -> states[0].Step

/// A block in parts of at most `mostBytes` per ensemble; the counts are those of the first part.
let private parts (block: Chain) =
    let first = block.Ensembles[0]
    let perStep = first.Walkers * first.Dimension
    let size = max 1 (mostBytes / (8 * perStep))

    let part at (ensemble: EnsembleChain) =
        let count = min size (ensemble.KeptSteps - at)
        let counts (values: int64[]) = if at = 0 then values else Array.map (fun _ -> 0L) values

        { ensemble with
            KeptSteps = count
            Draws = Array.sub ensemble.Draws (at * perStep) (count * perStep)
            LogDensity = Array.sub ensemble.LogDensity (at * ensemble.Walkers) (count * ensemble.Walkers)
            Statistics =
                if ensemble.Statistics.Length = 0 then
                    [||]
                else
                    Array.sub ensemble.Statistics (at * ensemble.Walkers) (count * ensemble.Walkers)
            AcceptedPerWalker = counts ensemble.AcceptedPerWalker
            ProposedPerWalker = counts ensemble.ProposedPerWalker
            AcceptedPerMove = counts ensemble.AcceptedPerMove
            ProposedPerMove = counts ensemble.ProposedPerMove
        }

    [|
        for at in 0..size .. first.KeptSteps - 1 do
            block.Ensembles |> Array.map (part at)
    |]

let private insertPart
    connection
    (session: int64)
    (run: int64)
    (number: int64)
    (kept: int64)
    (ensemble: int)
    (part: EnsembleChain)
    =
    let counts =
        {
            AcceptedPerWalker = part.AcceptedPerWalker
            ProposedPerWalker = part.ProposedPerWalker
            AcceptedPerMove = part.AcceptedPerMove
            ProposedPerMove = part.ProposedPerMove
        }

    Database.execute
        connection
        "INSERT INTO blocks VALUES ($run, $block, $ensemble, $first, $kept, $walkers, $dimension, $draws, $density, $statistics, $counts, $session, $now)"
        [
            "$run", box run
            "$block", box number
            "$ensemble", box (ensemble + 1)
            "$first", box kept
            "$kept", box part.KeptSteps
            "$walkers", box part.Walkers
            "$dimension", box part.Dimension
            "$draws", box (Numbers.toBytes part.Draws)
            "$density", box (Numbers.toBytes part.LogDensity)
            "$statistics", box (Numbers.ofStatistics part.Statistics)
            "$counts", box (Codec.write counts)
            "$session", box session
            "$now", box (Here.now ())
        ]

/// The first ensemble of the block is the one of the number `first` among all, from 0.
let insertBlock connection session run first (block: Chain) =
    let struct (number, kept) =
        Database.query
            connection
            "SELECT coalesce(max(block), 0), coalesce(max(first_kept + kept), 0) FROM blocks WHERE run = $run AND ensemble = $first"
            [ "$run", box run; "$first", box (first + 1) ]
            (fun row -> struct (row.GetInt64 0, row.GetInt64 1))
        |> Array.head

    if kept = 0L then
        Database.execute
            connection
            "UPDATE chains SET steps_before = $before WHERE run = $run"
            [ "$before", box block.StepsBefore; "$run", box run ]

    let mutable number, kept = number, kept

    for part in parts block do
        number <- number + 1L
        part |> Array.iteri (fun e -> insertPart connection session run number kept (first + e))
        kept <- kept + int64 part[0].KeptSteps

let advance connection session (run: int64) (blocks: Chain[]) (checkpoint: McmcCheckpoint) =
    blocks |> Array.iter (insertBlock connection session run 0)

    Database.execute
        connection
        "UPDATE chains SET step = $step, state = $state, stop = $stop, ticks = $ticks WHERE run = $run"
        [
            "$step", box (stepOf checkpoint.States)
            "$state", box (Codec.write { States = checkpoint.States; NextLook = checkpoint.NextLook })
            "$stop", checkpoint.Stop |> Option.map (Codec.write >> box) |> Option.toObj
            "$ticks", box checkpoint.Elapsed.Ticks
            "$run", box run
        ]

    RunTable.touch connection run

let insertSummaries connection (run: int64) (summaries: ParameterSummary[]) =
    summaries
    |> Array.iteri (fun position summary ->
        let measured (value: float) : obj = if Double.IsNaN value then null else box value

        Database.execute
            connection
            "INSERT OR REPLACE INTO chain_summaries VALUES ($run, $position, $name, $mean, $sd, $median, $low, $high, $rhat, $ess)"
            [
                "$run", box run
                "$position", box position
                "$name", box summary.Name
                "$mean", measured summary.Mean
                "$sd", measured summary.Sd
                "$median", measured summary.Median
                "$low", measured summary.IntervalLow
                "$high", measured summary.IntervalHigh
                "$rhat", summary.Diagnostics.RHat |> Option.map box |> Option.toObj
                "$ess", summary.Diagnostics.EssBulk |> Option.map box |> Option.toObj
            ])

let private partOf (row: SqliteDataReader) : struct (int * EnsembleChain) =
    let counts = Codec.read<Counts>(row.GetString 6)

    struct (row.GetInt32 0,
            {
                KeptSteps = row.GetInt32 1
                Walkers = row.GetInt32 2
                Dimension = row.GetInt32 3
                Draws = Numbers.ofBytes (Database.blob row 4)
                LogDensity = Numbers.ofBytes (Database.blob row 5)
                Statistics = Numbers.toStatistics (Database.blob row 7)
                AcceptedPerWalker = counts.AcceptedPerWalker
                ProposedPerWalker = counts.ProposedPerWalker
                AcceptedPerMove = counts.AcceptedPerMove
                ProposedPerMove = counts.ProposedPerMove
            })

/// The draws of all ensembles, or of one, from 0.
let private draws connection (run: int64) (ensemble: int option) names thin before : Chain option =
    let parts =
        Database.query
            connection
            "SELECT ensemble, kept, walkers, dimension, draws, log_density, counts, statistics FROM blocks WHERE run = $run AND coalesce(ensemble = $ensemble, 1) ORDER BY ensemble, block"
            [
                "$run", box run
                "$ensemble", ensemble |> Option.map (fun number -> box (number + 1)) |> Option.toObj
            ]
            partOf

    if parts.Length = 0 then
        None
    else
        Some
            {
                Ensembles =
                    parts
                    |> Array.groupBy (fun struct (ensemble, _) -> ensemble)
                    |> Array.map (fun (_, parts) ->
                        parts |> Array.map (fun struct (_, part) -> part) |> EnsembleChain.join)
                ParameterNames = names
                StepsBefore = before
                Thin = thin
            }

/// A checkpoint by its columns; None without a state.
let checkpointOf (row: SqliteDataReader) state stop ticks =
    Database.optionOf row.GetString row state
    |> Option.map (fun text ->
        let state = Codec.read<State> text

        {
            States = state.States
            NextLook = state.NextLook
            Stop = Database.optionOf row.GetString row stop |> Option.map Codec.read<SamplingStop>
            Elapsed = TimeSpan.FromTicks(row.GetInt64 ticks)
        })

/// What the file has of a chain, or of one of its ensembles, without the checkpoint of that; None if it has not begun.
let findOf connection (run: int64) ensemble : struct (Start * McmcMemory) option =
    Database.query
        connection
        "SELECT parameters, thin, steps_before, start, state, stop, ticks FROM chains WHERE run = $run"
        [ "$run", box run ]
        (fun row ->
            let start = Codec.read<Start>(row.GetString 3)
            let names = Codec.read<string[]>(row.GetString 0)

            struct (start,
                    {
                        Preparation = start.Preparation
                        Checkpoint = checkpointOf row 4 5 6
                        Draws = draws connection run ensemble names (row.GetInt32 1) (row.GetInt64 2)
                    }))
    |> Array.tryHead

/// What the file has of a chain; None if it has not begun.
let find connection run = findOf connection run None
