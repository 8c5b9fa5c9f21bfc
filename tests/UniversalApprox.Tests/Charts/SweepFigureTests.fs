/// The figures of a sweep: panels, and error against the number of units.
module UniversalApprox.Tests.Charts.SweepFigureTests

open System
open System.Threading
open Expecto
open Newtonsoft.Json.Linq
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures
open UniversalApprox.Charts.Figures.Sweeps
open UniversalApprox.Tests.Charts.DrawnFigure

let sweep units activations keepAll (data: CurveData) =
    let plan =
        { SweepPlan.defaults with
            Units = units
            Activations = activations
            Restarts = 2
            Validation = Validation.Folds 3
            KeepAllRestarts = keepAll
        }

    let fits = ResizeArray()
    Sweep.run 2 ignore CancellationToken.None plan data fits.Add
    List.ofSeq fits

let parabola = lazy (Curve.sample (Rng.ofSeed 1UL) { Curve.parabola with Design = Design.Random 60 })

let private fits =
    lazy (sweep [| 1; 2; 4 |] [| Activation.Sigmoid; Activation.Relu |] false parabola.Value)

let traces (figure: Figure) = (JObject.Parse(Figure.toJson figure)["data"]) |> Seq.cast<JObject> |> List.ofSeq

let layout (figure: Figure) = JObject.Parse(Figure.toJson figure)["layout"] :?> JObject

let named name figure = traces figure |> List.filter (fun trace -> string trace["name"] = name)

