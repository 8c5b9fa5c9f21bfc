module UniversalApprox.Tests.Core.SweepTests

open System
open System.Threading
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Tests.Support

let private parabola seed = Curve.sample (Rng.ofSeed seed) Curve.parabola
let private sine seed = Curve.sample (Rng.ofSeed seed) Curve.sine

let private run threads plan data =
    let fits = ResizeArray<UnitFit>()
    Sweep.run threads ignore CancellationToken.None plan data fits.Add
    List.ofSeq fits

let private small =
    { SweepPlan.defaults with
        Units = [| 1; 2; 3 |]
        Activations = [| Activation.Tanh; Activation.Relu |]
        Restarts = 4
        Validation = Validation.Folds 5
    }

/// The whole result except its time.
let private content (fit: UnitFit) =
    (fit.Activation, fit.Units, fit.Restart),
    fit.Trained.Network.Parameters,
    fit.Trained.History,
    fit.Accuracy,
    fit.Validation,
    (fit.IsBest, fit.TurningPoints)

let private messageOf plan data = Expect.throwsC (fun () -> run 1 plan data |> ignore) (fun e -> e.Message)

let private contains (message: string) parts =
    for part: string in parts do
        Expect.stringContains message part "message"

[<Tests>]
let tests =
    testList
        "Sweep"
        [
            testCase "the same bits for 1, 2 and 5 threads, in the plan's order"
            <| fun () ->
                let data = parabola 3UL
                let plan = { small with KeepAllRestarts = true }
                let one = run 1 plan data |> List.map content
                Expect.equal (run 2 plan data |> List.map content) one "2 threads"
                Expect.equal (run 5 plan data |> List.map content) one "5 threads"

                let order =
                    [
                        for activation in plan.Activations do
                            for units in plan.Units do
                                // Four restarts, and the search that goes on from them.
                                for r in 0..4 -> activation, units, r
                    ]

                Expect.equal (one |> List.map (fun (cell, _, _, _, _, _) -> cell)) order "order"

            testCase "a cell grows from the smaller ones of its activation and depends on no others"
            <| fun () ->
                let data = parabola 3UL

                let alone =
                    run 2 { small with Units = [| 1; 2 |]; Activations = [| Activation.Relu |] } data
                    |> List.filter (fun fit -> fit.Units = 2)

                let among =
                    run 2 small data
                    |> List.filter (fun fit -> fit.Units = 2 && fit.Activation = Activation.Relu)

                Expect.equal (List.map content alone) (List.map content among) "fit"

            testCase "a larger network never fits worse, and sigmoid and tanh units find the same curves"
            <| fun () ->
                for seed in 1UL .. 3UL do
                    let plan =
                        { small with
                            Units = [| 1..6 |]
                            Activations =
                                [|
                                    Activation.Sigmoid
                                    Activation.Tanh
                                    Activation.Softsign
                                    Activation.Relu
                                |]
                            Restarts = 1
                            Validation = Validation.Skip
                            Seed = seed
                        }

                    let fits = run 2 plan (sine seed)

                    for activation, own in List.groupBy (fun (fit: UnitFit) -> fit.Activation) fits do
                        for smaller, larger in List.pairwise own do
                            Expect.isLessThanOrEqual
                                larger.Accuracy.Sse
                                (smaller.Accuracy.Sse * (1.0 + 1e-9))
                                $"{activation}, {larger.Units} units, seed {seed}"

                    let errors activation =
                        fits
                        |> List.filter (fun (fit: UnitFit) -> fit.Activation = activation)
                        |> List.map (fun fit -> fit.Accuracy.Sse)

                    for own, other in List.zip (errors Activation.Sigmoid) (errors Activation.Tanh) do
                        Expect.isLessThan
                            (abs (own / other - 1.0))
                            1e-3
                            $"sigmoid {own}, tanh {other}, seed {seed}"

            testCase "a step that grows ever steeper is returned with parameters that carry its place"
            <| fun () ->
                let years = [| 1990.0; 2000.0; 2010.0; 2020.0; 2030.0 |]

                let data =
                    CurveData.create "few" [| "year" |] "y" [| years |] [| 55.0; 54.0; 48.0; 35.0; 38.0 |]

                let all =
                    run
                        1
                        { small with
                            Units = [| 1 |]
                            Activations = [| Activation.Sigmoid |]
                            Restarts = 16
                            Validation = Validation.Skip
                            KeepAllRestarts = true
                        }
                        data

                let best = all |> List.find _.IsBest
                let least = all |> List.map (fun fit -> fit.Accuracy.Sse) |> List.min
                Expect.isLessThanOrEqual best.Accuracy.Sse least "ranked by what is returned"
                Expect.isLessThan best.Accuracy.Sse 5.01 "a step between 2010 and 2020"

                for fit in all do
                    Expect.isLessThan
                        (abs fit.Trained.Network.HiddenUnits[0].Weights[0])
                        100.0
                        "weight, per year"

            testCase
                "nothing of the full data enters a fold: a unit on a left-out outlier does not predict it"
            <| fun () ->
                let x = Array.init 60 (fun i -> float i / 10.0)
                let y = x |> Array.map (fun x -> tanh (x - 3.0))
                y[31] <- y[31] + 5.0
                let data = CurveData.create "outlier" [| "x" |] "y" [| x |] y

                let fit =
                    run
                        2
                        { small with
                            Units = [| 1; 2; 3 |]
                            Activations = [| Activation.Gaussian |]
                            Validation = Validation.Folds 10
                        }
                        data
                    |> List.last

                Expect.isLessThan
                    (abs ((GoodnessOfFit.residuals fit.Trained.Network data)[31]))
                    1.0
                    "the full fit has a unit there"

                Expect.isGreaterThan
                    (Array.max fit.Validation.Value.SquaredErrors)
                    16.0
                    "without the point its error is nearly that of the outlier"

            testCase "without KeepAllRestarts the best restart of each cell is handed on"
            <| fun () ->
                let data = parabola 4UL
                let all = run 2 { small with KeepAllRestarts = true } data
                let best = run 2 small data

                Expect.equal
                    (List.map content best)
                    (all |> List.filter (fun fit -> fit.IsBest) |> List.map content)
                    "best"

                for fit in best do
                    let others =
                        all |> List.filter (fun o -> o.Units = fit.Units && o.Activation = fit.Activation)

                    let lowest = others |> List.map (fun o -> o.Accuracy.Sse) |> List.min

                    Expect.isLessThanOrEqual
                        fit.Accuracy.Sse
                        (lowest * (1.0 + 1e-12))
                        "lowest, up to rounding"

            testCase "different seeds give different networks"
            <| fun () ->
                let data = parabola 4UL
                let a = run 1 { small with Restarts = 1 } data
                let b = run 1 { small with Restarts = 1; Seed = 2UL } data

                Expect.notEqual
                    (a |> List.map (fun f -> f.Trained.Network.Parameters))
                    (b |> List.map (fun f -> f.Trained.Network.Parameters))
                    "networks"

            testCase "a result is handed on as soon as its cell is finished"
            <| fun () ->
                let seen = ResizeArray<int>()
                let mutable completedAtFirst = 0
                let mutable last = Unchecked.defaultof<SweepProgress>
                let data = parabola 5UL

                Sweep.run
                    1
                    (fun progress -> last <- progress)
                    CancellationToken.None
                    { small with Activations = [| Activation.Tanh |] }
                    data
                    (fun fit ->
                        if seen.Count = 0 then
                            completedAtFirst <- last.Completed

                        seen.Add fit.Units)

                Expect.equal (List.ofSeq seen) [ 1; 2; 3 ] "order"
                Expect.isLessThan completedAtFirst 11 "trainings before the first result, of 30"
                Expect.equal last.Completed last.Total "all done"
                Expect.isTrue (abs (last.Fraction - 1.0) < 1e-9) "fraction"

            testCase "after a cancellation the sweep hands on no further fit"
            <| fun () ->
                use source = new CancellationTokenSource()
                let fits = ResizeArray<UnitFit>()
                let mutable last = Unchecked.defaultof<SweepProgress>

                let onFit fit =
                    fits.Add fit
                    source.Cancel()

                Expect.throwsT<OperationCanceledException>
                    (fun () -> Sweep.run 1 (fun at -> last <- at) source.Token small (sine 1UL) onFit)
                    "cancelled"

                Expect.equal fits.Count 1 "fits"
                Expect.equal last.Completed 10 "trainings: 4 restarts, a search and 5 folds of the first cell"

            testCase "a cancelled sweep does not wait for a training that reacts late"
            <| fun () ->
                use source = new CancellationTokenSource()
                let returned = new ManualResetEventSlim()
                let ended = new ManualResetEventSlim()
                let fits = ResizeArray<UnitFit>()

                let late =
                    { new IBatchTrainer with
                        member _.Validate _ = ()

                        member _.Minimise(_, starts, _) =
                            source.Cancel()
                            Patience.signal returned
                            ended.Set()

                            starts
                            |> Array.map (fun start ->
                                Optimisation.run start.Theta (ResizeArray [ 1.0 ]) (fun () ->
                                    StopReason.Converged))
                    }

                Expect.throwsT<OperationCanceledException>
                    (fun () ->
                        Sweep.runOn
                            (Engine("late", Some late))
                            1
                            ignore
                            source.Token
                            small
                            (sine 1UL)
                            fits.Add)
                    "cancelled"

                Expect.isFalse ended.IsSet "the training is still running"
                returned.Set()
                Patience.signal ended
                Expect.isEmpty fits "fits"

            testCase "an exception from a callback stops the sweep and is rethrown"
            <| fun () ->
                Expect.throwsC
                    (fun () ->
                        Sweep.run 2 ignore CancellationToken.None small (parabola 1UL) (fun _ ->
                            failwith "disk full"))
                    (fun e -> Expect.equal e.Message "disk full" "message")

            testCase "validation error of a pure-noise fit is near the noise, with an honest standard error"
            <| fun () ->
                // y = ε with σ = 1, so the validation RMSE estimates a value slightly above 1. The limit is 5 standard
                // errors.
                let noisy =
                    Curve.sample
                        (Rng.ofSeed 9UL)
                        { Curve.ofFunction "noise" 1 (fun _ -> 0.0) with
                            Noise = Noise.Normal 1.0
                            Design = Design.Grid 2000
                        }

                let plan =
                    { SweepPlan.defaults with Units = [| 1 |]; Restarts = 4; Validation = Validation.Folds 5 }

                let validation = (run 2 plan noisy |> List.head).Validation.Value
                // RMSE of n normal numbers has standard error σ/√(2n).
                let theory = 1.0 / sqrt 4000.0
                Expect.isLessThan (abs (validation.StandardError / theory - 1.0)) 0.2 "standard error"
                Expect.isLessThan (abs (validation.Rmse - 1.0)) (5.0 * theory + 0.005) "RMSE"

            testCase "a holdout gives a validation error; no validation gives none"
            <| fun () ->
                let data = parabola 1UL
                let holdout = run 2 { small with Validation = Validation.Holdout 0.25 } data
                Expect.isTrue (holdout |> List.forall (fun fit -> fit.Validation.IsSome)) "holdout"
                let none = run 2 { small with Validation = Validation.Skip } data
                Expect.isTrue (none |> List.forall (fun fit -> fit.Validation.IsNone)) "none"

            testCase "a sweep validates by itself only where there is no F test"
            <| fun () ->
                let isValidated plan data = (run 2 plan data |> List.head).Validation.IsSome
                let one = { SweepPlan.defaults with Units = [| 1 |]; Restarts = 2 }
                let few = CurveData.create "few" [| "x" |] "y" [| [| 0.0; 1.0; 2.0 |] |] [| 0.0; 1.0; 3.0 |]
                Expect.isFalse (isValidated one (parabola 1UL)) "least squares with points enough"
                Expect.isTrue (isValidated one few) "more parameters than points"

                let huber =
                    { TrainingOptions.defaults with Optimizer = Optimizer.LBfgs 20; Loss = Loss.Huber 1.0 }

                Expect.isTrue (isValidated { one with Training = huber } (parabola 1UL)) "another loss"

                Expect.isTrue
                    (isValidated { one with FoldRepeats = 2 } (parabola 1UL))
                    "repeats ask for folds"

            testCase "folds that are drawn again divide the points anew, and count no point twice"
            <| fun () ->
                let data = CurveData.select [| 0..5..499 |] (parabola 1UL)

                let plan repeats =
                    { SweepPlan.defaults with
                        Units = [| 1; 2 |]
                        Restarts = 2
                        Validation = Validation.Folds 5
                        FoldRepeats = repeats
                    }

                let once = run 2 (plan 1) data |> List.map _.Validation.Value
                let often = run 3 (plan 4) data |> List.map _.Validation.Value

                for one, all in List.zip once often do
                    Expect.equal all.SquaredErrors.Length 400 "each point in each repeat"

                    Expect.equal
                        all.SquaredErrors[..99]
                        one.SquaredErrors
                        "the first repeat is the one of a plan without"

                    Expect.notEqual all.SquaredErrors[100..199] one.SquaredErrors "the second is another"
                    // Nadeau and Bengio: 1 + splits × held/training.
                    Expect.floatClose Accuracy.high one.VarianceFactor (1.0 + 5.0 * 20.0 / 80.0) "one repeat"

                    Expect.floatClose
                        Accuracy.high
                        all.VarianceFactor
                        (1.0 + 20.0 * 20.0 / 80.0)
                        "four repeats"

                    let ratio = all.StandardError / one.StandardError
                    Expect.isTrue (ratio > 0.7 && ratio < 1.4) $"no smaller for repeats: {ratio}"

                // The variance factor over the number of errors falls with repeats, but not below that of new points.
                let error (v: ValidationError) = v.VarianceFactor / float v.SquaredErrors.Length
                Expect.isLessThan (error often[0]) (error once[0]) "a smaller error of differences"
                Expect.isGreaterThan (error often[0]) (1.0 / 100.0) "not that of more points"

            testCase "two inputs: a ridge function needs one unit"
            <| fun () ->
                let data =
                    Curve.sample
                        (Rng.ofSeed 2UL)
                        { Curve.ofFunction "ridge" 2 (fun x -> 3.0 * tanh (2.0 * x[0] - 1.5 * x[1] + 0.3)) with
                            Design = Design.Random 300
                        }

                let fit =
                    run 2 { small with Units = [| 1 |]; Activations = [| Activation.Tanh |] } data
                    |> List.head

                Expect.isLessThan fit.Accuracy.Rmse 1e-8 "RMSE"
                Expect.equal fit.TurningPoints None "turning points"
        ]

