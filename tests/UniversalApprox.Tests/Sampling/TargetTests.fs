module UniversalApprox.Tests.Sampling.TargetTests

open System
open Expecto
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Tests.Sampling.Support

let private minimum = 400.0

let private checkNormal move dimension condition walkers steps =
    let target = Normal(dimension, condition)

    let result =
        sample
            { options with
                Walkers = Some walkers
                Steps = steps
                BurnIn = steps / 5
                Thin = max 1 (dimension / 3)
                Moves = move target
            }
            (EnsembleStart.Ball([| target.Centre |], 0.1))
            target.Density

    Expect.equal
        (problems minimum target result.Chain)
        []
        $"{dimension} dimensions, condition {condition}, seed {seed}"

/// v and `count` further parameters whose width is e^(v/2) (Neal, Annals of Statistics 31, 2003).
let private sampleFunnel deviation count steps =
    let density =
        LogDensity.ofFunction
            (names (count + 1))
            (PointDensity(fun x ->
                let mutable squares = 0.0

                for p in 1..count do
                    squares <- squares + x[p] * x[p]

                let v = x[0] / deviation
                -0.5 * (v * v + squares * exp -x[0] + float count * x[0])))

    sample
        { options with
            Walkers = Some(max 20 (4 * (count + 1)))
            Steps = steps
            BurnIn = steps / 5
            Moves =
                [|
                    { Move = Move.stretch; Weight = 0.5 }
                    { Move = Move.differentialEvolution; Weight = 0.5 }
                |]
        }
        (EnsembleStart.Ball([| Array.zeroCreate (count + 1) |], 1.0))
        density

let private affine =
    [
        "stretch", Move.stretch
        "walk", Move.walk
        "DE", Move.differentialEvolution
        "snooker", Move.snooker
    ]

