/// The order of a report, and the parts that are new to a reader: overview, band, quantities, residuals, effects.
module UniversalApprox.Tests.Charts.ReportOrderTests

open System
open System.IO
open System.Text.RegularExpressions
open Expecto
open Newtonsoft.Json.Linq
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures
open UniversalApprox.Charts.Figures.Networks
open UniversalApprox.Charts.Figures.Sweeps
open UniversalApprox.Charts.Pages
open UniversalApprox.Charts.Reports
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ReportStructure
open UniversalApprox.Tests.Charts.DrawnFigure
open UniversalApprox.Tests.Charts.SweepFigureTests
open UniversalApprox.Tests.Charts.ReportTests

/// The points of the traces with a name, one pair of arrays each.
let private tracesNamed name figure = drawn figure |> List.filter (fun trace -> trace.Name = name)

let private xy (trace: Drawn) = struct (trace.X, trace.Y)

let private parabolaFits = lazy (fitsOf parabola.Value)

/// One logistic step with noise, whose quantities are known: plateaus 5 and 95, EC50 at 2.
let private dose shift name =
    let x = Array.init 60 (fun i -> float i * 0.07)
    let random = Random 7

    let y =
        x
        |> Array.map (fun x ->
            5.0 + 90.0 / (1.0 + exp (-3.0 * (x - 2.0 - shift))) + random.NextDouble() - 0.5)

    CurveData.create name [| "log dose" |] "response" [| x |] y

let private doses =
    lazy
        [
            for shift, name in [ 0.0, "control"; 0.4, "treated" ] do
                fitsOf (dose shift name)
        ]

let private page content = Report.toHtml PlotlyJs.Cdn content

let private golden =
    testList
        "structure"
        [
            testCase "one curve with its posterior"
            <| fun () ->
                let fit = parabolaFits.Value[1]
                isAsOnFile "posterior" (page (content [ part parabolaFits.Value [ posteriorOf fit 200 ] ]))

            testCase "several data sets with common axes"
            <| fun () -> isAsOnFile "several" (page (content [ for fits in doses.Value -> part fits [] ]))

            testCase "the notebook's two curves"
            <| fun () ->
                let fits curve units =
                    sweep units [| Activation.Sigmoid |] false (Curve.sample (Rng.ofSeed 1UL) curve)

                let parabola, sine = fits Curve.parabola [| 1; 2; 4 |], fits Curve.sine [| 1; 2; 4; 6 |]
                isAsOnFile "notebook" (page (content [ part parabola []; part sine [] ]))

            testCase "three inputs"
            <| fun () -> isAsOnFile "inputs" (page (content [ part reactor.Value [] ]))
        ]

let private markdown content = Report.toMarkdown content

let private order =
    testList
        "order"
        [
            testCase "headings go down one level at a time, and anchors are there once"
            <| fun () ->
                for name in [ "posterior"; "several"; "notebook"; "inputs" ] do
                    let levels =
                        File.ReadAllLines(Path.Combine(folder, name + ".txt"))
                        |> Array.filter (fun line -> line.StartsWith "#")
                        |> Array.map (fun line -> line.IndexOf ' ')

                    Expect.equal levels[0] 1 "one title"

                    for above, below in Array.pairwise levels do
                        Expect.isLessThanOrEqual below (above + 1) $"{name}: {above} then {below}"

                let html = page (content [ for fits in doses.Value -> part fits [] ])
                let ids = Regex.Matches(html, " id=\"([^\"]+)\"") |> Seq.map _.Groups[1].Value |> List.ofSeq
                Expect.equal (List.distinct ids) ids "each id once"

                for link in Regex.Matches(html, "href=\"#([^\"]+)\"") do
                    Expect.contains ids link.Groups[1].Value "link"

            testCase "hashes, seeds and sources are in the last section only"
            <| fun () ->
                let text = markdown (content [ part parabolaFits.Value [] ])
                let last = text.IndexOf "## How this was made"

                for word in [ "SHA-256"; "New-CurveData Parabola"; "Seed" ] do
                    Expect.isGreaterThan (text.IndexOf word) last word

            testCase "the posterior is that of the recommended network, or the report says why not"
            <| fun () ->
                let own = Selection.recommend (Criterion.Validation 0.05) parabolaFits.Value
                let recommended = own.Recommended.Value
                let other = parabolaFits.Value |> List.find (fun fit -> fit.Units <> recommended.Units)
                let report posteriors = markdown (content [ part parabolaFits.Value posteriors ])
                Expect.stringContains (report []) "No posterior was sampled" "none"

                Expect.stringContains
                    (report [ posteriorOf other 60 ])
                    "was not sampled. What follows"
                    "of another network"

                let both = report [ posteriorOf other 60; posteriorOf recommended 60 ]
                let place units = both.IndexOf("### Posterior: " + Label.plural "neuron" units)
                Expect.isGreaterThan (place recommended.Units) 0 "that of the recommended network"
                Expect.isGreaterThan (place other.Units) (place recommended.Units) "then others"

            testCase "fits without validation have no column, no colour and no word for it"
            <| fun () ->
                let fits = parabolaFits.Value |> List.map (fun fit -> { fit with Validation = None })

                let text =
                    markdown (content [ { part parabolaFits.Value [] with Fits = fits; Answer = None } ])

                Expect.isFalse (text.Contains("alidation", StringComparison.Ordinal)) "validation"
        ]

