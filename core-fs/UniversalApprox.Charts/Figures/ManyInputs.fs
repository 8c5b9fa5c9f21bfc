namespace UniversalApprox.Charts.Figures

open System
open Newtonsoft.Json.Linq
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures.Networks
open UniversalApprox.Charts.Figures.Sweeps

[<RequireQualifiedAccess>]
module ManyInputs =
    let private planeHeight, barHeight = 270, 12
    let private panelHeight = 210
    let private wideSurface, narrowSurface = 540, 360
    let private dotBudget = 6000

    /// The number of cells in each direction for the drawn fit and for large grids of data.
    let private mostCells = 120

    let private mostInputs = 12
    let private surfaceDots = 2000

    let private check (network: Network) (data: CurveData) =
        if network.Dimension <> data.Dimension then
            Check.reject
                "network"
                $"The network must have as many inputs as the data, {data.Dimension}; got {network.Dimension}."

    let private pick shown (values: float[]) = shown |> Array.map (fun i -> values[i])

    let private accuracyText network (data: CurveData) =
        let accuracy = GoodnessOfFit.ofNetwork 0 network data

        $"mean absolute residual {Label.number 3 accuracy.MeanAbsoluteResidual}, "
        + $"the largest {Label.number 3 accuracy.MaxAbsoluteResidual}"

    let private subject network (data: CurveData) =
        $"""{Label.line 100 data.Name}, {Label.plural "point" data.Count}, and a network of {Neurons.kind network}: """
        + accuracyText network data
        + "."

    /// The marks of data and residuals: cells if the data are a grid, else dots. Also the caption's sentence about thinning.
    let private observed grid (data: CurveData) (residuals: float[]) outputScale residualScale =
        match grid with
        | Some grid ->
            let struct (x, y, outputs) = Plane.blocks mostCells Array.average data.Outputs grid
            let struct (_, _, largest) = Plane.blocks mostCells (Array.maxBy abs) residuals grid

            let thinned =
                if x.Length = grid.X.Length && y.Length = grid.Y.Length then
                    ""
                else
                    $" The grid of {grid.X.Length} × {grid.Y.Length} points is drawn as {x.Length} × {y.Length} cells: the mean of the "
                    + "data in each, and the residual of the largest size."

            struct (Plane.cells false outputScale x y outputs,
                    Plane.cells false residualScale x y largest,
                    thinned)
        | None ->
            let shown = Thinning.ofCloud (dotBudget / 2) data.Inputs[0] residuals

            let dots scale values =
                Plane.dots scale (pick shown data.Inputs[0]) (pick shown data.Inputs[1]) (pick shown values)

            struct (dots outputScale data.Outputs,
                    dots residualScale residuals,
                    Thinning.caption shown.Length data.Count "points")

    let private planeCell
        (data: CurveData)
        (box: struct (float * float)[])
        index
        heading
        barTitle
        scale
        mark
        =
        // Each cell has two panels, and all planes zoom together.
        let axis input =
            { Axis.ofInput data input with
                Range = Some box[input]
                Follows = if index = 0 then None else Some 0
                Grid = false
            }

        Some
            {
                Stack =
                    [
                        planeHeight, Panel.create heading (axis 0) (axis 1) [ mark ]
                        barHeight, Plane.colourBar barTitle scale
                    ]
            }

    let private plane network (data: CurveData) =
        let grid = Plane.tryGrid data
        let residuals = GoodnessOfFit.residuals network data
        let outputScale = Plane.sequential (Array.append data.Outputs (Network.predict network data.Inputs))
        let residualScale = Plane.diverging residuals
        let struct (dataMark, residualMark, thinned) = observed grid data residuals outputScale residualScale
        let box = Array.map2 Plane.boxOf (Plane.margins grid) data.Inputs
        let x, y = Plane.even mostCells box[0], Plane.even mostCells box[1]
        let fitMark = Plane.cells true outputScale x y (Plane.onGrid network x y)
        let cell = planeCell data box
        // Colours are those of the axis.
        let output = Axes.label data.Axes.Output data.OutputName

        Figure.ofPanels
            "fit-plane"
            $"{Label.line 60 data.Name}: data, fit and residuals"
            (subject network data
             + " From left to right, or top to bottom, the data, the network, and the residuals network − data, whose colours "
             + "are light at 0."
             + thinned)
            "Three maps over the plane of the two inputs, with values as colours: the data, the network, and the residuals."
            (struct (3, 1))
            {
                Rows =
                    [
                        [
                            cell 0 "data" output outputScale dataMark
                            cell 1 $"fit, N = {network.Units}" output outputScale fitMark
                            cell 2 "residual" $"network − {output}" residualScale residualMark
                        ]
                    ]
                HasLegend = false
            }

    let private againstObserved (data: CurveData) (predicted: float[]) budget =
        let shown = Thinning.ofCloud budget data.Outputs predicted
        let low, high = Array.min data.Outputs, Array.max data.Outputs

        {
            Stack =
                [
                    panelHeight,
                    Panel.create
                        ""
                        { Axis.ofOutput data with Title = $"observed {data.OutputName}" }
                        { Axis.ofOutput data with Title = "network" }
                        [
                            Marks.dots
                                Palette.primary
                                4.0
                                0.5
                                (pick shown data.Outputs)
                                (pick shown predicted)
                            |> Residuals.withErrorsAlong "x" data shown
                            Marks.line Palette.secondary 1.4 "solid" [| low; high |] [| low; high |]
                        ]
                ]
        }

    let private againstInput (data: CurveData) residuals budget index input =
        let shown = Thinning.ofCloud budget data.Inputs[input] residuals

        let panel =
            Panel.create
                ""
                (Axis.ofInput data input)
                { Axis.linear (Axes.label data.Axes.Output "residual") with
                    Follows = if index = 0 then None else Some 1
                }
                [
                    Marks.dots Palette.primary 4.0 0.5 (pick shown data.Inputs[input]) (pick shown residuals)
                    |> Residuals.withErrors data shown
                ]

        {
            Stack =
                [ panelHeight, { panel with Rules = [ Rule.Horizontal(0.0, Palette.secondary, "solid") ] } ]
        }

    let private deviation (values: float[]) =
        let mean = Array.average values
        sqrt (values |> Array.averageBy (fun value -> (value - mean) * (value - mean)))

    /// The inputs to show, in their own order.
    let private chosenInputs (network: Network) (data: CurveData) =
        if data.Dimension <= mostInputs then
            [ 0 .. data.Dimension - 1 ]
        else
            let weight input =
                deviation data.Inputs[input]
                * (network.HiddenUnits |> Array.sumBy (fun unit -> abs unit.Weights[input]))

            [ 0 .. data.Dimension - 1 ]
            |> List.sortByDescending weight
            |> List.truncate mostInputs
            |> List.sort

    let private space (network: Network) (data: CurveData) =
        let residuals = GoodnessOfFit.residuals network data
        let inputs = chosenInputs network data
        let budget = dotBudget / (inputs.Length + 1)

        let left =
            if inputs.Length = data.Dimension then
                ""
            else
                $" Of {data.Dimension} inputs the {inputs.Length} are shown to which the neurons respond the most: those with the largest sum of "
                + "|weights| in units of the input's standard deviation."

        Figure.ofPanels
            "fit-inputs"
            $"{Label.line 60 data.Name}: fit and residuals by input"
            (subject network data
             + " The network against the observations, which would lie on the diagonal if it were exact, and the residuals network − data "
             + "against each input; a pattern there is structure that the network misses."
             + left
             + Thinning.caption (min budget data.Count) data.Count "points")
            ("Dots of the network against the observations along a diagonal, and "
             + Label.plural "panel" inputs.Length
             + " of residuals against an input, around 0.")
            (struct (3, 1))
            {
                Rows =
                    [
                        Some(againstObserved data (Network.predict network data.Inputs) budget)
                        :: (inputs
                            |> List.mapi (fun i input -> Some(againstInput data residuals budget i input)))
                    ]
                HasLegend = false
            }

    let create network data =
        check network data

        match data.Dimension with
        | 1 -> Check.reject "data" "This figure is for data of two or more inputs; got 1."
        | 2 -> plane network data
        | _ -> space network data

    let private surfaceTraces network (data: CurveData) shown =
        let x, y =
            Plane.even 61 (Plane.boxOf 0.0 data.Inputs[0]), Plane.even 61 (Plane.boxOf 0.0 data.Inputs[1])

        JArray(
            Json.pairs
                [
                    "type", Json.string "surface"
                    "x", Json.ofFloats x
                    "y", Json.ofFloats y
                    "z", JArray(Plane.onGrid network x y |> Array.map (fun row -> Json.ofFloats row :> obj))
                    "colorscale", Palette.scale Palette.sequential
                    "showscale", Json.bool false
                    "opacity", Json.number 0.92
                    "name", Json.string "network"
                ],
            Json.pairs
                [
                    "type", Json.string "scatter3d"
                    "mode", Json.string "markers"
                    "x", Json.ofFloats (pick shown data.Inputs[0])
                    "y", Json.ofFloats (pick shown data.Inputs[1])
                    "z", Json.ofFloats (pick shown data.Outputs)
                    match data.Errors with
                    | PointErrors.Known sigmas ->
                        "error_z",
                        Json.pairs
                            [
                                "type", Json.string "data"
                                "array", Json.ofFloats (pick shown sigmas)
                                "thickness", Json.number 2.0
                                "width", Json.number 0.0
                            ]
                    | PointErrors.Equal
                    | PointErrors.Relative _ -> ()
                    "marker", Json.pairs [ "size", Json.number 2.2; "color", Json.string Palette.secondary ]
                    "name", Json.string "data"
                ]
        )

    let private surfaceLayout (data: CurveData) (height: int) =
        let axis name = Json.pairs [ "title", Json.pairs [ "text", Json.string (Label.scene name) ] ]

        let point (x: float) (y: float) (z: float) =
            JObject(JProperty("x", x), JProperty("y", y), JProperty("z", z)) :> JToken

        Json.pairs
            [
                "height", Json.number (float height)
                "margin",
                JObject(JProperty("l", 0.0), JProperty("r", 0.0), JProperty("t", 8.0), JProperty("b", 4.0))
                "showlegend", Json.bool false
                "scene",
                Json.pairs
                    [
                        "xaxis", axis (Axes.label data.Axes.Inputs[0] data.InputNames[0])
                        "yaxis", axis (Axes.label data.Axes.Inputs[1] data.InputNames[1])
                        "zaxis", axis (Axes.label data.Axes.Output data.OutputName)
                        "aspectmode", Json.string "manual"
                        "aspectratio", point 1.0 1.0 0.8
                        "camera", Json.pairs [ "eye", point 1.3 -1.3 0.8; "center", point 0.0 0.0 -0.17 ]
                    ]
            ]

    let surface network (data: CurveData) =
        check network data

        if data.Dimension <> 2 then
            Check.reject "data" $"A surface needs data of two inputs; got {data.Dimension}."

        let shown = Thinning.ofCloud surfaceDots data.Inputs[0] data.Outputs

        Figure(
            "fit-surface",
            $"{Label.line 60 data.Name}: the network as a surface",
            subject network data
            + " The surface is the network over the box of the data, dots are the data; drag to turn it."
            + Thinning.caption shown.Length data.Count "points",
            "A surface over the plane of the two inputs, the network's values as height and colour, with the data as dots.",
            0,
            surfaceTraces network data shown,
            surfaceLayout data wideSurface,
            surfaceLayout data narrowSurface
        )
