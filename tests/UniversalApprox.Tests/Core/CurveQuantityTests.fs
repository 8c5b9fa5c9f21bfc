/// Crossings and named quantities of curves that are known exactly.
module UniversalApprox.Tests.Core.CurveQuantityTests

open System
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Quantities
open UniversalApprox.Tests.Core.Generators

let private parse text =
    match Formula.parse None text with
    | Ok network -> network
    | Error struct (position, message) -> failtest $"{position}: {message}"

let private crossings network lower upper y =
    LevelCrossing.find [| y |] (Some lower) (Some upper) (CurveDistribution.ofNetwork network)

let private quantities percent network lower upper =
    CurveQuantity.compute percent (Some lower) (Some upper) (CurveDistribution.ofNetwork network)

let private near tolerance what (expected: float) (actual: float) =
    Expect.isLessThan
        (abs (actual - expected))
        (tolerance * max 1.0 (abs expected))
        $"{what}: {expected} and {actual}"

let private rising = CrossingDirection.Rising
let private falling = CrossingDirection.Falling

let private known =
    [
        "10 sig(2x - 4) + 1", 6.0, -5.0, 5.0, [ 2.0, rising ]
        "10 sig(2x - 4) + 1", 6.0, 2.5, 5.0, []
        "3 relu(x) - 6 relu(x - 1)", 1.0, -1.0, 3.0, [ 1.0 / 3.0, rising; 5.0 / 3.0, falling ]
        "2 leakyrelu(x)", -0.02, -5.0, 5.0, [ -1.0, rising ]
        "5 heaviside(x - 1.25)", 2.0, 0.0, 3.0, [ 1.25, rising ]
        "sin(x)",
        0.5,
        0.0,
        7.0,
        [ for k in [ 1.0; 5.0; 13.0 ] -> Math.PI * k / 6.0, (if k = 5.0 then falling else rising) ]
        "gauss(2x)", exp -1.0, -3.0, 3.0, [ -0.5, rising; 0.5, falling ]
        // A level that is reached at an end of the range.
        "tanh(x)", 0.0, 0.0, 1.0, [ 0.0, rising ]
        "tanh(x)", 0.0, -1.0, 0.0, [ 0.0, rising ]
        // Much narrower than the grid.
        "tanh(1000x - 500000)", 0.0, 0.0, 1000.0, [ 500.0, rising ]
        "sig(2000x - 1000000) - sig(2000x - 1002000)", 0.5, 0.0, 1000.0, [ 500.0, rising; 501.0, falling ]
        // Between a maximum and its neighbours on the grid.
        "gauss(x - 0.1234)", exp -1e-8, -3.0, 3.0, [ 0.1233, rising; 0.1235, falling ]
        // Curves that only touch the level, or that approach it.
        "gauss(x)", 1.0, -3.0, 3.0, []
        "sin(x)", -1.0, 0.0, 20.0, []
        "2 sig(x)", 2.0, 0.0, 900.0, []
        "tanh(x) + 0.1 tanh(5x)", 1.1, 0.0, 900.0, []
        "0 sig(x) + 3", 3.0, -1.0, 1.0, []
    ]

let private brute =
    testCase "finds what a grid of 100 000 points finds, on sums of all smooth units"
    <| fun () ->
        let grid = Array.init 100001 (fun i -> -4.0 + 8.0 * float i / 100000.0)

        for activation in
            [ Activation.Tanh; Activation.Sin; Activation.Gaussian; Activation.Softsign; Activation.Relu ] do
            for seed in 1UL .. 4UL do
                let network =
                    (randomNetwork seed activation 1 5).Parameters
                    |> Array.map (fun p -> 3.0 * p)
                    |> Network.create activation 1

                let level = Network.evaluate network [| 0.3700031 |]
                let values = Network.predict network [| grid |]

                let expected =
                    [
                        for i in 1 .. grid.Length - 1 do
                            if (values[i - 1] - level) * (values[i] - level) < 0.0 then
                                0.5 * (grid[i - 1] + grid[i]), (if values[i] > level then rising else falling)
                    ]

                let found = crossings network -4.0 4.0 level
                Expect.isNonEmpty expected "the curve goes through its own value"

                Expect.equal
                    [ for crossing in found -> crossing.Direction ]
                    (List.map snd expected)
                    $"{activation}, seed {seed}"

                for crossing, (x, _) in Seq.zip found expected do
                    near 1e-4 $"{activation}, seed {seed}" x crossing.X

