/// The work of one cell of a sweep, as pure functions of (data, plan, cell, index). Any machine and any thread computes
/// the same result from the same arguments.
module internal UniversalApprox.Core.Sweep.CellTraining

open System
open System.Diagnostics
open System.Threading
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training

/// Validation trains from the starts of this many of the best restarts.
let private validationStarts = 4

/// A stream that depends on the cell itself, not on its place in the plan. So adding a cell leaves the others unchanged.
let private cellStream (plan: SweepPlan) (cell: SweepCell) =
    let activation = Activation.all |> List.findIndex (fun a -> a = cell.Activation)
    Rng.ofSeed plan.Seed |> Rng.split (activation * (Network.maxUnits + 1) + cell.Units)

let private foldStream (plan: SweepPlan) = Rng.ofSeed plan.Seed |> Rng.split -1

/// The training and validation data of each split. They are the same for every cell.
let splits (plan: SweepPlan) (data: CurveData) =
    match plan.Validation with
    | Validation.Skip -> [||]
    | _ when data.Count < 2 -> [||]
    | Validation.Holdout fraction -> [| CurveData.split fraction (foldStream plan) data |]
    | Validation.Folds k -> CurveData.folds (min k data.Count) (foldStream plan) data

let private freeParameters (plan: SweepPlan) (network: Network) =
    network.Layout.ParameterCount - (if plan.Training.NoOffset then 1 else 0)

let private turningPoints (data: CurveData) network =
    let low = Array.min data.Inputs[0]
    let high = Array.max data.Inputs[0]

    if data.Dimension = 1 && low < high then
        TurningPoints.ofNetwork low high network
    elif data.Dimension = 1 then
        Some 0
    else
        None

let private describe (plan: SweepPlan) (data: CurveData) (cell: SweepCell) elapsed index trained =
    {
        Data = data
        Activation = cell.Activation
        Units = cell.Units
        Restart = index
        Seed = plan.Seed
        Options = plan.Training
        Trained = trained
        Accuracy = GoodnessOfFit.ofNetwork (freeParameters plan trained.Network) trained.Network data
        Validation = None
        TurningPoints = turningPoints data trained.Network
        Elapsed = elapsed
        IsBest = false
    }

/// Trains the restarts `first` … `first + count − 1` of each of some cells with equally many units. Each network gets an
/// equal share of the time that the batch took.
let restarts
    engine
    threads
    (plan: SweepPlan)
    (cancellation: CancellationToken)
    (data: CurveData)
    (cells: SweepCell[])
    first
    count
    =
    let watch = Stopwatch.StartNew()

    let requests (cell: SweepCell) =
        let stream = cellStream plan cell

        Array.init count (fun k ->
            {
                Activation = cell.Activation
                Start = plan.Start
                Restart = first + k
                Rng = Rng.split (first + k) stream
            }
            : TrainingRequest)

    let trained =
        Training.fitAll
            engine
            threads
            plan.Training
            cells[0].Units
            (Array.collect requests cells)
            cancellation
            data

    let elapsed = watch.Elapsed / float trained.Length
    let describe cell k trained = describe plan data cell elapsed (first + k) trained
    Array.map2 (fun cell -> Array.mapi (describe cell)) cells (Array.chunkBySize count trained)

/// The restarts by loss, best first; those of equal loss by number.
let private byLoss (fits: UnitFit[]) =
    fits |> Array.sortBy (fun fit -> struct (Training.finalLoss fit.Trained, fit.Restart))

/// Trains on one split from the starts of the cell's best restarts. Returns the squared errors on the held-out points.
let validationErrors
    engine
    threads
    (plan: SweepPlan)
    cancellation
    fits
    (struct (training: CurveData, held: CurveData))
    =
    let starts = byLoss fits |> Array.truncate validationStarts

    let request (fit: UnitFit) : TrainingRequest =
        {
            Activation = fit.Activation
            Start = Start.Given fit.Trained.Start
            Restart = 0
            Rng = Rng.ofSeed plan.Seed
        }

    let best =
        Training.fitAll
            engine
            threads
            plan.Training
            starts[0].Units
            (Array.map request starts)
            cancellation
            training
        |> Array.minBy Training.finalLoss

    GoodnessOfFit.residuals best.Network held |> Array.map (fun r -> r * r)

/// The root mean square error over all splits, with its standard error by the delta method.
let private summarise (errors: float[][]) =
    let squares = Array.concat errors

    if squares.Length = 0 then
        None
    else
        let mean = Array.average squares
        let rmse = sqrt mean
        let variance = squares |> Array.averageBy (fun s -> (s - mean) * (s - mean))
        let errorOfMean = sqrt (variance / float (max 1 (squares.Length - 1)))

        Some { Rmse = rmse; StandardError = if rmse > 0.0 then errorOfMean / (2.0 * rmse) else 0.0 }

/// The results of a finished cell in the order of their restarts. The best one is marked and carries the validation error.
let finish (plan: SweepPlan) (fits: UnitFit[]) (errors: float[][]) =
    let best = (byLoss fits |> Array.head).Restart

    let complete (fit: UnitFit) =
        if fit.Restart = best then
            { fit with IsBest = true; Validation = summarise errors }
        else
            fit

    let marked = fits |> Array.map complete

    if plan.KeepAllRestarts then
        marked
    else
        marked |> Array.filter (fun fit -> fit.IsBest)
