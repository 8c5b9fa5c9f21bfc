/// Crossings and quantities of fits and posteriors, with their intervals.
module UniversalApprox.Tests.Facade.CurveQuantityTests

open System
open System.Threading
open Expecto
open UniversalApprox

let private seed = 20261130
let private noise = 0.4
let private truth x = 2.0 + 8.0 / (1.0 + exp (3.0 - 1.5 * x))

let private normal (random: Random) =
    sqrt (-2.0 * log (1.0 - random.NextDouble())) * cos (2.0 * Math.PI * random.NextDouble())

/// 40 points of a known sigmoid with normal noise.
let private data index =
    let random = Random(seed + index)
    let x = Array.init 40 (fun i -> -2.0 + 8.0 * float i / 39.0)
    CurveData.FromColumns(x, x |> Array.map (fun x -> truth x + noise * normal random), "dose")

let private fitOf data =
    UnitSweep.Run(data, SweepOptions(Units = [| 1 |], Restarts = 1, Folds = Nullable 0))[0]

let private knownNoise = FitUncertaintyOptions(Likelihood = Likelihood.Gaussian noise, Draws = 500)
let private fit = lazy (fitOf (data 0))
let private uncertainty = lazy (fit.Value.GetUncertainty knownNoise)

let private truths =
    let area x = 2.0 * x + 8.0 / 1.5 * log (1.0 + exp (1.5 * x - 3.0))

    dict
        [
            "LowerPlateau", 2.0
            "UpperPlateau", 10.0
            "Inflection", 2.0
            "InflectionSlope", 3.0
            "EC90", (3.0 + log 9.0) / 1.5
            "EC90Slope", 1.5 * 8.0 * 0.09
            "Integral", area 6.0 - area -2.0
            "x of 4", (3.0 - log 3.0) / 1.5
        ]

/// Of 40 intervals of 90 % that are right, fewer than 29 cover the truth with probability 4e-4. The sum of 40 squares of
/// standardised errors is outside 12.4 to 90.4 with probability 2e-5. The quantities share their data, so the false-alarm rate
/// of the 8 together is below 4e-3; the seeds are fixed.
let private coverage =
    testCase "intervals of 90 % cover the truth in 29 to 40 of 40 data sets, and errors have their size"
    <| fun () ->
        let results =
            [
                for index in 1..40 do
                    let found = (fitOf (data index)).GetUncertainty knownNoise

                    for quantity in found.GetQuantities [| 90.0 |] do
                        quantity.Name,
                        (quantity.Q05.Value, quantity.Q95.Value, quantity.Mean.Value, quantity.Sd.Value)

                    let crossing = Seq.exactlyOne (found.GetCrossings [| 4.0 |])
                    "x of 4", (crossing.Q05.Value, crossing.Q95.Value, crossing.Mean.Value, crossing.Sd.Value)
            ]

        Expect.equal
            (results |> List.map fst |> List.distinct |> List.sort)
            (truths.Keys |> List.ofSeq |> List.sort)
            "quantities"

        for name, rows in results |> List.groupBy fst do
            let known = truths[name]
            Expect.hasLength rows 40 name

            let covered =
                rows
                |> List.filter (fun (_, (low, high, _, _)) -> low <= known && known <= high)
                |> List.length

            let squares = rows |> List.sumBy (fun (_, (_, _, mean, sd)) -> ((mean - known) / sd) ** 2.0)
            Expect.isGreaterThanOrEqual covered 29 $"{name}: covered, seed {seed}"
            Expect.isTrue (squares > 12.4 && squares < 90.4) $"{name}: {squares} of 40, seed {seed}"

let private posterior =
    lazy (Mcmc.Run(fit.Value, McmcOptions(Likelihood = Likelihood.Gaussian noise, Seed = 3UL)))

