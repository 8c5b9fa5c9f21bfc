/// Where to measure next?
module UniversalApprox.Tests.Measurements.NextMeasurementTests

open System
open System.Threading
open Expecto
open UniversalApprox
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Quantities
open UniversalApprox.Core.Measurements
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Collapsed

let private logistic x = 1.0 / (1.0 + exp -x)

/// Data with a gap in the middle.
let private data =
    lazy
        (let x = [| for i in 0..11 -> if i < 6 then -5.0 + 0.6 * float i else 2.0 + 0.6 * float (i - 6) |]
         let noise = Array.zeroCreate<float> x.Length
         Rng.fillNormal (noise.AsSpan()) (Rng.ofSeed 4UL) |> ignore

         CurveData.create
             "gap"
             [| "x" |]
             "y"
             [| x |]
             (Array.map2 (fun x z -> 2.0 * logistic x + 0.1 * z) x noise))

let private network units =
    let one = { Weights = [| 1.0 |]; Bias = 0.0; Amplitude = 2.0 }
    let other = { Weights = [| 0.5 |]; Bias = 0.3; Amplitude = 0.1 }
    Network.ofUnits Activation.Sigmoid 1 (List.truncate units [ one; other ]) 0.0

let private laplace likelihood units =
    Laplace.ofNetwork
        Laplace.defaults
        likelihood
        NetworkPriors.standard
        (network units)
        CancellationToken.None
        data.Value

let private curve = lazy (CurveDistribution.ofLaplace (network 1) (laplace (Likelihood.Gaussian 0.1) 1))

let private options = { NextMeasurement.defaults with Points = 25; Count = 1 }

/// The part of the average variance over the grid that remains after a measurement at x, by weighting the draws with what would
/// be measured if each of some draws were the true curve.
let private bruteForce noise (grid: float[]) x =
    let draws = DifferenceCurve.values (Array.append grid [| x |]) curve.Value
    let mutable rng = Rng.ofSeed 9UL

    let variance (weights: float[]) k =
        let mean = Array.fold2 (fun sum w (draw: float[]) -> sum + w * draw[k]) 0.0 weights draws

        Array.fold2
            (fun sum w (draw: float[]) -> sum + w * (draw[k] - mean) * (draw[k] - mean))
            0.0
            weights
            draws

    let average weights = Array.init grid.Length (variance weights) |> Array.average
    let equal = Array.create draws.Length (1.0 / float draws.Length)

    let after =
        [|
            for truth in 0 .. draws.Length / 100 .. draws.Length - 1 do
                let struct (z, next) = Rng.normal rng
                rng <- next
                let y = Array.last draws[truth] + noise * z

                let raw =
                    draws
                    |> Array.map (fun draw ->
                        let r = (y - Array.last draw) / noise
                        exp (-0.5 * r * r))

                let sum = Array.sum raw
                average (raw |> Array.map (fun w -> w / sum))
        |]

    Array.average after / average equal

