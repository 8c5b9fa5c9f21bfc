namespace UniversalApprox.Charts.Figures

open System
open MathNet.Numerics.Statistics
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures.Networks
open UniversalApprox.Charts.Figures.Sweeps

[<RequireQualifiedAccess>]
module Effects =
    let private height, planeHeight, barHeight = 250, 240, 12
    let private mostInputs, mostPairs = 12, 6
    let private dotBudget = 6000
    let private bandPoints, cells = 41, 41

    let private medians (data: CurveData) = data.Inputs |> Array.map Statistics.Median

    let private rangeOf (data: CurveData) input : struct (float * float) =
        struct (Array.min data.Inputs[input], Array.max data.Inputs[input])

    /// Columns of points with input `i` at x and the others at their medians.
    let private across (centre: float[]) input (x: float[]) =
        centre |> Array.mapi (fun i median -> if i = input then x else Array.replicate x.Length median)

    /// The curve of one input. `predict` takes columns of points.
    let private curve predict centre data input =
        let struct (low, high) = rangeOf data input
        Adaptive.curve None [||] low high (fun x -> predict (across centre input x))

    let private spread (values: float[]) = Array.max values - Array.min values

    let private chosen predict centre (data: CurveData) =
        let strength input =
            let struct (_, y) = curve predict centre data input
            spread y

        [ 0 .. data.Dimension - 1 ]
        |> List.sortByDescending strength
        |> List.truncate mostInputs
        |> List.sort

    let private marks
        (draws: Uncertainty.Draws option)
        predict
        (data: CurveData)
        residuals
        centre
        budget
        input
        =
        let struct (low, high) = rangeOf data input
        let struct (x, y) = curve predict centre data input
        let places = data.Inputs[input]
        let shown = Thinning.ofCloud budget places residuals
        let at = shown |> Array.map (fun i -> places[i])
        let effect = predict (across centre input at)
        // Residuals are fit − data.
        let partial = Array.map2 (fun curve i -> curve - residuals[i]) effect shown

        [
            match draws with
            | Some draws ->
                let grid =
                    Array.init bandPoints (fun i -> low + (high - low) * float i / float (bandPoints - 1))

                let bands = draws.Bands Uncertainty.outer (across centre input grid)

                Marks.band Palette.primary 0.28 grid bands.Function[0] bands.Function[1]
                |> Marks.named BestFit.bandName
            | None -> ()

            Marks.dots Palette.observation (Marks.dotSize shown.Length) 0.6 at partial
            |> Residuals.withErrors data shown
            |> Marks.named "curve + residual of each point"
            Marks.line Palette.primary 2.4 "solid" x y |> Marks.named "effect"
        ]

    let private yOf (mark: Mark) =
        match mark.Trace with
        | :? XPlot.Plotly.Scatter as scatter -> scatter.y :?> float[] |> Array.filter Double.IsFinite
        | _ -> [||]

    let private strengths predict centre (data: CurveData) inputs =
        inputs
        |> List.map (fun input ->
            let struct (_, y) = curve predict centre data input
            data.InputNames[input], spread y)
        |> List.sortByDescending snd

    let private sentence (data: CurveData) strengths =
        strengths
        |> List.map (fun (name, size) -> $"{Label.line 40 name} by {Label.number 3 size}")
        |> Label.sentence
        |> fun words ->
            $"Over its range each input changes {Label.line 40 (Axes.label data.Axes.Output data.OutputName)}: {words}."

    /// `what` is the network or the median of networks that `predict` evaluates.
    let private draw what predict draws (data: CurveData) =
        let centre = medians data
        let inputs = chosen predict centre data
        let residuals = Array.map2 (-) (predict data.Inputs) data.Outputs

        let panels =
            inputs |> List.map (marks draws predict data residuals centre (dotBudget / inputs.Length))

        let all = panels |> List.concat |> List.map yOf |> Array.concat
        let struct (low, high, length) = FittedCurve.span all
        let range: struct (float * float) = struct (low - 0.04 * length, high + 0.04 * length)

        let panel index input marks =
            Some
                {
                    Stack =
                        [
                            height,
                            Panel.create
                                ""
                                (Axis.ofInput data input)
                                { Axis.ofOutput data with
                                    Range = Some range
                                    Follows = if index = 0 then None else Some 0
                                }
                                marks
                        ]
                }

        let words = strengths predict centre data inputs |> sentence data

        let settings =
            Array.zip data.InputNames centre
            |> Array.truncate mostInputs
            |> Array.mapi (fun k (name, median) ->
                $"{Label.line 40 name} = {Label.number 3 (AxisScale.toUnits data.Axes.Inputs[k] median)}")
            |> List.ofArray
            |> Label.sentence

        let left =
            if inputs.Length < data.Dimension then
                $" Of {data.Dimension} inputs the {inputs.Length} with the largest effect are shown."
            else
                ""

        let certainty =
            match draws with
            | Some draws -> $" The band holds 90 %% of the curves that {draws.Source} allows."
            | None -> ""

        Figure.ofPanels
            "effects"
            $"{Label.line 60 data.Name}: the effect of each input"
            ($"{what} on {Label.count data.Count} points. Each line has the other inputs at their medians ({settings}). {words}{certainty} "
             + "Dots are the line plus the residual of each point, so that their scatter is what the network does not explain."
             + left)
            (Label.plural "panel" inputs.Length
             + $" of {Label.line 40 data.OutputName} against one input each. {words}")
            (struct (3, 1))
            { Rows = [ List.mapi2 panel inputs panels ]; HasLegend = true }

    let create draws (fit: UnitFit) =
        let network = fit.Trained.Network
        draw (Neurons.kind network) (Network.predict network) draws fit.Data

    let ofFit uncertainty (fit: UnitFit) =
        create (uncertainty |> Option.map (Uncertainty.ofLaplace fit.Trained.Network)) fit

    let ofPosterior (posterior: Posterior) =
        match posterior.Settings.Model with
        | Some { Data = Some data } ->
            let median columns = (Posterior.bands [| 0.5 |] Bands.defaultDraws columns posterior).Function[0]
            draw "The median of the posterior" median (Some(Uncertainty.ofPosterior None posterior)) data
        | _ ->
            Check.reject
                "posterior"
                "Effects need a posterior of networks with their data; this one has none."

    /// The interaction of two inputs on a grid, one row per value of the second.
    let private interaction network (centre: float[]) data (a, b) =
        let x, y = Plane.even cells (rangeOf data a), Plane.even cells (rangeOf data b)
        let alone input values = Network.predict network (across centre input values)
        let alongA, alongB = alone a x, alone b y
        let base' = Network.evaluate network centre

        let z =
            y
            |> Array.mapi (fun row at ->
                let columns =
                    centre
                    |> Array.mapi (fun i median ->
                        if i = a then
                            x
                        else
                            Array.replicate x.Length (if i = b then at else median))

                Network.predict network columns
                |> Array.mapi (fun i both -> both - alongA[i] - alongB[row] + base'))

        x, y, z

    let interactions network (data: CurveData) =
        let centre = medians data
        let inputs = chosen (Network.predict network) centre data

        let maps =
            [
                for a in inputs do
                    for b in inputs do
                        if a < b then
                            (a, b), interaction network centre data (a, b)
            ]

        let size (_, (_, _, z)) = z |> Array.concat |> Array.map abs |> Array.max
        let strongest = maps |> List.sortByDescending size |> List.truncate mostPairs

        // Below a hundredth of the spread of y, a map would show rounding.
        if strongest.IsEmpty || not (size strongest.Head > 0.01 * spread data.Outputs) then
            None
        else
            let scale =
                strongest
                |> List.map (fun (_, (_, _, z)) -> Array.concat z)
                |> Array.concat
                |> Plane.diverging

            let pair (a, b) = $"{Label.line 30 data.InputNames[a]} × {Label.line 30 data.InputNames[b]}"

            let cell ((a, b), (x, y, z)) =
                let axis input =
                    { Axis.ofInput data input with Range = Some(rangeOf data input); Grid = false }

                Some
                    {
                        Stack =
                            [
                                planeHeight,
                                Panel.create (pair (a, b)) (axis a) (axis b) [ Plane.cells true scale x y z ]
                                barHeight,
                                Plane.colourBar
                                    $"change of {Axes.label data.Axes.Output data.OutputName}"
                                    scale
                            ]
                    }

            let words =
                strongest
                |> List.map (fun map -> $"{pair (fst map)} up to {Label.number 3 (size map)}")
                |> Label.sentence

            Figure.ofPanels
                "interactions"
                $"{Label.line 60 data.Name}: what inputs do together"
                ($"What two inputs change in {Label.line 40 (Axes.label data.Axes.Output data.OutputName)} beyond the sum of their effects alone, with all others at their medians: {words}. "
                 + "Light means that the effects add up; blue is below, orange above the sum.")
                ("Maps of the interaction of "
                 + Label.plural "pair" strongest.Length
                 + $" of inputs: {words}.")
                (struct (3, 1))
                { Rows = [ strongest |> List.map cell ]; HasLegend = false }
            |> Some