let private overview =
    testList
        "several data sets"
        [
            testCase "one row each with its answer, which leads to its section, and small pictures"
            <| fun () ->
                let html = page (content [ for fits in doses.Value -> part fits [] ])

                for index, name in [ 1, "control"; 2, "treated" ] do
                    Expect.stringContains html $"<a href=\"#part-{index}\"><bdi>{name}</bdi></a>" "row"

                Expect.isLessThan (html.IndexOf "-all-data\"") (html.IndexOf "id=\"part-1\"") "pictures first"

            testCase "common axes for the same input and output only"
            <| fun () ->
                let overlaid sets =
                    (page (content [ for fits in sets -> part fits [] ])).Contains "-overlay\""

                Expect.isTrue (overlaid doses.Value) "same names and ranges"
                Expect.isFalse (overlaid [ doses.Value.Head; parabolaFits.Value ]) "other names"

            testCase "a single data set has no overview"
            <| fun () ->
                Expect.isFalse
                    ((page (content [ part parabolaFits.Value [] ])).Contains "All answers")
                    "heading"
        ]

let private known =
    testList
        "curve"
        [
            testCase
                "the band is that of the draws, the noise beside it, and the quantities have their intervals"
            <| fun () ->
                let fit = doses.Value.Head.Head
                let draws = Uncertainty.ofFit fit |> Result.toOption
                let figure = BestFit.create true draws fit
                let struct (x, outline) = tracesNamed BestFit.bandName figure |> List.head |> xy
                let count = x.Length / 2
                let bands = draws.Value.Bands [| 0.05; 0.95 |] [| x[.. count - 1] |]

                for i in 0 .. count - 1 do
                    Expect.isLessThan (abs (outline[i] - bands.Function[1][i])) 1e-3 "upper"
                    Expect.isLessThan (abs (outline[x.Length - 1 - i] - bands.Function[0][i])) 1e-3 "lower"

                let struct (_, noise) = tracesNamed BestFit.noiseName figure |> List.head |> xy
                Expect.isGreaterThan (Array.max noise) (Array.max outline) "new observations go further"
                let text = markdown (content [ part doses.Value.Head [] ])
                let row = Regex.Match(text, @"\| EC50 \|.*").Value

                let numbers =
                    Regex.Matches(row, @"\d+\.\d+") |> Seq.map (fun m -> float m.Value) |> Array.ofSeq

                Expect.hasLength numbers 3 "value and interval"
                Expect.isTrue (numbers[1] < numbers[0] && numbers[0] < numbers[2]) row
                let width = numbers[2] - numbers[1]
                // 90 % intervals are 3.3 standard deviations wide.
                Expect.isLessThan (abs (numbers[0] - 2.0)) (1.5 * width) $"the true EC50 is 2: {row}"

            testCase "runs of signs are counted, and expected as of random order"
            <| fun () ->
                let struct (count, _, _) = ResidualCheck.runs [| 1.0; 2.0; -1.0; 0.0; -3.0; 1.0 |]
                Expect.equal count 3 "runs, without the zero"
                let seed = 20260 // False alarms: 5 standard errors, below 1e-6.
                let random = Random seed
                let values = Array.init 40 (fun i -> if i < 15 then 1.0 else -1.0)
                let struct (_, mean, sd) = ResidualCheck.runs values

                let counts =
                    Array.init 4000 (fun _ ->
                        random.Shuffle values
                        let struct (count, _, _) = ResidualCheck.runs values
                        float count)

                let found = Array.average counts
                let spread = sqrt (counts |> Array.averageBy (fun c -> (c - found) ** 2.0))
                Expect.isLessThan (abs (found - mean)) (5.0 * sd / sqrt 4000.0) $"mean, seed {seed}"

                Expect.isLessThan
                    (abs (spread / sd - 1.0))
                    (5.0 / sqrt 8000.0)
                    $"standard deviation, seed {seed}"

            testCase "a fit that misses the curve is found out by its runs"
            <| fun () ->
                let fits = parabolaFits.Value
                let poor = fits |> List.maxBy _.Accuracy.Rmse

                Expect.stringContains
                    (ResidualCheck.sentence poor)
                    "leaves a pattern"
                    "one neuron for a parabola"

                let good = doses.Value.Head.Head

                Expect.stringContains
                    (ResidualCheck.sentence good)
                    "as chance gives"
                    "one neuron for its own curve"

            testCase "effects are the network with the other inputs at their medians, named as in the file"
            <| fun () ->
                let fit = reactor.Value |> List.minBy _.Accuracy.Rmse
                let figure = Effects.create None fit
                let curves = tracesNamed "effect" figure
                Expect.hasLength curves 3 "one per input"
                let middle = fit.Data.Inputs |> Array.map MathNet.Numerics.Statistics.Statistics.Median

                for input, curve in List.indexed curves do
                    let struct (x, y) = xy curve

                    for at, value in Array.zip x y do
                        let point = Array.copy middle
                        point[input] <- at
                        let expected = Network.evaluate fit.Trained.Network point
                        Expect.isLessThan (abs (value - expected)) (1e-4 * (1.0 + abs expected)) "value"

                let json = Figure.toJson figure

                for name in fit.Data.InputNames do
                    Expect.stringContains json $"\"text\":\"{name}\"" "axis"

            testCase "an interaction is a map only where there is one"
            <| fun () ->
                let data = reactorData.Value
                // Each unit looks at one input, so that effects add up.
                let sum =
                    Network.create
                        Activation.Tanh
                        3
                        [|
                            0.1
                            0.0
                            0.0
                            -5.0
                            30.0
                            0.0
                            0.3
                            0.0
                            -1.0
                            9.0
                            0.0
                            0.0
                            2.0
                            -1.0
                            9.0
                            40.0
                        |]

                Expect.isNone (Effects.interactions sum data) "a sum"
                let product = Network.create Activation.Tanh 3 [| 0.0; 0.3; 2.0; -2.0; 10.0; 40.0 |]
                let figure = (Effects.interactions product data).Value
                Expect.stringContains figure.Caption "pressure × catalyst" "the pair"
        ]