[<Tests>]
let tests =
    testList
        "facade curve quantities"
        [
            coverage

            testCase "rows have the fit's own value and say whose they are"
            <| fun () ->
                let crossing = Seq.exactlyOne (uncertainty.Value.GetCrossings [| 4.0 |])

                Expect.equal
                    (crossing.Data, crossing.Activation, crossing.Units, crossing.Y, crossing.Direction)
                    ("dose", "sigmoid", 1, 4.0, CrossingDirection.Rising)
                    "of the fit"

                let network = fit.Value.GetNetwork()
                Expect.isLessThan (abs (network.Evaluate crossing.X - 4.0)) 1e-9 "on the fit itself"
                Expect.equal crossing.Share (Nullable 1.0) "all draws cross"
                Expect.equal crossing.IsTrusted (Nullable uncertainty.Value.IsTrusted) "trusted"
                Expect.stringContains (string crossing) "y = 4 at x = " "text"

                // A new reading adds its noise, as the slope makes it one of x.
                let reading = Seq.exactlyOne (uncertainty.Value.GetCrossings([| 4.0 |], newReading = true))
                let noise = uncertainty.Value.NoiseLevel / abs crossing.Slope
                let expected = sqrt (crossing.Sd.Value * crossing.Sd.Value + noise * noise)
                Expect.equal reading.X crossing.X "the place itself"

                Expect.isLessThan
                    (abs (reading.Sd.Value / expected - 1.0))
                    0.15
                    $"{reading.Sd} of {expected}; the curve alone {crossing.Sd}"

                let alone = Seq.exactlyOne (network.GetCrossings([| 4.0 |], -2.0, 6.0))
                Expect.isLessThan (abs (alone.X - crossing.X)) 1e-9 "the same place"
                Expect.equal (alone.Data, alone.Mean, alone.IsTrusted) (null, Nullable(), Nullable()) "alone"

                for quantity in uncertainty.Value.GetQuantities() do
                    Expect.equal (quantity.Data, quantity.Units) ("dose", 1) quantity.Name

                    Expect.isTrue
                        (quantity.Q05.Value < quantity.Q50.Value && quantity.Q50.Value < quantity.Q95.Value)
                        $"{quantity}"

                Expect.equal
                    [ for q in network.GetQuantities(-2.0, 6.0) -> q.Name ]
                    [ for q in uncertainty.Value.GetQuantities() -> q.Name ]
                    "the same quantities"

            testCase
                "draws that do not get to the level lower the share, and no row comes where the fit does not"
            <| fun () ->
                let top =
                    uncertainty.Value.GetQuantities()
                    |> Seq.find (fun quantity -> quantity.Name = "UpperPlateau")

                let level = top.Value - 0.1 * top.Sd.Value
                let crossing = Seq.exactlyOne (uncertainty.Value.GetCrossings([| level |], 0.0, 20.0))
                Expect.isTrue (crossing.Share.Value > 0.3 && crossing.Share.Value < 0.8) $"{crossing.Share}"
                Expect.isEmpty (uncertainty.Value.GetCrossings([| 50.0; -50.0 |])) "never"
                Expect.isEmpty (uncertainty.Value.GetCrossings([| 4.0 |], 3.0, 6.0)) "not in this range"

            testCase "an interval is not cut off at the end of the range"
            <| fun () ->
                let whole = Seq.exactlyOne (uncertainty.Value.GetCrossings [| 4.0 |])

                let cut =
                    Seq.exactlyOne (uncertainty.Value.GetCrossings([| 4.0 |], whole.X - 1e-3, whole.X + 3.0))

                Expect.isLessThan
                    (abs (cut.Sd.Value - whole.Sd.Value))
                    (1e-6 * whole.Sd.Value)
                    "the same error"

                Expect.isLessThan cut.Q05.Value (whole.X - 1e-3) "beyond the end"

            testCase "the same numbers in other units, and on any number of threads"
            <| fun () ->
                let own = data 0

                let scaled =
                    CurveData.FromColumns(
                        own.Inputs[0].ToArray() |> Array.map (fun x -> 1024.0 * x),
                        own.Outputs.ToArray() |> Array.map (fun y -> y / 4096.0),
                        "dose"
                    )

                let options = FitUncertaintyOptions(Draws = 500, Threads = Nullable 3)
                let here = fit.Value.GetUncertainty(FitUncertaintyOptions(Draws = 500, Threads = Nullable 1))
                let there = (fitOf scaled).GetUncertainty options
                let same = fit.Value.GetUncertainty options

                Expect.equal
                    [ for q in same.GetQuantities() -> string q ]
                    [ for q in here.GetQuantities() -> string q ]
                    "threads"

                let a = Seq.exactlyOne (here.GetCrossings [| 4.0 |])
                let b = Seq.exactlyOne (there.GetCrossings [| 4.0 / 4096.0 |])
                Expect.isLessThan (abs (b.X / 1024.0 - a.X)) 1e-6 "place"
                Expect.isLessThan (abs (b.Sd.Value / 1024.0 - a.Sd.Value)) (1e-3 * a.Sd.Value) "error"

            testCase "a posterior has the same quantities as the draws of its fit"
            <| fun () ->
                let sampled = posterior.Value
                Expect.isTrue sampled.IsConverged sampled.Verdict
                let effective = sampled.GetSummaries() |> Seq.map _.EssBulk.Value |> Seq.min
                Expect.isGreaterThan effective 400.0 "effective draws"
                let own = uncertainty.Value.GetQuantities [| 10.0; 50.0 |]
                let theirs = sampled.GetQuantities [| 10.0; 50.0 |]

                for a, b in Seq.zip own theirs do
                    Expect.equal (b.Name, b.Data, b.IsTrusted) (a.Name, "dose", Nullable true) "the same row"
                    Expect.isLessThan (abs (a.Value - b.Value)) 1e-6 $"{a.Name} of the trained network"
                    // Draws of the fit are weighted and resampled, so 500 are worth fewer.
                    let error = b.Sd.Value * sqrt (1.0 / effective + 1.0 / 150.0)
                    Expect.isLessThan (abs (a.Mean.Value - b.Mean.Value)) (5.0 * error) $"{a} and {b}"

                let crossing = Seq.exactlyOne (sampled.GetCrossings [| 4.0 |])

                Expect.isTrue
                    (crossing.Q05.Value < crossing.X && crossing.X < crossing.Q95.Value)
                    $"{crossing}"

            testCase "other posteriors, ranges and numbers are refused; a cancelled wait ends"
            <| fun () ->
                let sampler = EnsembleSampler([| "z" |], LogDensityFunction(fun z -> -0.5 * z[0] * z[0]))
                let start = WalkerStart.Ball [| 0.0 |]
                let other = sampler.Run(McmcOptions(Steps = 40, BurnIn = 0, Start = start))

                for work in
                    [
                        fun () -> other.GetCrossings [| 1.0 |] |> ignore
                        fun () -> other.GetQuantities() |> ignore
                        fun () -> uncertainty.Value.GetCrossings [| nan |] |> ignore
                        fun () -> uncertainty.Value.GetCrossings([| 4.0 |], 3.0, 2.0) |> ignore
                        fun () -> uncertainty.Value.GetQuantities [| 0.0 |] |> ignore
                    ] do
                    let error = Expect.throwsC work id
                    Expect.isTrue (error :? ArgumentException) $"{error}"

                let cancelled = CancellationToken true

                Expect.throwsT<OperationCanceledException>
                    (fun () -> uncertainty.Value.GetQuantities(cancellationToken = cancelled) |> ignore)
                    "cancelled"
                |> ignore
        ]
