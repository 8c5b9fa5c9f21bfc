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
let private validationStarts = 2

/// A network that is written with other units may lose this part of its loss to rounding.
let private roundingLoss = 1e-9

/// Whether the starts are ones to search on from: spread starts only, others are trained as they are given.
let searches (plan: SweepPlan) = Start.resolve plan.Training.Optimizer plan.Start = Start.Spread

/// Whether the sweep searches on from trained networks. An engine of its own trains batches of restarts and nothing else.
let refines (engine: Engine) (plan: SweepPlan) = engine.Trainer.IsNone && searches plan

/// The activation that the sweep trains a cell with. It differs from the cell's own where both make the same functions.
let private trainedAs (plan: SweepPlan) (cell: SweepCell) =
    match Start.resolve plan.Training.Optimizer plan.Start with
    | Start.Spread -> Representation.trainedAs plan.Training cell.Activation
    | _ -> cell.Activation

/// A stream that depends on the cell itself, not on its place in the plan.
let private cellStream (plan: SweepPlan) (cell: SweepCell) =
    let activation = Activation.all |> List.findIndex (fun a -> a = trainedAs plan cell)
    Rng.ofSeed plan.Seed |> Rng.split (activation * (Network.maxUnits + 1) + cell.Units)

let private foldStream (plan: SweepPlan) repeat =
    let stream = Rng.ofSeed plan.Seed |> Rng.split -1
    if repeat = 0 then stream else Rng.split repeat stream

/// How often the folds of these data are drawn. Folds of single points are the same each time.
let private foldRepeats (plan: SweepPlan) (data: CurveData) =
    match SweepPlan.validation data plan with
    | Validation.Folds k when k < data.Count -> plan.FoldRepeats
    | _ -> 1

/// The training and validation data of each split. They are the same for every cell.
let splits (plan: SweepPlan) (data: CurveData) =
    match SweepPlan.validation data plan with
    | Validation.Auto
    | Validation.Skip -> [||]
    | _ when data.Count < 2 -> [||]
    | Validation.Holdout fraction -> [| CurveData.split fraction (foldStream plan 0) data |]
    | Validation.Folds k ->
        Array.init (foldRepeats plan data) (fun repeat ->
            CurveData.folds (min k data.Count) (foldStream plan repeat) data)
        |> Array.concat

let private freeParameters (plan: SweepPlan) (network: Network) =
    Constraints.determined (TrainingOptions.constraints plan.Training) network

let private turningPoints (data: CurveData) network =
    let low = Array.min data.Inputs[0]
    let high = Array.max data.Inputs[0]

    if data.Dimension = 1 && low < high then
        TurningPoints.ofNetwork low high network
    elif data.Dimension = 1 then
        Some 0
    else
        None

/// A trained network as a fit of its cell.
let describe (plan: SweepPlan) (data: CurveData) (cell: SweepCell) elapsed index trained =
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
                Activation = trainedAs plan cell
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

    // Where a search follows, it goes on from the best of them.
    let rounds =
        if refines engine plan then
            CensoredFit.quick
        else
            CensoredFit.thorough

    let trained = trained |> Array.map (CensoredFit.maximise rounds plan.Training cancellation data)
    let elapsed = watch.Elapsed / float trained.Length
    let describe cell k trained = describe plan data cell elapsed (first + k) trained
    Array.map2 (fun cell -> Array.mapi (describe cell)) cells (Array.chunkBySize count trained)

/// The loss of a trained network as it is returned, for comparing trainings on the same data; +∞ where training diverged. With
/// weight decay it is in the units of training, else in those of the data.
let private returnedLoss (options: TrainingOptions) (trained: TrainedNetwork) data =
    match trained.Stop with
    | StopReason.Diverged -> infinity
    | _ when options.WeightDecay > 0.0 -> Training.finalLoss trained
    | _ ->
        GoodnessOfFit.weightedResiduals trained.Network data
        |> Array.sumBy (Loss.term options.Loss)
        |> fun value -> if Double.IsFinite value then value else infinity

/// The same of a fit, whose sum of squares is known.
let private lossOf (fit: UnitFit) =
    match fit.Accuracy.Censored with
    | Some accuracy when fit.Trained.Stop <> StopReason.Diverged && Double.IsFinite accuracy.EquivalentSse ->
        accuracy.EquivalentSse
    | Some _ -> infinity
    | None when
        Loss.isSquares fit.Options.Loss
        && fit.Options.WeightDecay = 0.0
        && fit.Trained.Stop <> StopReason.Diverged
        ->
        if Double.IsFinite fit.Accuracy.Sse then
            fit.Accuracy.Sse
        else
            infinity
    | None -> returnedLoss fit.Options fit.Trained fit.Data

/// The restarts by loss, best first; those of equal loss by number.
let private byLoss (fits: UnitFit[]) = fits |> Array.sortBy (fun fit -> struct (lossOf fit, fit.Restart))

let private best fits = (byLoss fits)[0]