let private band =
    [
        testCase "the best place and its gain are those of brute force"
        <| fun () ->
            let found = NextMeasurement.forBand options curve.Value |> Array.head
            let grid = DifferenceCurve.grid 25 -5.0 5.0
            let left = grid |> Array.map (bruteForce 0.1 grid)
            let lowest = Array.min left
            let at = Array.findIndex (fun x -> abs (x - found.X) < 1e-9) grid
            // Brute force has an error of a few per cent from its 100 simulated measurements.
            Expect.isLessThan left[at] (lowest + 0.05) $"at {found.X} %A{Array.zip grid left}"
            Expect.isLessThan (abs (1.0 - left[at] - found.Gain)) 0.1 "gain"
            Expect.isGreaterThan (Array.max left) (lowest + 0.2) "places differ"

        testCase "measurements come one after the other, each counting on those before"
        <| fun () ->
            let rows = NextMeasurement.forBand { options with Count = 4 } curve.Value
            Expect.equal (rows |> Array.map _.Rank) [| 1..4 |] "ranks"

            for before, after in Array.pairwise rows do
                Expect.isLessThan after.DeviationAfter before.DeviationAfter "the band shrinks"

                Expect.floatClose
                    Accuracy.high
                    (after.DeviationAfter * after.DeviationAfter)
                    (before.DeviationAfter * before.DeviationAfter * (1.0 - after.Gain))
                    "by the gain"

        testCase "the first measurement lies in the gap of the data"
        <| fun () ->
            let found = NextMeasurement.forBand options curve.Value |> Array.head
            Expect.isLessThan (abs found.X) 2.5 "place"

        testCase "the information is largest where the curve is least certain"
        <| fun () ->
            let options = { options with Aim = MeasurementAim.Information }
            let found = NextMeasurement.forBand options curve.Value |> Array.head
            let grid = DifferenceCurve.grid 25 -5.0 5.0
            let draws = DifferenceCurve.values grid curve.Value

            let deviations =
                grid
                |> Array.mapi (fun k _ ->
                    let column = draws |> Array.map (fun draw -> draw[k])
                    let mean = Array.average column
                    sqrt (column |> Array.averageBy (fun v -> (v - mean) * (v - mean))))

            Expect.floatClose Accuracy.low found.Deviation (Array.max deviations) "deviation"

            Expect.floatClose
                Accuracy.high
                found.Information
                (0.5 * log (1.0 + found.Deviation * found.Deviation / 0.01))
                "information"

        testCase "a noisier measurement tells less, and the range may be given"
        <| fun () ->
            let gain noise =
                (NextMeasurement.forBand { options with NoiseLevel = Some noise } curve.Value |> Array.head)
                    .Gain

            Expect.isGreaterThan (gain 0.05) (gain 0.2) "noise"

            let inside =
                NextMeasurement.forBand
                    { options with Lower = Some 2.0; Upper = Some 3.0; Count = 3 }
                    curve.Value

            Expect.all inside (fun row -> row.X >= 2.0 && row.X <= 3.0) "range"

        testCase "what says nothing is refused"
        <| fun () ->
            let refused (part: string) work =
                let error = Expect.throwsC work id
                Expect.stringContains error.Message part "message"

            let alone = CurveDistribution.ofNetwork (network 1)
            refused "a network alone" (fun () -> NextMeasurement.forBand options alone |> ignore)
            let mute = CurveDistribution.ofLaplace (network 1) (laplace Likelihood.MeanSquaredError 1)
            refused "says nothing about the noise" (fun () -> NextMeasurement.forBand options mute |> ignore)

            for bad in
                [
                    { options with Points = 1 }
                    { options with Count = 0 }
                    { options with NoiseLevel = Some 0.0 }
                    { options with Lower = Some nan }
                ] do
                Expect.throws (fun () -> NextMeasurement.validate bad) "option"
    ]

let private deciding =
    [
        testCase "a measurement decides where two models differ most for their uncertainty"
        <| fun () ->
            let more = CurveDistribution.ofLaplace (network 2) (laplace (Likelihood.Gaussian 0.1) 2)
            let options = { options with Count = 25 }
            let rows = NextMeasurement.between options curve.Value more
            Expect.isNonEmpty rows "rows"

            Expect.sequenceEqual
                (rows |> Array.map _.Gain)
                (rows |> Array.map _.Gain |> Array.sortDescending)
                "order"

            // Half of J of two normal predictions, at every place of the grid.
            let moments curve x =
                let values = DifferenceCurve.values [| x |] curve |> Array.map Array.head
                let mean = Array.average values
                let variance = values |> Array.sumBy (fun v -> (v - mean) * (v - mean))
                mean, variance / float (values.Length - 1) + 0.01

            let relative (mean, variance) (other, otherVariance) =
                0.5
                * (log (otherVariance / variance) + (variance + (mean - other) ** 2.0) / otherVariance - 1.0)

            let gain x =
                let a, b = moments curve.Value x, moments more x
                0.5 * (relative a b + relative b a)

            let all = DifferenceCurve.grid 25 -5.0 5.0 |> Array.map gain
            Expect.floatClose Accuracy.medium rows[0].Gain (Array.max all) "the largest"

            for row in rows do
                Expect.floatClose Accuracy.medium row.Gain (gain row.X) "each"

        testCase "a model and itself cannot be told apart"
        <| fun () ->
            let rows = NextMeasurement.between options curve.Value curve.Value
            Expect.all rows (fun row -> row.Gain < 1e-12) "gain"
    ]

[<Tests>]
let tests = testList "next measurement" [ testList "band" band; testList "deciding" deciding ]