let private crossingTests =
    [
        for text, level, lower, upper, expected in known do
            testCase $"{text} = {level} between {lower} and {upper}"
            <| fun () ->
                let found = crossings (parse text) lower upper level
                Expect.equal [ for c in found -> c.Direction ] (List.map snd expected) "directions"

                for crossing, (x, _) in Seq.zip found expected do
                    near 1e-9 "x" x crossing.X
                    Expect.equal crossing.Y level "level"
                    Expect.isNone crossing.Interval "a network alone has no interval"
                    Expect.isNone crossing.Share "nor draws"

        brute

        testCase "several levels come one after the other, with slopes"
        <| fun () ->
            let found =
                LevelCrossing.find
                    [| 8.0; 1.0; 2.0 |]
                    (Some -10.0)
                    (Some 10.0)
                    (CurveDistribution.ofNetwork (parse "10 sig(x)"))

            Expect.equal [ for c in found -> c.Y ] [ 8.0; 1.0; 2.0 ] "levels"

            for crossing in found do
                let p = 0.1 * crossing.Y
                near 1e-12 "x" (log (p / (1.0 - p))) crossing.X
                near 1e-12 "slope" (10.0 * p * (1.0 - p)) crossing.Slope

        testCase "says what is out of range"
        <| fun () ->
            let curve = CurveDistribution.ofNetwork (parse "sig(x)")

            rejects [ "upper"; "above"; "2"; "1" ] (fun () ->
                LevelCrossing.find [| 0.5 |] (Some 2.0) (Some 1.0) curve)

            rejects [ "lower"; "finite" ] (fun () ->
                LevelCrossing.find [| 0.5 |] (Some -infinity) (Some 1.0) curve)

            rejects [ "y"; "finite" ] (fun () -> LevelCrossing.find [| nan |] (Some 0.0) (Some 1.0) curve)
            rejects [ "y"; "one or more" ] (fun () -> LevelCrossing.find [||] (Some 0.0) (Some 1.0) curve)

            rejects [ "no range"; "lower"; "upper" ] (fun () ->
                LevelCrossing.find [| 0.5 |] None (Some 1.0) curve)

            rejects [ "one input"; "2" ] (fun () -> CurveDistribution.ofNetwork (parse "sig(x1 + x2)"))

            rejects [ "percent[1]"; "above 0 and below 100" ] (fun () ->
                CurveQuantity.compute [| 50.0; 100.0 |] (Some 0.0) (Some 1.0) curve)
    ]

let private rowsOf network lower upper percent =
    quantities percent network lower upper |> Array.map (fun q -> q.Name, q.Value) |> Array.toList

let private expectRows tolerance expected actual =
    Expect.equal (List.map fst actual) (List.map fst expected) "names"

    for (name, wanted), (_, found) in List.zip expected actual do
        near tolerance name wanted found

let private logit p = log (p / (1.0 - p))
let private softplus z = log (1.0 + exp z)

