module UniversalApprox.Tests.Core.CurveDataTests

open System
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Data
open UniversalApprox.Tests.Core.Generators

let private line count =
    let x = Array.init count float
    CurveData.create "Line" [| "x" |] "y" [| x |] (x |> Array.map (fun x -> 2.0 * x))

let private create inputNames outputName inputs outputs () =
    CurveData.create "Data" inputNames outputName inputs outputs

let private isSorted (values: float[]) = values |> Array.pairwise |> Array.forall (fun (a, b) -> a < b)

let private creation =
    testList
        "creation"
        [
            testCase "keeps names and values, and copies the arrays"
            <| fun () ->
                let x, y = [| 1.0; 2.0 |], [| 3.0; 4.0 |]
                let data = CurveData.create "Mine" [| "time" |] "height" [| x |] y
                x[0] <- 99.0
                y[0] <- 99.0

                Expect.equal
                    (data.Name, data.InputNames, data.OutputName)
                    ("Mine", [| "time" |], "height")
                    "names"

                Expect.equal (data.Dimension, data.Count) (1, 2) "sizes"
                Expect.equal data.Inputs [| [| 1.0; 2.0 |] |] "inputs"
                Expect.equal data.Outputs [| 3.0; 4.0 |] "outputs"
                Expect.isNone data.Target "no target is known"

            testCase "any text that is not empty is a name"
            <| fun () ->
                let data = create [| "a b, </script>"; " " |] "ŷ\n" [| [| 1.0 |]; [| 2.0 |] |] [| 3.0 |] ()
                Expect.equal data.Dimension 2 "dimension"

            testCase "missing or unequal columns are rejected"
            <| fun () ->
                rejects [ "inputs"; "at least 1 column" ] (create [||] "y" [||] [| 1.0 |])
                rejects [ "outputs"; "at least 1 point" ] (create [| "x" |] "y" [| [||] |] [||])
                rejects [ "'x'"; "2 values"; "has 1" ] (create [| "x" |] "y" [| [| 1.0; 2.0 |] |] [| 1.0 |])

            testCase "empty, repeated or missing names are rejected"
            <| fun () ->
                let column = [| 1.0 |]
                rejects [ "inputNames"; "1"; "got 2" ] (create [| "x"; "z" |] "y" [| column |] column)
                rejects [ "inputNames"; "empty" ] (create [| "" |] "y" [| column |] column)
                rejects [ "outputName"; "empty" ] (create [| "x" |] null [| column |] column)
                rejects [ "'x' twice" ] (create [| "x"; "x" |] "y" [| column; column |] column)
                rejects [ "'x' twice" ] (create [| "x" |] "x" [| column |] column)
                rejects [ "Name"; "empty" ] (fun () -> CurveData.create "" [| "x" |] "y" [| column |] column)

            testCase "values that are not finite are rejected with column and row"
            <| fun () ->
                let bad = [| 1.0; nan |]
                rejects [ "'x'"; "row 2"; "NaN" ] (create [| "x" |] "y" [| bad |] [| 1.0; 2.0 |])
                rejects [ "'y'"; "row 1"; "-Infinity" ] (create [| "x" |] "y" [| [| 1.0 |] |] [| -infinity |])
        ]

let private splitting =
    testList
        "select, split and folds"
        [
            testCase "select takes the points of the indices in their order, repeated if wanted"
            <| fun () ->
                let picked = CurveData.select [| 3; 0; 3 |] (line 5)
                Expect.equal picked.Outputs [| 6.0; 0.0; 6.0 |] "outputs"
                rejects [ "indices[1]"; "5"; "0 to 4" ] (fun () -> CurveData.select [| 0; 5 |] (line 5))
                rejects [ "indices"; "at least 1" ] (fun () -> CurveData.select [||] (line 5))

            testCase "split puts each point into one part and keeps the order"
            <| fun () ->
                let struct (training, validation) = CurveData.split 0.25 (Rng.ofSeed 2UL) (line 100)
                Expect.equal (training.Count, validation.Count) (75, 25) "sizes"
                Expect.isTrue (isSorted training.Inputs[0] && isSorted validation.Inputs[0]) "order"
                let all = Array.append training.Inputs[0] validation.Inputs[0] |> Array.sort
                Expect.equal all (line 100).Inputs[0] "every point once"

            testCase "split depends on the random stream only"
            <| fun () ->
                let validation seed =
                    let struct (_, part) = CurveData.split 0.3 (Rng.ofSeed seed) (line 50)
                    part.Outputs

                Expect.equal (validation 1UL) (validation 1UL) "same seed"
                Expect.notEqual (validation 1UL) (validation 2UL) "other seed"

            testCase "split keeps at least one point in each part"
            <| fun () ->
                let struct (_, validation) = CurveData.split 0.001 (Rng.ofSeed 1UL) (line 10)
                Expect.equal validation.Count 1 "one point for validation"
                let split fraction count () = CurveData.split fraction (Rng.ofSeed 1UL) (line count)
                rejects [ "ValidationFraction"; "10 of 10"; "0.99" ] (split 0.99 10)
                rejects [ "ValidationFraction"; "1 of 1" ] (split 0.5 1)

                for fraction in [ 0.0; 1.0; -0.1; nan ] do
                    rejects [ "ValidationFraction"; "above 0 and below 1" ] (split fraction 10)

            testCase "folds validate every point exactly once, in parts of nearly equal size"
            <| fun () ->
                let folds = CurveData.folds 4 (Rng.ofSeed 3UL) (line 30)
                let sizes = folds |> Array.map (fun struct (_, validation) -> validation.Count) |> Array.sort
                Expect.equal sizes [| 7; 7; 8; 8 |] "sizes"
                let validated = folds |> Array.collect (fun struct (_, validation) -> validation.Inputs[0])
                Expect.equal (Array.sort validated) (line 30).Inputs[0] "every point once"
                Expect.isFalse (isSorted validated) "the parts are random"

                for struct (training, validation) in folds do
                    Expect.equal (training.Count + validation.Count) 30 "nothing is lost"
                    Expect.isTrue (isSorted training.Inputs[0] && isSorted validation.Inputs[0]) "order"

            testCase "leave-one-out is the finest fold"
            <| fun () ->
                Expect.hasLength (CurveData.folds 6 (Rng.ofSeed 1UL) (line 6)) 6 "folds"
                rejects [ "Count"; "6"; "7" ] (fun () -> CurveData.folds 7 (Rng.ofSeed 1UL) (line 6))
                rejects [ "Count"; "2"; "1" ] (fun () -> CurveData.folds 1 (Rng.ofSeed 1UL) (line 6))
        ]