/// A fit with the activation that its cell was asked for: the same function, trained on where rounding has cost accuracy.
let private converted (plan: SweepPlan) cancellation (data: CurveData) (cell: SweepCell) (fit: UnitFit) =
    if fit.Trained.Network.Activation = cell.Activation then
        fit
    else
        let own = Representation.withActivation cell.Activation

        let trained = { fit.Trained with Network = own fit.Trained.Network; Start = own fit.Trained.Start }

        let loss trained = returnedLoss plan.Training trained data

        let best =
            // The same function has the same likelihood.
            if data.IsCensored || loss trained <= (1.0 + roundingLoss) * lossOf fit then
                trained
            else
                let again =
                    Training.fit
                        plan.Training
                        (Start.Given trained.Network)
                        cell.Activation
                        cell.Units
                        0
                        (cellStream plan cell)
                        cancellation
                        data

                if loss again < loss trained then
                    { again with Start = trained.Start; Iterations = trained.Iterations + again.Iterations }
                else
                    trained

        describe plan data cell fit.Elapsed fit.Restart best

/// What the search of a cell found.
type Refined =
    {
        /// Its own fit, with the activation that the sweep trains with. It counts as one more restart. None where there was nothing
        /// to search from.
        Found: UnitFit option
        /// All fits of the cell, with the activation that it was asked for.
        Delivered: UnitFit[]
    }

/// Searches from the cell's restarts and the best of the smaller cell's fits; there may be none of those.
let refine
    (plan: SweepPlan)
    cancellation
    (data: CurveData)
    (cell: SweepCell)
    (fits: UnitFit[])
    (smaller: UnitFit[])
    =
    let watch = Stopwatch.StartNew()
    let rng = cellStream plan cell |> Rng.split -1
    let bestOf fits = if Array.isEmpty fits then None else Some (best fits).Trained.Network

    let found =
        Training.refine
            plan.Training
            cell.Units
            Refinement.thorough
            (bestOf smaller)
            (bestOf fits)
            rng
            cancellation
            data
        |> Option.map (
            CensoredFit.maximise CensoredFit.thorough plan.Training cancellation data
            >> describe plan data cell watch.Elapsed plan.Restarts
        )

    let leading = if Array.isEmpty fits then -1 else (best fits).Restart

    /// The best restart, on limits to the end.
    let completed (fit: UnitFit) =
        if data.IsCensored && fit.Restart = leading then
            CensoredFit.maximise CensoredFit.thorough plan.Training cancellation data fit.Trained
            |> describe plan data cell fit.Elapsed fit.Restart
        else
            fit

    {
        Found = found
        Delivered =
            Array.append (Array.map completed fits) (Option.toArray found)
            |> Array.map (converted plan cancellation data cell)
    }

/// What validation on one split found: the network trained on the one part, and its squared errors on the other, weighted.
type Validated = { Network: Network; Squares: float[] }

/// Trains on one split from the starts of the cell's best restarts, and searches on from the smaller network of the same split.
let validate
    engine
    threads
    (plan: SweepPlan)
    cancellation
    fits
    smaller
    (struct (training: CurveData, held: CurveData))
    =
    let starts = byLoss fits |> Array.truncate validationStarts
    let units = starts[0].Units

    let request (fit: UnitFit) : TrainingRequest =
        {
            Activation = fit.Trained.Start.Activation
            Start = Start.Given fit.Trained.Start
            Restart = 0
            Rng = Rng.ofSeed plan.Seed
        }

    let best (trained: TrainedNetwork[]) =
        trained |> Array.minBy (fun trained -> returnedLoss plan.Training trained training)

    let restarted =
        Training.fitAll engine threads plan.Training units (Array.map request starts) cancellation training
        |> best

    let refined =
        if refines engine plan then
            let cell = { Activation = starts[0].Activation; Units = units }
            let rng = cellStream plan cell |> Rng.split -2

            Training.refine
                plan.Training
                units
                Refinement.quick
                (smaller |> Option.map _.Network)
                (Some restarted.Network)
                rng
                cancellation
                training
        else
            None

    let network = (best [| restarted; yield! Option.toArray refined |]).Network
    let squares = GoodnessOfFit.residuals network held |> Array.map (fun r -> r * r)

    {
        Network = network
        Squares =
            // Relative to all points, so that the splits have one scale.
            match CurveData.weightsAmong starts[0].Data held with
            | Some weights -> Array.map2 (*) weights squares
            | None -> squares
    }

/// The root mean square error over all splits, with its standard error by the delta method. Repeated folds bring no new points:
/// the standard error is that of the points of one repeat.
let private summarise repeats count (splits: Validated[]) =
    let squares = splits |> Array.collect _.Squares

    if squares.Length = 0 then
        None
    else
        let mean = Array.average squares
        let rmse = sqrt mean
        let variance = squares |> Array.averageBy (fun s -> (s - mean) * (s - mean))
        let errorOfMean = sqrt (variance / float (max 1 (squares.Length / repeats - 1)))

        let held = float squares.Length / float splits.Length

        Some
            {
                Rmse = rmse
                StandardError = if rmse > 0.0 then errorOfMean / (2.0 * rmse) else 0.0
                SquaredErrors = squares
                VarianceFactor = 1.0 + float splits.Length * held / (float count - held)
            }

/// The results of a finished cell in the order of their restarts. The best one is marked and carries the validation error.
let finish (plan: SweepPlan) (fits: UnitFit[]) (splits: Validated[]) =
    let best = (best fits).Restart

    let complete (fit: UnitFit) =
        if fit.Restart = best then
            { fit with
                IsBest = true
                Validation = summarise (foldRepeats plan fit.Data) fit.Data.Count splits
            }
        else
            fit

    let marked = fits |> Array.map complete

    if plan.KeepAllRestarts then
        marked
    else
        marked |> Array.filter (fun fit -> fit.IsBest)