[<Tests>]
let plans =
    let data = parabola 1UL

    testList
        "Sweep plans"
        [
            testCase "out of range are rejected before any work, naming argument, value and range"
            <| fun () ->
                for plan, parts in
                    [
                        { small with Units = [| 0 |] }, [ "Units"; "from 1 to 4096"; "got 0"; "constant" ]
                        { small with Units = [| -3 |] }, [ "got -3" ]
                        { small with Units = [| 1_000_000 |] }, [ "from 1 to 4096"; "1000000" ]
                        { small with Units = [||] }, [ "Units"; "none" ]
                        { small with Units = [| 2; 2 |] }, [ "Units"; "all different"; "2, 2" ]
                        { small with Restarts = 0 }, [ "Restarts"; "1 to 100000"; "got 0" ]
                        { small with Activations = [| Activation.Heaviside |] }, [ "heaviside" ]
                        { small with Activations = [||] }, [ "Activations"; "none" ]
                        { small with Validation = Validation.Folds 1 }, [ "Folds"; "from 2"; "got 1" ]
                        { small with FoldRepeats = 0 }, [ "FoldRepeats"; "from 1 to 1000"; "got 0" ]
                        { small with Validation = Validation.Holdout 1.0 },
                        [ "ValidationFraction"; "below 1" ]
                        { small with Validation = Validation.Holdout nan }, [ "ValidationFraction"; "NaN" ]
                    ] do
                    contains (messageOf plan data) parts

            testCase "a given start must fit every cell"
            <| fun () ->
                let start = Start.Given(Network.create Activation.Tanh 1 [| 1.0; 0.0; 1.0; 0.0 |])
                contains (messageOf { small with Start = start } data) [ "Start"; "1 tanh unit"; "2 tanh" ]

            testCase "warn of fewer points than parameters, constant columns and too many folds"
            <| fun () ->
                let make x y = CurveData.create "few" [| "dose" |] "response" [| x |] y
                let plan = { SweepPlan.defaults with Validation = Validation.Folds 5 }
                let warnings data = SweepPlan.warnings data plan |> String.concat "\n"
                let few = warnings (make [| 1.0; 2.0; 3.0 |] [| 1.0; 4.0; 9.0 |])
                contains few [ "3 points"; "4 parameters of 1 unit"; "5 folds" ]

                contains
                    (warnings (make (Array.replicate 60 1.0) (Array.init 60 float)))
                    [ "input dose are equal" ]

                contains
                    (warnings (make (Array.init 60 float) (Array.replicate 60 2.5)))
                    [ "response are equal"; "2.5" ]

                contains (warnings (make [| 1.0 |] [| 2.0 |])) [ "single point"; "cannot be validated" ]
                Expect.equal (warnings data) "" "none for good data"

            testCase "fewer points than parameters still works"
            <| fun () ->
                let few = CurveData.create "few" [| "x" |] "y" [| [| 1.0; 2.0; 3.0 |] |] [| 1.0; 4.0; 9.0 |]
                let fits = run 2 { small with Units = [| 1; 8 |] } few
                Expect.all fits (fun fit -> Double.IsFinite fit.Accuracy.Sse) "finite"

                Expect.equal
                    (fits |> List.map (fun fit -> fit.Accuracy.Aicc))
                    [ None; None; None; None ]
                    "AICc"
        ]