[<Tests>]
let tests =
    testList
        "Targets"
        [
            for name, move in affine do
                // The snooker alone mixes slowly; it is meant to go with another move.
                let slow = if name = "snooker" then 3 else 1

                for dimension, condition, walkers, steps in
                    [
                        1, 1.0, 8, 3000
                        2, 1e6, 8, 5000 * slow
                        5, 1e6, 20, 5000 * slow
                        10, 1e6, 40, 6000 * slow
                    ] do
                    testCase $"{name}: normal, {dimension} dimensions, condition {condition}"
                    <| fun () -> checkNormal (fun _ -> only move) dimension condition walkers steps

            for name, move, steps in
                [ "stretch", Move.stretch, 20000; "DE", Move.differentialEvolution, 8000 ] do
                testCase $"{name}: normal, 30 dimensions, condition 1e6"
                <| fun () -> checkNormal (fun _ -> only move) 30 1e6 60 steps

            testCase "KDE: normal, 1 to 3 dimensions, condition 1e6"
            <| fun () ->
                for dimension in 1..3 do
                    checkNormal (fun _ -> only Move.kde) dimension 1e6 40 3000

            for name, move, dimensions, condition in
                [
                    "walk", Move.walk, 30, 1e6
                    "Gaussian walk of the helpers' covariance", Move.gaussian StepMode.Vector, 10, 1e6
                    // One parameter at a time is not affine invariant: it crawls along narrow ridges.
                    "the same, a parameter at random", Move.gaussian StepMode.Random, 5, 4.0
                    "the same, a parameter after the other", Move.gaussian StepMode.Sequential, 5, 4.0
                    "the same in one dimension", Move.gaussian StepMode.Sequential, 1, 1.0
                ] do
                testCase $"{name}: normal, {dimensions} dimensions, condition {condition}"
                <| fun () ->
                    checkNormal (fun _ -> only move) dimensions condition (max 8 (2 * dimensions)) 10000

            for mode in [ StepMode.Vector; StepMode.Random; StepMode.Sequential ] do
                testCase $"Gaussian walk, {mode}: normal, 5 dimensions"
                <| fun () ->
                    checkNormal
                        (fun target ->
                            let covariance =
                                target.Covariance(2.38 * 2.38 / (if mode.IsVector then 5.0 else 1.0))

                            only (Move.Gaussian(StepCovariance.Full covariance, mode)))
                        5
                        4.0
                        10
                        10000

            testCase "Gaussian walk: normal, 30 dimensions, condition 1e6, full covariance"
            <| fun () ->
                checkNormal
                    (fun target ->
                        only (
                            Move.Gaussian(
                                StepCovariance.Full(target.Covariance(2.38 * 2.38 / 30.0)),
                                StepMode.Vector
                            )
                        ))
                    30
                    1e6
                    60
                    8000

            testCase "a mixture of moves uses each by its weight and stays correct"
            <| fun () ->
                let target = Normal(4, 1e4)

                let result =
                    sample
                        { options with
                            Walkers = Some 24
                            Steps = 6000
                            BurnIn = 1000
                            Moves =
                                [|
                                    { Move = Move.stretch; Weight = 5.0 }
                                    { Move = Move.differentialEvolution; Weight = 3.0 }
                                    { Move = Move.snooker; Weight = 1.5 }
                                    { Move = Move.kde; Weight = 0.5 }
                                |]
                        }
                        (EnsembleStart.Ball([| target.Centre |], 0.1))
                        target.Density

                Expect.equal (problems minimum target result.Chain) [] "moments"

                for ensemble in result.Chain.Ensembles do
                    let total = float (Array.sum ensemble.ProposedPerMove)

                    for share, proposed in Array.zip [| 0.5; 0.3; 0.15; 0.05 |] ensemble.ProposedPerMove do
                        let error = abs (float proposed / total - share)

                        Expect.isLessThan
                            error
                            (gate * sqrt (share * (1.0 - share) / 5000.0))
                            "share of a move"

            testCase "two normals with weights 0.3 and 0.7, six deviations apart"
            <| fun () ->
                let density =
                    LogDensity.ofFunction
                        (names 2)
                        (PointDensity(fun x ->
                            let square (x: float) (y: float) = x * x + y * y
                            let low = log 0.3 - 0.5 * square (x[0] + 3.0) x[1]
                            let high = log 0.7 - 0.5 * square (x[0] - 3.0) x[1]
                            let top = max low high
                            top + log (exp (low - top) + exp (high - top))))

                let result =
                    sample
                        { options with
                            Walkers = Some 32
                            Steps = 12000
                            BurnIn = 2000
                            Moves =
                                [|
                                    { Move = Move.DifferentialEvolution(None, 0.5); Weight = 0.8 }
                                    { Move = Move.snooker; Weight = 0.2 }
                                |]
                        }
                        (EnsembleStart.Ball([| [| -3.0; 0.0 |]; [| 3.0; 0.0 |] |], 2.0))
                        density

                result.Chain
                |> estimate 25 (fun draws at -> if draws[at] > 0.0 then 1.0 else 0.0)
                |> passes "weight" minimum 0.7

                result.Chain |> estimate 25 (fun draws at -> draws[at]) |> passes "mean" minimum 1.2

            testCase "a curved valley: x ~ N(1, 1), y given x ~ N(x², 1/4)"
            <| fun () ->
                let density =
                    LogDensity.ofFunction
                        (names 2)
                        (PointDensity(fun x ->
                            let along = x[0] - 1.0
                            let across = x[1] - x[0] * x[0]
                            -0.5 * along * along - 2.0 * across * across))

                let result =
                    sample
                        { options with Walkers = Some 20; Steps = 20000; BurnIn = 2000 }
                        (EnsembleStart.Ball([| [| 1.0; 1.0 |] |], 0.5))
                        density

                result.Chain |> estimate 25 (fun draws at -> draws[at]) |> passes "E x" minimum 1.0
                result.Chain |> estimate 25 (fun draws at -> draws[at + 1]) |> passes "E y" minimum 2.0

                result.Chain
                |> estimate 25 (fun draws at -> draws[at] * draws[at + 1])
                |> passes "E xy" minimum 4.0

            testCase "Neal's funnel with v ~ N(0, 1), x given v ~ N(0, e^v): means and variances"
            <| fun () ->
                let result = sampleFunnel 1.0 1 40000

                for what, truth, f in
                    [
                        "E v", 0.0, (fun (draws: float[]) at -> draws[at])
                        "E v²", 1.0, (fun draws at -> draws[at] * draws[at])
                        "E x", 0.0, (fun draws at -> draws[at + 1])
                        "P(|x| < e^(v/2))",
                        0.6826894921370859,
                        (fun draws at -> if abs draws[at + 1] < exp (draws[at] / 2.0) then 1.0 else 0.0)
                    ] do
                    result.Chain |> estimate 25 f |> passes what minimum truth

            // The ensemble moves cannot sample Neal's own: what matters is that they do not say they had.
            testCase
                "Neal's funnel of 10 dimensions with v ~ N(0, 9) is called not converged (negative control)"
            <| fun () ->
                let verdict = Convergence.check Convergence.defaults (sampleFunnel 3.0 9 5000).Chain
                Expect.isFalse verdict.IsConverged verdict.Text

            testCase "Student-t with ν = 10, from its prior: mean 0 and variance 1.25"
            <| fun () ->
                let density =
                    LogDensity.ofFunction (names 2) (PointDensity(fun _ -> 0.0))
                    |> LogDensity.withPriors (Array.create 2 (Prior.StudentT(10.0, 0.0, 1.0)))

                let result =
                    sample
                        { options with Walkers = Some 20; Steps = 5000; BurnIn = 100 }
                        EnsembleStart.Prior
                        density

                result.Chain |> estimate 25 (fun draws at -> draws[at]) |> passes "mean" minimum 0.0

                result.Chain
                |> estimate 25 (fun draws at -> draws[at + 1] * draws[at + 1])
                |> passes "variance" minimum 1.25

            testCase "uniform on a triangle, half of whose box is impossible"
            <| fun () ->
                let density =
                    LogDensity.ofFunction
                        (names 2)
                        (PointDensity(fun x ->
                            if x[0] >= 0.0 && x[1] >= 0.0 && x[0] + x[1] <= 1.0 then
                                0.0
                            else
                                -infinity))

                let result =
                    sample
                        { options with Walkers = Some 20; Steps = 5000; BurnIn = 100 }
                        (EnsembleStart.Ball([| [| 0.3; 0.3 |] |], 0.1))
                        density

                result.Chain |> estimate 25 (fun draws at -> draws[at]) |> passes "mean" minimum (1.0 / 3.0)

                result.Chain
                |> estimate 25 (fun draws at -> draws[at] * draws[at + 1])
                |> passes "E xy" minimum (1.0 / 12.0)

            testCase "a stretch without the factor z^(d−1) is caught (negative control)"
            <| fun () ->
                let target = Normal(5, 1e6)
                let start = EnsembleStart.Ball([| target.Centre |], 0.1)
                let draw proposer = sampleWith proposer 5000 1000 4 target.Density 20 start

                Expect.isNonEmpty
                    (problems minimum target (draw (fun () -> BrokenStretch())))
                    "the broken move"

                Expect.isEmpty
                    (problems minimum target (draw (fun () -> StretchProposer 2.0)))
                    "the honest one"
        ]
