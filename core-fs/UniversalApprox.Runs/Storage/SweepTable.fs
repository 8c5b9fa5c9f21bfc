/// The finished work of sweeps in the tables `jobs`, `trainings` and `validations`.
module internal UniversalApprox.Runs.SweepTable

open System
open System.Collections.Generic
open Microsoft.Data.Sqlite
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep

/// What has to be the same when a sweep is resumed.
type Options = { Plan: SweepPlan; Engine: string }

let private stops =
    [ StopReason.Converged; StopReason.IterationLimit; StopReason.Cancelled; StopReason.Diverged ]

let private activationOf name =
    Activation.all |> List.find (fun activation -> Activation.name activation = name)

let private stepOf step =
    match step with
    | SweepStep.Restart restart -> struct ("restart", restart)
    | SweepStep.Refinement -> struct ("refinement", 0)
    | SweepStep.Fold fold -> struct ("fold", fold)

let private ofStep name number =
    match name with
    | "restart" -> SweepStep.Restart number
    | "refinement" -> SweepStep.Refinement
    | _ -> SweepStep.Fold number

/// The address of a piece of work as values of SQL.
let private address (run: int64) (key: SweepKey) : (string * obj) list =
    let struct (step, number) = stepOf key.Step

    [
        "$run", box run
        "$activation", box (Activation.name key.Activation)
        "$units", box key.Units
        "$step", box step
        "$number", box number
    ]

/// NULL for what is no number.
let private measured (value: float) : obj = if Double.IsNaN value then null else box value

let private formula (data: CurveData) network = Formula.printOn data.Axes FormulaStyle.Notebook None network

let private insertTraining connection run data key role restart (training: TimedTraining) =
    let trained = training.Trained
    let accuracy = GoodnessOfFit.ofNetwork 1 trained.Network data

    Database.execute
        connection
        "INSERT INTO trainings VALUES ($run, $activation, $units, $step, $number, $role, $restart, $as, $parameters, $start, $iterations, $stop, $history, $ticks, $sse, $rmse, $formula)"
        [
            yield! address run key
            "$role", box role
            "$restart", box restart
            "$as", box (Activation.name trained.Network.Activation)
            "$parameters", box (Numbers.toBytes trained.Network.Parameters)
            "$start", box (Numbers.toBytes trained.Start.Parameters)
            "$iterations", box trained.Iterations
            "$stop", box (string trained.Stop)
            "$history", box (Numbers.toBytes trained.History)
            "$ticks", box training.Elapsed.Ticks
            "$sse", measured accuracy.Sse
            "$rmse", measured accuracy.Rmse
            "$formula", box (formula data trained.Network)
        ]

let private insertValidation connection run data key (network: Network) (squares: float[]) =
    Database.execute
        connection
        "INSERT INTO validations VALUES ($run, $activation, $units, $step, $number, $as, $parameters, $squares, $points, $sum, $formula)"
        [
            yield! address run key
            "$as", box (Activation.name network.Activation)
            "$parameters", box (Numbers.toBytes network.Parameters)
            "$squares", box (Numbers.toBytes squares)
            "$points", box squares.Length
            "$sum", measured (Array.sum squares)
            "$formula", box (formula data network)
        ]

/// Writes finished work. `restarts` is the number of the plan: the search that follows them has that number.
let insert connection (session: int64) run data restarts (key: SweepKey) outcome =
    Database.execute
        connection
        "INSERT INTO jobs VALUES ($run, $activation, $units, $step, $number, $session, $now)"
        [ yield! address run key; "$session", box session; "$now", box (Here.now ()) ]

    match outcome with
    | SweepOutcome.Trained training ->
        let struct (_, restart) = stepOf key.Step
        insertTraining connection run data key "trained" restart training
    | SweepOutcome.Refined(found, converted) ->
        found |> Option.iter (insertTraining connection run data key "found" restarts)
        converted |> Array.iteri (insertTraining connection run data key "converted")
    | SweepOutcome.Validated(network, squares) -> insertValidation connection run data key network squares

let private keyOf (row: SqliteDataReader) =
    {
        Activation = activationOf (row.GetString 0)
        Units = row.GetInt32 1
        Step = ofStep (row.GetString 2) (row.GetInt32 3)
    }

let private trainings connection (run: int64) dimension =
    Database.query
        connection
        "SELECT activation, units, step, number, role, trained_as, parameters, start, iterations, stop, history, ticks FROM trainings WHERE run = $run ORDER BY activation, units, step, number, role, restart"
        [ "$run", box run ]
        (fun row ->
            let network column =
                Network.create
                    (activationOf (row.GetString 5))
                    dimension
                    (Numbers.ofBytes (Database.blob row column))

            let trained =
                {
                    Network = network 6
                    Start = network 7
                    Iterations = row.GetInt32 8
                    Stop = stops |> List.find (fun stop -> string stop = row.GetString 9)
                    History = Numbers.ofBytes (Database.blob row 10)
                }

            struct (keyOf row,
                    row.GetString 4,
                    { Trained = trained; Elapsed = TimeSpan.FromTicks(row.GetInt64 11) }))

let private validations connection (run: int64) dimension =
    Database.query
        connection
        "SELECT activation, units, step, number, trained_as, parameters, squares FROM validations WHERE run = $run"
        [ "$run", box run ]
        (fun row ->
            let network =
                Network.create
                    (activationOf (row.GetString 4))
                    dimension
                    (Numbers.ofBytes (Database.blob row 5))

            struct (keyOf row, SweepOutcome.Validated(network, Numbers.ofBytes (Database.blob row 6))))

/// All finished work of a run.
let outcomes connection (run: int64) (data: CurveData) =
    let outcomes = Dictionary<SweepKey, SweepOutcome>()

    let trained =
        trainings connection run data.Dimension |> Array.groupBy (fun struct (key, _, _) -> key) |> dict

    let withRole role (rows: (struct (SweepKey * string * TimedTraining))[]) =
        rows |> Array.choose (fun struct (_, r, training) -> if r = role then Some training else None)

    let rowsOf key =
        match trained.TryGetValue key with
        | true, rows -> rows
        | _ -> [||]

    let jobs =
        Database.query
            connection
            "SELECT activation, units, step, number FROM jobs WHERE run = $run"
            [ "$run", box run ]
            keyOf

    for key in jobs do
        match key.Step with
        | SweepStep.Restart _ ->
            rowsOf key
            |> withRole "trained"
            |> Array.iter (fun training -> outcomes[key] <- SweepOutcome.Trained training)
        | SweepStep.Refinement ->
            let rows = rowsOf key

            outcomes[key] <-
                SweepOutcome.Refined(Array.tryHead (withRole "found" rows), withRole "converted" rows)
        | SweepStep.Fold _ -> ()

    for struct (key, outcome) in validations connection run data.Dimension do
        outcomes[key] <- outcome

    outcomes

/// How many neurons suffice among the fits; None where they do not say.
let answer (fits: UnitFit seq) =
    if Seq.isEmpty fits then
        None
    else
        try
            Some (Selection.recommend (Selection.defaultCriterion fits) fits).Answer
        with :? UniversalApprox.OptionException ->
            None