/// The curves of the notebook (a public notebook of 2022 by L. Posti that asked the question of this library with PyTorch
/// and emcee), for twenty seeds of data. A fit's mean absolute residual follows the noise of its data, whose own mean
/// absolute value has a relative standard deviation of 2.6 % (500 points, uniform noise).
[<Tests>]
let curves =
    let seeds = [| 1UL .. 20UL |]

    let residuals activation units data =
        let plan =
            { SweepPlan.defaults with
                Units = [| units |]
                Activations = [| activation |]
                Validation = Validation.Skip
            }

        (run 2 plan data |> List.head).Accuracy.MeanAbsoluteResidual

    testList
        "The notebook's curves with default settings"
        [
            for activation, units, target in
                [
                    Activation.Sigmoid, 2, 0.124
                    Activation.Softsign, 2, 0.125
                    Activation.Relu, 2, 0.716
                    Activation.Relu, 4, 0.279
                    Activation.Relu, 8, 0.135
                ] do
                testCase
                    $"parabola, {units} {Activation.name activation}: mean absolute residual {target} within 2 %% over 20 seeds, and no seed fails"
                <| fun () ->
                    let reached = seeds |> Array.map (fun seed -> residuals activation units (parabola seed))
                    Expect.isLessThan (Array.average reached) (1.02 * target) "mean over the seeds"
                    // 4 standard deviations of the noise of one seed.
                    Expect.isLessThan (Array.max reached) (1.1 * target) "worst seed"

            testCase "parabola, smooth units: every seed is at its own noise floor"
            <| fun () ->
                for seed in seeds do
                    let data = parabola seed
                    let noise = Array.map2 (fun x y -> y - x * x) data.Inputs[0] data.Outputs
                    let mean = Array.average noise
                    let floor = noise |> Array.averageBy (fun e -> abs (e - mean))

                    for activation in [ Activation.Sigmoid; Activation.Softsign ] do
                        Expect.isLessThan
                            (residuals activation 2 data)
                            (1.02 * floor)
                            $"seed {seed}, {Activation.name activation}"

            testCase "sine: 3 sigmoid neurons cannot, 4 reach the noise floor"
            <| fun () ->
                for seed in seeds do
                    let three = residuals Activation.Sigmoid 3 (sine seed)
                    let four = residuals Activation.Sigmoid 4 (sine seed)
                    Expect.isTrue (three > 0.27 && three < 0.30) $"seed {seed}: {three}"
                    Expect.isLessThanOrEqual four 0.053 $"seed {seed}"
        ]