let private panels =
    testList
        "sweep panels"
        [
            testCase "hold the data, the network's values and its continuation, one panel per fit"
            <| fun () ->
                let figure = SweepPanels.create 0.25 fits.Value
                let curves = named "fit" figure
                Expect.equal curves.Length 6 "one per fit"
                // Rows by activation, in each by units.
                let ordered =
                    fits.Value |> List.sortBy (fun fit -> fit.Activation <> Activation.Sigmoid, fit.Units)

                for fit, curve in List.zip ordered curves do
                    let x, y = numbers curve["x"], numbers curve["y"]
                    let expected = Network.predict fit.Trained.Network [| x |]
                    let scale = Array.maxBy abs expected |> abs
                    Expect.all (Array.zip y expected) (fun (a, b) -> abs (a - b) <= 1e-4 * scale) "values"

                let outside = (named "extrapolation" figure).Head["x"] |> numbers
                let low, high = Array.min parabola.Value.Inputs[0], Array.max parabola.Value.Inputs[0]
                let reach = 0.25 * (high - low)

                Expect.floatClose
                    Accuracy.low
                    (Array.min (Array.filter Double.IsFinite outside))
                    (low - reach)
                    "left end"

                Expect.floatClose
                    Accuracy.low
                    (Array.max (Array.filter Double.IsFinite outside))
                    (high + reach)
                    "right end"

            testCase "known errors are bars on the dots and the unit of the residuals"
            <| fun () ->
                let sigmas = Array.init 60 (fun i -> 0.1 + 0.01 * float (i % 5))
                let data = parabola.Value |> CurveData.withErrors (PointErrors.Known sigmas)
                let fit = sweep [| 2 |] [| Activation.Sigmoid |] false data |> List.exactlyOne
                let figure = SweepPanels.create 0.0 [ fit ]
                let dots = named "data" figure |> List.exactlyOne
                let bars = numbers dots.["error_y"].["array"]

                Expect.all
                    bars
                    (fun bar -> sigmas |> Array.exists (fun sigma -> abs (sigma - bar) < 1e-6))
                    "bars"

                Expect.stringContains (Figure.toJson figure) "residual / σ" "title of the axis"

                Expect.stringContains
                    figure.Caption
                    "in units of each point's own error σ"
                    "unit of the residuals"

                let expected =
                    Array.map2
                        (fun r sigma -> -r / sigma)
                        (GoodnessOfFit.residuals fit.Trained.Network data)
                        sigmas

                let drawn =
                    traces figure
                    |> List.filter (fun trace -> string trace["yaxis"] = "y2")
                    |> List.collect (fun trace -> List.ofArray (numbers trace["y"]))

                Expect.all
                    expected
                    (fun value -> drawn |> List.exists (fun other -> abs (other - value) < 1e-4))
                    "residuals in units of the errors"

                Expect.isFalse
                    ((Figure.toJson (SweepPanels.create 0.0 fits.Value)).Contains "error_y")
                    "none without"

            testCase "the hash of data covers their errors, and is as before without them"
            <| fun () ->
                let hash errors = parabola.Value |> CurveData.withErrors errors |> Reports.SourceBlocks.hash
                let plain = Reports.SourceBlocks.hash parabola.Value
                let numbers = Array.init 60 (fun i -> 1.0 + float (i % 2))
                Expect.equal (hash PointErrors.Equal) plain "none"

                [
                    PointErrors.Equal
                    PointErrors.Known numbers
                    PointErrors.Relative numbers
                    PointErrors.Known(Array.rev numbers)
                ]
                |> List.map hash
                |> fun hashes -> Expect.hasLength (List.distinct hashes) 4 "all differ"

            testCase "name each panel and the mean residual"
            <| fun () ->
                let figure = SweepPanels.create 0.25 fits.Value

                let words =
                    layout figure
                    |> fun layout ->
                        layout["annotations"] |> Seq.map (fun note -> string note["text"]) |> List.ofSeq

                for fit in fits.Value do
                    Expect.contains words $"{Activation.name fit.Activation}, N = {fit.Units}" "heading"

                    Expect.contains
                        words
                        $"⟨|Δy|⟩ = {Label.number 3 fit.Accuracy.MeanAbsoluteResidual}"
                        "mean"

            testCase "have room for 1 and for 40 fits"
            <| fun () ->
                for count in [ 1; 40 ] do
                    let many = List.init count (fun i -> { fits.Value[i % 6] with Units = i + 1 })
                    let figure = SweepPanels.create 0.0 many
                    Expect.hasLength (named "fit" figure) count "panels"
                    Expect.isEmpty (named "extrapolation" figure) "no reach, no continuation"

            testCase "thin a million points and say so"
            <| fun () ->
                let n = 1_000_000
                let x = Array.init n (fun i -> float i / float n)
                let data = CurveData.create "big" [| "x" |] "y" [| x |] (x |> Array.map sin)
                let network = (fits.Value.Head).Trained.Network

                let fit =
                    { fits.Value.Head with Data = data; Accuracy = GoodnessOfFit.ofNetwork 4 network data }

                let figure = SweepPanels.create 0.25 [ fit ]
                Expect.stringContains figure.Caption "of 1\u202f000\u202f000 points are drawn" "caption"
                Expect.isLessThan (Figure.toJson figure).Length 1_000_000 "weight"

            testCase "survive an exact fit and constant data"
            <| fun () ->
                let data = CurveData.create "flat" [| "x" |] "y" [| [| 1.0; 1.0 |] |] [| 3.0; 3.0 |]
                let network = Network.create Activation.Tanh 1 [| 1.0; 0.0; 0.0; 3.0 |]

                let fit =
                    { fits.Value.Head with
                        Data = data
                        Trained = { fits.Value.Head.Trained with Network = network }
                        Accuracy = GoodnessOfFit.ofNetwork 4 network data
                    }

                let json = Figure.toJson (SweepPanels.create 0.25 [ fit ])
                Expect.isFalse (json.Contains "NaN" || json.Contains "Infinity") "JSON has no such numbers"

            testCase "reject what they cannot show, naming it"
            <| fun () ->
                let other = { fits.Value.Head with Data = Curve.sample (Rng.ofSeed 2UL) Curve.sine }

                for bad, word in [ [], "at least one"; [ fits.Value.Head; other ], "same data" ] do
                    Expect.throwsC (fun () -> SweepPanels.create 0.25 bad |> ignore) (fun error ->
                        Expect.stringContains error.Message word "message")

                Expect.throwsT<UniversalApprox.OptionException>
                    (fun () -> SweepPanels.create -1.0 fits.Value |> ignore)
                    "reach"
        ]

