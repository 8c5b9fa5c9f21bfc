/// The figures of networks of several inputs, and the escaping of outside names in all figures of networks.
module UniversalApprox.Tests.Charts.ManyInputFigureTests

open System
open Expecto
open Newtonsoft.Json.Linq
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts
open UniversalApprox.Charts.Figures
open UniversalApprox.Tests.Charts.DrawnFigure

let private ripple = Curve.ofFunction "Ripple" 2 (fun x -> sin (3.0 * x[0]) + x[1])
let private sample curve = Curve.sample (Rng.ofSeed 1UL) { curve with Noise = Noise.Normal 0.1 }
let private plane = parse "2 tanh(1.5*x1 + 0.1*x2) + 3 tanh(0.4*x2 - 0.1*x1) - 0.2"

let private ofType kind figure = drawn figure |> List.filter (fun trace -> string trace.Json["type"] = kind)

let private matrix (trace: Drawn) = trace.Json["z"] |> Seq.map numbers |> array2D

let private colours (trace: Drawn) = numbers (trace.Json.SelectToken "marker.color")

/// The panels as rectangles in fractions of the drawing area.
let private places (layout: JObject) =
    [
        for axis in layout.Properties() do
            if axis.Name.StartsWith("xaxis", StringComparison.Ordinal) then
                let number = axis.Name.Substring 5

                numbers (layout.SelectToken $"xaxis{number}.domain"),
                numbers (layout.SelectToken $"yaxis{number}.domain")
    ]

let private overlap ((x: float[], y: float[]), (u: float[], v: float[])) =
    max x[0] u[0] < min x[1] u[1] && max y[0] v[0] < min y[1] v[1]

