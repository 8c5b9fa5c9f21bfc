module UniversalApprox.Tests.Core.TurningPointsTests

open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Tests.Core.Generators

let private data x y = CurveData.create "Data" [| "x" |] "y" [| x |] y

let private count data = TurningPoints.ofData data |> Option.get

let private flat count noise =
    { Curve.ofFunction "Flat" 1 (fun _ -> 3.0) with
        Design = Design.Grid count
        Noise = noise
    }

let private parse text =
    match Formula.parse None text with
    | Ok network -> network
    | Error struct (position, message) -> failtest $"{position}: {message}"

let private rat42 =
    data
        [| 9.0; 14.0; 21.0; 28.0; 42.0; 57.0; 63.0; 70.0; 79.0 |]
        [| 8.93; 10.8; 18.59; 22.33; 39.35; 56.11; 61.73; 64.62; 67.08 |]

let private ofData =
    testList
        "of data"
        [
            for curve, expected in
                [
                    Curve.parabola, 1
                    Curve.sine, 6
                    Curve.absolute, 1
                    Curve.step, 0
                    Curve.gaussianBump, 1
                    Curve.runge, 1
                ] do
                testCase $"the noisy {curve.Name} has {expected}, for 50 seeds"
                <| fun () ->
                    for seed in 1UL .. 50UL do
                        Expect.equal (count (Curve.sample (Rng.ofSeed seed) curve)) expected $"seed {seed}"

            testCase "NIST's Rat42 grows without a turn"
            <| fun () -> Expect.equal (count rat42) 0 "turning points"

            testCase "pure noise has none: at most 3 false alarms in 1500 data sets"
            <| fun () ->
                // Measured rates are at most 4e-4 (n = 7 and 9), nominal is 1e-3: a fresh seed fails less than once in 1000.
                let alarms =
                    [
                        for seed in 1UL .. 250UL do
                            for size in [ 7; 20; 100 ] do
                                for noise in [ Noise.Normal 1.0; Noise.Uniform 1.0 ] do
                                    if count (Curve.sample (Rng.ofSeed seed) (flat size noise)) > 0 then
                                        seed
                    ]

                Expect.isLessThanOrEqual alarms.Length 3 $"seeds with alarms: {alarms}"

            testCase "swings are found under noise of half their amplitude"
            <| fun () ->
                let curve = { Curve.sine with Noise = Noise.Normal 0.5 }
                Expect.equal (count (Curve.sample (Rng.ofSeed 1UL) curve)) 6 "turning points"

            testCase "the order of the points does not matter"
            <| fun () ->
                let sine = Curve.sample (Rng.ofSeed 1UL) Curve.sine
                let struct (order, _) = Rng.permutation sine.Count (Rng.ofSeed 2UL)
                Expect.equal (count (CurveData.select order sine)) 6 "turning points"

            testCase "points that share an x count as their mean"
            <| fun () ->
                let parabola = Curve.sample (Rng.ofSeed 1UL) Curve.parabola
                let rounded = parabola.Inputs[0] |> Array.map (fun x -> round (10.0 * x) / 10.0)
                Expect.equal (count (data rounded parabola.Outputs)) 1 "turning points"
                Expect.equal (count (data (Array.create 9 2.0) (Array.init 9 float))) 0 "one x only"

            testCase "constants, lines and one or two points have none"
            <| fun () ->
                let x = Array.init 200 (fun i -> 0.1 * float i)
                Expect.equal (count (data x (Array.create 200 0.1))) 0 "constant"
                Expect.equal (count (data x (Array.create 200 0.0))) 0 "zero"
                Expect.equal (count (data x (x |> Array.map (fun x -> 1e6 + 0.3 * x)))) 0 "line"
                Expect.equal (count (data [| 1.0 |] [| 5.0 |])) 0 "one point"
                Expect.equal (count (data [| 1.0; 2.0 |] [| 5.0; 1.0 |])) 0 "two points"

            testCase "noiseless curves are counted at any magnitude"
            <| fun () ->
                let x = Array.init 290 (fun i -> float i / 10.0)

                for size in [ 1e-300; 1.0; 1e300 ] do
                    let y = x |> Array.map (fun x -> size * sin x)
                    Expect.equal (count (data x y)) 9 $"size {size}"

            testCase "more than one input has no answer"
            <| fun () ->
                let plane = { Curve.ofFunction "Plane" 2 Array.sum with Design = Design.Grid 5 }
                Expect.isNone (TurningPoints.ofData (Curve.sample (Rng.ofSeed 1UL) plane)) "d = 2"
        ]

let private ofNetwork =
    testList
        "of networks"
        [
            for text, lower, upper, expected in
                [
                    "24 sig(-1.4*x - 4.9) + 23 sig(1.5*x - 5) + 1", -5.0, 5.0, 1
                    "sig(x)", -100.0, 100.0, 0
                    "3", -1.0, 1.0, 0
                    "2 sin(x)", -10.0, 10.0, 6
                    "sin(500x)", 0.0, 9.8, 1560
                    "relu(x) + relu(-x)", -3.0, 2.0, 1
                    "gauss(x) + gauss(x - 8)", -5.0, 15.0, 3
                    "gauss(1e5 x - 33333)", -5.0, 5.0, 1
                    "sin(x) + 1e-7 sin(50x)", -10.0, 10.0, 6
                ] do
                testCase $"{text} turns {expected} times from {lower} to {upper}"
                <| fun () ->
                    Expect.equal (TurningPoints.ofNetwork lower upper (parse text)) (Some expected) "turns"

            testCase "only the given range counts"
            <| fun () ->
                let network = parse "sin(x)"
                Expect.equal (TurningPoints.ofNetwork 0.0 1.0 network) (Some 0) "0 to 1"
                Expect.equal (TurningPoints.ofNetwork 0.0 2.0 network) (Some 1) "0 to 2"
                rejects [ "upper"; "lower = 1"; "got 1" ] (fun () -> TurningPoints.ofNetwork 1.0 1.0 network)
                rejects [ "lower"; "NaN" ] (fun () -> TurningPoints.ofNetwork nan 1.0 network)

            testCase "more than one input has no answer"
            <| fun () -> Expect.isNone (TurningPoints.ofNetwork 0.0 1.0 (parse "sig(x1 + x2)")) "d = 2"
        ]

[<Tests>]
let tests = testList "TurningPoints" [ ofData; ofNetwork ]