let private curves =
    testList
        "drawn curves"
        [
            testCase "no chord is visibly off the curve, with fewer points than an even grid"
            <| fun () ->
                let seed = 99
                let random = Random seed
                let range: struct (float * float) = struct (-10.0, 10.0)

                for activation in
                    [ Activation.Sigmoid; Activation.Tanh; Activation.Gaussian; Activation.Softplus ] do
                    for steepness in [ 0.3; 1.0; 5.0; 200.0 ] do
                        let theta =
                            [|
                                for _ in 1..3 do
                                    let weight = steepness * (0.5 + random.NextDouble())
                                    weight
                                    weight * (12.0 * random.NextDouble() - 6.0)
                                    2.0 * random.NextDouble() - 1.0
                                0.0
                            |]

                        let network = Network.create activation 1 theta
                        let struct (x, y) = Neurons.curve None range network
                        let height = max (Array.max y - Array.min y) 1e-9
                        let dense = Array.init 20001 (fun i -> -10.0 + 20.0 * float i / 20000.0)
                        let truth = Network.predict network [| dense |]

                        let drawn =
                            dense
                            |> Array.map (fun at ->
                                let i = Array.BinarySearch(x, at)

                                if i >= 0 then
                                    y[i]
                                else
                                    let right = ~~~i
                                    let t = (at - x[right - 1]) / (x[right] - x[right - 1])
                                    y[right - 1] + t * (y[right] - y[right - 1]))

                        let off = Array.map2 (fun a b -> abs (a - b)) drawn truth |> Array.max

                        Expect.isLessThan
                            off
                            (1e-3 * height)
                            $"{Activation.name activation} {steepness}, seed {seed}"

                        Expect.isLessThan x.Length 400 $"points, {Activation.name activation} {steepness}"

            testCase "a kink of relu is a point of the curve"
            <| fun () ->
                let network = Network.create Activation.Relu 1 [| 1.0; -0.12345; 2.0; 0.0 |]
                let struct (x, _) = Neurons.curve None (struct (-1.0, 1.0)) network
                Expect.contains x 0.12345 "kink"

            testCase "five panels break into three and two, not into four and one"
            <| fun () ->
                let panel = Some { Stack = [ 100, Panel.create "" (Axis.linear "") (Axis.linear "") [] ] }
                let arrangement = { Rows = [ List.replicate 5 panel ]; HasLegend = false }
                let struct (placed, _) = Placement.place 1000.0 4 arrangement
                let rows = placed |> List.countBy (fun place -> Math.Round(place.Top, 3)) |> List.map snd
                Expect.equal rows [ 3; 2 ] "rows"

            testCase "arrays of a page are written once"
            <| fun () ->
                let arrays = SharedArrays()
                let numbers () = JArray(Array.init 20 (fun i -> 0.5 * float i))

                let tree =
                    JObject(
                        JProperty("x", numbers ()),
                        JProperty("y", numbers ()),
                        JProperty("z", JArray(1, 2))
                    )

                let replaced = arrays.Replace tree
                Expect.equal (string replaced["x"]) (string replaced["y"]) "one place"
                Expect.equal (JArray.Parse arrays.Text).Count 1 "one array"

                Expect.isTrue
                    (JToken.DeepEquals((JArray.Parse arrays.Text)[0], numbers ()))
                    "the same numbers"

                Expect.equal (string replaced["z"]) (string (JArray(1, 2))) "short arrays stay"
        ]

[<Tests>]
let tests = testList "Charts.ReportOrder" [ golden; order; overview; known; curves ]