let private planeTests =
    testList
        "two inputs"
        [
            testCase "data on a grid are cells, the fit is the network, residuals are symmetric about 0"
            <| fun () ->
                let data = sample { ripple with Design = Design.Grid 12 }
                let figure = ManyInputs.create plane data

                let maps =
                    ofType "heatmap" figure |> List.filter (fun trace -> Array2D.length1 (matrix trace) > 2)

                Expect.hasLength maps 3 "data, fit, residuals"
                let observed, residuals = maps[0], maps[2]
                let x, y = data.Inputs[0], data.Inputs[1]
                let cells, errors = matrix observed, matrix residuals
                let expected = GoodnessOfFit.residuals plane data

                for i in 0 .. data.Count - 1 do
                    let place (values: float[]) x =
                        values |> Array.findIndex (fun value -> abs (value - x) < 1e-6)

                    let column, row = place observed.X x[i], place observed.Y y[i]
                    close data.Outputs[i] cells[row, column] "data"
                    close expected[i] errors[row, column] "residual"

                let fit = maps[1]
                let z = matrix fit

                for row, column in [ 0, 0; 3, 70; 100, 5; 119, 119 ] do
                    close (Network.evaluate plane [| fit.X[column]; fit.Y[row] |]) z[row, column] "fit"

                Expect.equal (float residuals.Json["zmin"]) (-(float residuals.Json["zmax"])) "symmetric"

                Expect.equal
                    (observed.Json["zmin"], observed.Json["zmax"])
                    (fit.Json["zmin"], fit.Json["zmax"])
                    "one scale"

                Expect.isFalse figure.IsBasic "needs the full bundle"

            testCase "scattered data are dots in the colours of their values"
            <| fun () ->
                let data = sample { ripple with Design = Design.Random 200 }
                let figure = ManyInputs.create plane data
                let dots = ofType "scatter" figure
                Expect.hasLength dots 2 "data and residuals"

                Array.iter2 (fun value colour -> close value colour "data") data.Outputs (colours dots[0])

                Array.iter2
                    (fun value colour -> close value colour "residual")
                    (GoodnessOfFit.residuals plane data)
                    (colours dots[1])

                let marker = dots[1].Json["marker"]
                Expect.equal (float marker["cmin"]) (-(float marker["cmax"])) "symmetric"

            testCase "a grid with a hole, or with a point twice, is scattered"
            <| fun () ->
                let data = sample { ripple with Design = Design.Grid 5 }
                let hole = CurveData.select [| 1..24 |] data
                let twice = CurveData.select (Array.append [| 0..23 |] [| 23 |]) data

                for data in [ hole; twice ] do
                    Expect.hasLength (ofType "scatter" (ManyInputs.create plane data)) 2 "dots"

            testCase "a large grid is drawn as blocks that keep the largest residual"
            <| fun () ->
                let data = sample { ripple with Design = Design.Grid 300 }
                let figure = ManyInputs.create plane data

                let maps =
                    ofType "heatmap" figure |> List.filter (fun trace -> Array2D.length1 (matrix trace) > 2)

                let residuals = matrix maps[2]
                Expect.equal (Array2D.length1 residuals, Array2D.length2 residuals) (120, 120) "cells"
                let largest = GoodnessOfFit.residuals plane data |> Array.map abs |> Array.max
                close largest (residuals |> Seq.cast<float> |> Seq.map abs |> Seq.max) "the largest"
                Expect.stringContains figure.Caption "300 × 300 points is drawn as 120 × 120 cells" "said"

            testCase "very many scattered points stay a small figure"
            <| fun () ->
                let data = sample { ripple with Design = Design.Random 250_000 }
                let figure = ManyInputs.create plane data
                Expect.isLessThan (Figure.toJson figure).Length 2_000_000 "characters"
                Expect.stringContains figure.Caption "of 250\u202f000 points are drawn" "said"

            testCase "panels and colour bars do not overlap, wide or narrow"
            <| fun () ->
                let figure = ManyInputs.create plane (sample ripple)

                for layout in [ figure.Wide; figure.Narrow ] do
                    let places = places layout
                    Expect.hasLength places 6 "three maps with a bar each"

                    Expect.isEmpty
                        (List.allPairs places places |> List.filter (fun (a, b) -> a <> b && overlap (a, b)))
                        "overlap"

            testCase "inputs without spread draw"
            <| fun () ->
                let data =
                    CurveData.create
                        "flat"
                        [| "a"; "b" |]
                        "y"
                        [| [| 1.0; 1.0 |]; [| 0.0; 2.0 |] |]
                        [| 3.0; 3.0 |]

                let range = numbers (at "xaxis.range" (ManyInputs.create plane data))
                Expect.isLessThan range[0] range[1] "a range"

            testCase "a scene shows no entities"
            <| fun () ->
                let data = sample ripple
                let named = CurveData.create "s" [| "<b>a</b> & b"; "c" |] "z" data.Inputs data.Outputs
                let title = string (at "scene.xaxis.title.text" (ManyInputs.surface plane named))
                Expect.equal title "‹b›a‹/b› & b" "as drawn"

            testCase "the surface is the network over the box of the data"
            <| fun () ->
                let data = sample ripple
                let figure = ManyInputs.surface plane data
                let surface = (ofType "surface" figure).Head
                let z = matrix surface
                close (Array.min data.Inputs[0]) surface.X[0] "low"
                close (Array.max data.Inputs[1]) surface.Y[surface.Y.Length - 1] "high"

                for row, column in [ 0, 0; 30, 12; 60, 60 ] do
                    close
                        (Network.evaluate plane [| surface.X[column]; surface.Y[row] |])
                        z[row, column]
                        "height"

                Expect.hasLength (ofType "scatter3d" figure) 1 "data"

                let titles =
                    [
                        for axis in [ "xaxis"; "yaxis"; "zaxis" ] ->
                            string (at $"scene.{axis}.title.text" figure)
                    ]

                Expect.equal titles [ "x1"; "x2"; "y" ] "titles"
                Expect.isFalse figure.IsBasic "needs the full bundle"
        ]

let private wide inputs = Curve.ofFunction "Wide" inputs (fun x -> x[0] * x[1] + x[inputs - 1])

let private spaceNetwork inputs =
    Network.ofUnits
        Activation.Tanh
        inputs
        [
            for sign in [ 1.0; -1.0 ] ->
                {
                    Weights = Array.init inputs (fun i -> sign * float (i + 1) / 10.0)
                    Bias = 0.1
                    Amplitude = 2.0
                }
        ]
        0.3