let private plain dimension f = Curve.ofFunction "Plain" dimension f

let private sampling =
    testList
        "curves"
        [
            testCase "the notebook's parabola has 500 points on [−5, 5] and noise from 0 to 0.5"
            <| fun () ->
                let data = Curve.sample (Rng.ofSeed 1UL) Curve.parabola
                let x = data.Inputs[0]
                Expect.equal (data.Name, data.Count, x[0], x[499]) ("Parabola", 500, -5.0, 5.0) "grid"
                let noise = Array.map2 (fun x y -> y - x * x) x data.Outputs
                Expect.isTrue (noise |> Array.forall (fun e -> e > -1e-12 && e < 0.5 + 1e-12)) "noise"
                // Mean of 500 uniform numbers: 5 standard errors.
                Expect.isLessThan
                    (abs (Array.average noise - 0.25))
                    (5.0 * 0.5 / sqrt (12.0 * 500.0))
                    "mean of the noise"

                Expect.equal (data.Target.Value [| 3.0 |]) 9.0 "target"

            testCase "known curves can be told apart by name"
            <| fun () ->
                let names = Curve.all |> List.map _.Name
                Expect.equal names [ "Parabola"; "Sine"; "Abs"; "Step"; "GaussianBump"; "Runge" ] "names"

            testCase "noise is changed without moving random points, and points without changing noise"
            <| fun () ->
                let curve =
                    { plain 1 (fun _ -> 0.0) with Design = Design.Random 50; Noise = Noise.Normal 1.0 }

                let sample curve = Curve.sample (Rng.ofSeed 9UL) curve
                let quiet = sample { curve with Noise = Noise.Zero }
                let onGrid = sample { curve with Design = Design.Grid 50 }
                Expect.equal quiet.Inputs (sample curve).Inputs "same points"
                Expect.equal onGrid.Outputs (sample curve).Outputs "same noise"

            testCase "more random points continue the same sequence"
            <| fun () ->
                let points count =
                    Curve.sample
                        (Rng.ofSeed 9UL)
                        { plain 2 (fun x -> x[0]) with Design = Design.Random count }

                for k in 0..1 do
                    Expect.equal (Array.take 10 (points 20).Inputs[k]) (points 10).Inputs[k] "first points"

            testCase "a grid in several inputs has every combination, the last input fastest"
            <| fun () ->
                let data = Curve.sample (Rng.ofSeed 1UL) { plain 2 Array.sum with Design = Design.Grid 3 }
                Expect.equal data.InputNames [| "x1"; "x2" |] "names"
                Expect.equal data.Inputs[0] [| -1.0; -1.0; -1.0; 0.0; 0.0; 0.0; 1.0; 1.0; 1.0 |] "x1"
                Expect.equal data.Inputs[1] [| -1.0; 0.0; 1.0; -1.0; 0.0; 1.0; -1.0; 0.0; 1.0 |] "x2"
                Expect.equal data.Outputs[5] 1.0 "f(0, 1)"

            testCase "a grid of one point is the lower end"
            <| fun () ->
                let data = Curve.sample (Rng.ofSeed 1UL) { plain 1 Array.sum with Design = Design.Grid 1 }
                Expect.equal data.Inputs[0] [| -1.0 |] "x"

            testCase "impossible curves are rejected with what is allowed"
            <| fun () ->
                let curve = plain 1 Array.sum
                let sample curve () = Curve.sample (Rng.ofSeed 1UL) curve
                rejects [ "Upper"; "above Lower, 1"; "got 1" ] (sample { curve with Lower = 1.0 })
                rejects [ "Lower"; "NaN" ] (sample { curve with Lower = nan })
                rejects [ "NoiseLevel"; "-1" ] (sample { curve with Noise = Noise.Uniform -1.0 })
                rejects [ "NoiseLevel"; "NaN" ] (sample { curve with Noise = Noise.Normal nan })
                rejects [ "Points"; "0" ] (sample { curve with Design = Design.Random 0 })
                rejects [ "Points"; "0" ] (sample { curve with Design = Design.Grid 0 })

                rejects
                    [ "Points"; "100000000" ]
                    (sample { plain 30 Array.sum with Design = Design.Grid 1000 })

                rejects [ "Dimension"; "0" ] (fun () -> plain 0 Array.sum)
                rejects [ "Name"; "empty" ] (fun () -> Curve.ofFunction "" 1 Array.sum)

            testCase "a function that is not finite on its range is rejected with the point"
            <| fun () ->
                let pole = { plain 1 (fun x -> 1.0 / x[0]) with Design = Design.Grid 3 }
                rejects [ "Plain"; "(0)"; "Infinity" ] (fun () -> Curve.sample (Rng.ofSeed 1UL) pole)
        ]

[<Tests>]
let tests = testList "CurveData" [ creation; splitting; sampling ]