let private errors =
    testList
        "error against units"
        [
            testCase "shows best restarts, validation with its standard error, and the recommended number"
            <| fun () ->
                let answer = Selection.recommend (Criterion.Validation 0.05) fits.Value
                let figure = ErrorAgainstUnits.create answer.Recommended fits.Value
                let sigmoid = fits.Value |> List.filter (fun fit -> fit.Activation = Activation.Sigmoid)
                let training = (named "training, best restart" figure).Head
                Expect.sequenceEqual (numbers training["x"]) [| 1.0; 2.0; 4.0 |] "units"

                for fit, drawn in Seq.zip sigmoid (numbers training["y"]) do
                    Expect.floatClose Accuracy.medium drawn fit.Accuracy.Rmse "RMSE"

                let validation = (named "validation ± standard error" figure).Head
                let bars = numbers (validation.SelectToken "error_y.array")

                for fit, bar in Seq.zip sigmoid bars do
                    Expect.floatClose Accuracy.medium bar fit.Validation.Value.StandardError "bar"

                let ring = (named "recommended" figure).Head
                Expect.equal (numbers ring["x"]) [| float answer.Recommended.Value.Units |] "ring"

            testCase "shows the spread of restarts where they are there"
            <| fun () ->
                let all = sweep [| 1; 2 |] [| Activation.Sigmoid |] true parabola.Value
                let figure = ErrorAgainstUnits.create None all
                let others = (named "other restarts" figure).Head

                Expect.hasLength
                    (numbers others["x"])
                    4
                    "one more restart and the search from them, for each of two sizes"

            testCase "draws the bounds of theory for x², and only for it"
            <| fun () ->
                let bounds = TheoryBounds.ofData parabola.Value
                Expect.equal (bounds |> List.map _.Name) [ "Barron's bound"; "sharper bound for x²" ] "names"
                let a = 0.5 * (Array.max parabola.Value.Inputs[0] - Array.min parabola.Value.Inputs[0])
                Expect.floatClose Accuracy.high (bounds[0].Rmse 4.0) (2.0 * a * a) "4A²/√N at N = 4"
                Expect.floatClose Accuracy.high (bounds[1].Rmse 1.0) (a * a * sqrt (7.0 / 15.0)) "A²√(7/15)"
                let x = Array.init 50 (fun i -> float i / 10.0 - 2.5)
                let cubic = CurveData.create "c" [| "x" |] "y" [| x |] (x |> Array.map (fun x -> x ** 3.0))
                Expect.isEmpty (TheoryBounds.ofData cubic) "unknown target"

            testCase "marks what N relu units can reach at best, the noise included"
            <| fun () ->
                let best = TheoryBounds.reluOptimum 0.0 2 parabola.Value
                let a = 0.5 * (Array.max parabola.Value.Inputs[0] - Array.min parabola.Value.Inputs[0])

                Expect.floatClose
                    { absolute = 0.0; relative = 1e-5 }
                    best.Value
                    (sqrt (1.09739e-3 * a ** 4.0))
                    "N = 2"

                Expect.isNone (TheoryBounds.reluOptimum 0.0 3 parabola.Value) "odd N has no such formula"

            testCase "survives fits that diverged"
            <| fun () ->
                let diverged =
                    { fits.Value.Head with
                        Accuracy = { fits.Value.Head.Accuracy with Rmse = nan }
                        Validation = None
                        IsBest = false
                        Units = 3
                    }

                let json = Figure.toJson (ErrorAgainstUnits.create None (diverged :: fits.Value))
                Expect.isFalse (json.Contains "NaN") "gap"
        ]

[<Tests>]
let tests = testList "Charts.Sweep" [ panels; errors ]