let private spaceTests =
    testList
        "more inputs"
        [
            testCase "predicted against observed with the diagonal, and the residuals against each input"
            <| fun () ->
                let data = sample { wide 5 with Design = Design.Random 300 }
                let network = spaceNetwork 5
                let figure = ManyInputs.create network data
                let dots = drawn figure |> List.filter (fun trace -> string trace.Json["mode"] = "markers")
                Expect.hasLength dots 6 "panels"
                Array.iter2 (fun y x -> close y x "observed") data.Outputs dots[0].X
                Array.iter2 (fun y x -> close y x "predicted") (Network.predict network data.Inputs) dots[0].Y
                let diagonal = (lines "x" figure).Head
                Expect.equal diagonal.X diagonal.Y "diagonal"

                for input in 0..4 do
                    Array.iter2 (fun y x -> close y x "input") data.Inputs[input] dots[input + 1].X

                    Array.iter2
                        (fun y x -> close y x "residual")
                        (GoodnessOfFit.residuals network data)
                        dots[input + 1].Y

                    let title = string (at $"xaxis{input + 2}.title.text" figure)
                    Expect.equal title $"x{input + 1}" "title"

                Expect.isTrue figure.IsBasic "lines and dots"

            testCase "of many inputs, those with the largest weights are shown"
            <| fun () ->
                let data = sample { wide 20 with Design = Design.Random 300 }
                let figure = ManyInputs.create (spaceNetwork 20) data
                let titles = [ for i in 2..13 -> string (at $"xaxis{i}.title.text" figure) ]
                Expect.equal titles [ for i in 9..20 -> $"x{i}" ] "the last twelve have the largest weights"
                Expect.isNull (at "xaxis14" figure) "no more"
                Expect.stringContains figure.Caption "Of 20 inputs the 12" "said"

            testCase "errors name the argument"
            <| fun () ->
                let data = sample { wide 3 with Design = Design.Random 30 }
                rejects "network" (fun () -> ManyInputs.create plane data |> ignore)

                rejects "data" (fun () ->
                    ManyInputs.create (spaceNetwork 1) (sample Curve.parabola) |> ignore)

                rejects "data" (fun () -> ManyInputs.surface (spaceNetwork 3) data |> ignore)
                rejects "network" (fun () -> ManyInputs.surface (spaceNetwork 3) (sample ripple) |> ignore)
        ]

let private hostile =
    [
        "</script><img src=x onerror=alert(1)>"
        "<b>'\"&amp;</b>"
        String.replicate 1000 "long name "
        "\u202eعنوان\u202c"
        "a\u0000b\nc"
    ]

let private everyFigure name =
    let inputs count = [| for i in 1..count -> $"{name} {i}" |]
    let named count = CurveData.create name (inputs count) (name + " y")
    let line = named 1 [| (sample Curve.parabola).Inputs[0] |] (sample Curve.parabola).Outputs
    let square = sample ripple
    let cube = sample { wide 3 with Design = Design.Random 50 }

    [
        NeuronSums.create None (Some line) [ spaceNetwork 1 ]
        Anatomy.ofNetwork None (Some line) (spaceNetwork 1)
        ManyInputs.create plane (named 2 square.Inputs square.Outputs)
        ManyInputs.surface plane (named 2 square.Inputs square.Outputs)
        ManyInputs.create (spaceNetwork 3) (named 3 cube.Inputs cube.Outputs)
    ]

let private hostileTests =
    testList
        "names from outside stay text"
        [
            for name in hostile do
                testCase (Uri.EscapeDataString(name.Substring(0, min 24 name.Length)))
                <| fun () ->
                    for figure in everyFigure name do
                        let json = Figure.toJson figure
                        Expect.isFalse (json.Contains '<') $"{figure.Name}: a tag in the JSON"
                        let html = Figure.toFragment figure

                        Expect.isFalse
                            (html.Contains "<img" || html.Contains "<b>")
                            $"{figure.Name}: a tag in the page"

                        Expect.isLessThan figure.Title.Length 120 $"{figure.Name}: the title"
                        Expect.isLessThan figure.Caption.Length 2000 $"{figure.Name}: the caption"

                        for text in JObject.Parse(json).SelectTokens "$..text" do
                            Expect.isFalse ((string text).Contains '<') $"{figure.Name}: markup for plotly"
                            Expect.isLessThan (string text).Length 120 $"{figure.Name}: a long label"
        ]

[<Tests>]
let tests = testList "Charts.ManyInputs" [ planeTests; spaceTests; hostileTests ]