let private quantityTests =
    [
        testCase "a logistic curve: plateaus, inflection, effective concentrations, zero, integral"
        <| fun () ->
            rowsOf (parse "10 sig(2x - 4) - 1") -5.0 5.0 [| 10.0; 50.0; 97.5 |]
            |> expectRows
                1e-9
                [
                    "LowerPlateau", -1.0
                    "UpperPlateau", 9.0
                    "Inflection", 2.0
                    "InflectionSlope", 5.0
                    "EC10", (4.0 + logit 0.1) / 2.0
                    "EC10Slope", 1.8
                    "EC50", 2.0
                    "EC50Slope", 5.0
                    "EC97.5", (4.0 + logit 0.975) / 2.0
                    "EC97.5Slope", 20.0 * 0.975 * 0.025
                    "Zero1", (4.0 + logit 0.1) / 2.0
                    "Integral", -10.0 + 5.0 * (softplus 6.0 - softplus -14.0)
                ]

        testCase "a falling softsign: percentages count from the plateau at low x, also far outside the range"
        <| fun () ->
            rowsOf (parse "-10 softsign(2x - 4) + 1") -1.0 1.0 [| 1.0; 50.0; 99.9 |]
            |> List.filter (fun (name, _) -> name.StartsWith "EC" && not (name.EndsWith "Slope"))
            |> expectRows 1e-9 [ "EC1", -22.5; "EC50", 2.0; "EC99.9", 251.5 ]

        testCase "a sine: extremes with heights, and zeros, from the left"
        <| fun () ->
            rowsOf (parse "sin(x)") 0.1 10.0 CurveQuantity.defaultPercent
            |> expectRows
                1e-9
                [
                    for k, name, height in
                        [ 0.5, "Maximum1", 1.0; 1.5, "Minimum1", -1.0; 2.5, "Maximum2", 1.0 ] do
                        name, k * Math.PI
                        $"{name}Value", height

                    for k in 1..3 do
                        $"Zero{k}", float k * Math.PI

                    "Integral", cos 0.1 - cos 10.0
                ]

        testCase "straight pieces are exact; on a flat top the maximum is its middle"
        <| fun () ->
            rowsOf (parse "3 relu(x) - 6 relu(x - 1)") -1.0 3.0 [| 50.0 |]
            |> expectRows 1e-12 [ "Maximum1", 1.0; "Maximum1Value", 3.0; "Zero1", 2.0; "Integral", 1.5 ]

            rowsOf (parse "relu(x) - relu(x - 1) - relu(x - 3)") -1.0 3.5 [| 50.0 |]
            |> expectRows 1e-12 [ "Maximum1", 2.0; "Maximum1Value", 1.0; "Integral", 2.875 ]

        testCase "invisible swings are no extremes"
        <| fun () ->
            let names text = rowsOf (parse text) -10.0 20.0 [| 50.0 |] |> List.map fst
            let count kind = List.filter (fun (name: string) -> name.StartsWith(kind: string)) >> List.length
            Expect.equal (names "sig(10x) - 1e-9 sig(10x - 50)" |> count "Maximum") 0 "1e-9 of the range"
            Expect.equal (names "sig(10x) - 1e-4 sig(10x - 50)" |> count "Maximum") 2 "1e-4: place and height"

        testCase "what is a sigmoid shape"
        <| fun () ->
            let isSigmoid text =
                rowsOf (parse text) -10.0 10.0 [| 50.0 |]
                |> List.exists (fun (name, _) -> name = "LowerPlateau")

            for text in
                [
                    "tanh(x) + 0.5 tanh(3x - 6)"
                    "erf(x)"
                    "sig(x) - 0.02 sig(4x - 30)"
                    "sig(-x)"
                    "5 + sig(1e-3x)"
                ] do
                Expect.isTrue (isSigmoid text) text

            for text in
                [
                    "tanh(x) - tanh(x - 2)"
                    "1000 tanh(1e-4x) + tanh(3x) - tanh(3x - 6)"
                    "sig(x) - 0.2 sig(4x - 30)"
                    "gauss(x)"
                    "softplus(x)"
                    "sin(x)"
                    "0 sig(x)"
                ] do
                Expect.isFalse (isSigmoid text) text

        testCase "nothing depends on units or origin"
        <| fun () ->
            let map =
                {
                    InputShift = [| 2458000.0 |]
                    InputScale = [| 1e-3 |]
                    OutputShift = 5e8
                    OutputScale = 2e7
                }

            let own = parse "3 tanh(x + 1) + 2 tanh(4x - 6) - 0.5"
            let moved = Standardisation.networkToData map own
            let toX x = x * 1e-3 + 2458000.0
            let toY y = y * 2e7 + 5e8

            for here, there in
                Seq.zip (crossings own -4.0 4.0 1.2) (crossings moved (toX -4.0) (toX 4.0) (toY 1.2)) do
                near 1e-5 "x" here.X ((there.X - 2458000.0) / 1e-3)
                near 1e-5 "slope" here.Slope (there.Slope * 1e-3 / 2e7)

            let names network lower upper =
                rowsOf network lower upper [| 25.0 |]
                |> List.filter (fun (name, _) -> not (name.StartsWith "Zero"))

            for (name, here), (sameName, there) in
                List.zip (names own -4.0 4.0) (names moved (toX -4.0) (toX 4.0)) do
                Expect.equal sameName name "name"

                let expected =
                    match name with
                    | "Integral" -> 1e-3 * (2e7 * here + 5e8 * 8.0)
                    | _ when name.EndsWith "Plateau" || name.EndsWith "Value" -> toY here
                    | _ when name.EndsWith "Slope" -> here * 2e7 / 1e-3
                    | _ -> toX here

                near 1e-6 name expected there
    ]

let private at x sign : CurvePoint = { X = x; Sign = sign }

let private matchingTests =
    [
        for name, wanted, found, expected in
            [
                "in order, not to the nearest", [ 2.0, 1; 8.0, 1 ], [ 7.0, 1; 9.0, 1 ], [ 0; 1 ]
                "the nearest of several", [ 2.0, 1 ], [ 2.1, 1; 8.0, -1; 9.0, 1 ], [ 0 ]
                "the nearest on the right", [ 9.2, 1 ], [ 2.1, 1; 8.0, -1; 9.0, 1 ], [ 2 ]
                "other directions do not count", [ 2.0, 1; 5.0, -1 ], [ 4.9, -1; 30.0, 1 ], [ -1; 0 ]
                "a pair that is missing", [ 2.0, 1; 5.0, -1; 8.0, 1 ], [ 7.5, 1 ], [ -1; -1; 0 ]
                "a pair too many", [ 2.0, 1; 8.0, -1 ], [ 2.1, 1; 2.2, -1; 7.8, 1; 8.1, -1 ], [ 0; 3 ]
                "none", [ 2.0, 1 ], [], [ -1 ]
                "none wanted", [], [ 2.0, 1 ], []
            ] do
            testCase $"matches {name}"
            <| fun () ->
                let points = List.map (fun (x, sign) -> at x sign) >> Array.ofList

                Expect.equal
                    (PointMatching.pairs (points wanted) (points found) |> List.ofArray)
                    expected
                    "pairs"
    ]

[<Tests>]
let tests =
    testList
        "curve quantities"
        [
            testList "crossings" crossingTests
            testList "quantities" quantityTests
            testList "matching" matchingTests
        ]
