namespace UniversalApprox.Charts.Text

open System
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Charts.Text.TextCanvas

type TextChartOptions = { Width: int; Height: int; Ascii: bool; Colour: bool }

/// What a picture shows. Curve and band are functions of columns of coordinates.
type private Content =
    {
        Title: string
        XName: string
        YName: string
        X: float[]
        Y: float[]
        /// The axes of x and y. All numbers are on them.
        XAxis: AxisScale
        YAxis: AxisScale
        Range: struct (float * float)
        Curve: (string * (float[] -> float[])) option
        Band: (float[] -> struct (float[] * float[])) option
    }

[<RequireQualifiedAccess>]
module TextChart =
    let defaults = { Width = 80; Height = 24; Ascii = false; Colour = false }
    let private probabilities = [| 0.05; 0.5; 0.95 |]
    /// Lines that are not the picture: title, axis, its numbers, legend.
    let private otherLines = 4
    /// The points from which the range of y is taken, ends included.
    let private rangePoints = 201

    let validate options =
        Check.inRange "Width" 30 1000 options.Width
        Check.inRange "Height" 8 500 options.Height

    let private extent values = struct (Array.min values, Array.max values)

    /// The range of y: that of points and curve, extended to the band by up to half of it on either side.
    let private rangeOfY content (curve: float[]) (band: struct (float[] * float[]) option) =
        let finite = Array.append content.Y curve |> Array.filter Double.IsFinite

        if finite.Length = 0 then
            scaleOf 0.0 0.0
        else
            let struct (low, high) = extent finite
            let half = 0.25 * high - 0.25 * low

            match band with
            | None -> scaleOf low high
            | Some(lower, upper) ->
                let bound fold limit values = Array.fold fold limit (Array.filter Double.IsFinite values)
                scaleOf (max (low - half) (bound min low lower)) (min (high + half) (bound max high upper))

    /// The lines of the picture with numbers on the left.
    let private body (style: Style) (canvas: Canvas) axis rows (labelWidth: int) (y: Scale) =
        let labels = Array.create rows ""

        for struct (value, text) in ticksOn axis (max 2 (rows / 4)) y do
            let row = rows - 1 - min (rows - 1) (int (place y value * float rows))

            if row >= 0 then
                labels[row] <- text

        Array.init rows (fun row ->
            let text = labels[row]

            let axis =
                match text, style.Ascii with
                | "", false -> "│"
                | "", true -> "|"
                | _, false -> "┤"
                | _, true -> "+"

            text.PadLeft labelWidth + axis + canvas.Line(style, row))

    /// The axis below with its numbers.
    let private foot (style: Style) scale width labelWidth (x: Scale) =
        let axis = Array.create width (if style.Ascii then '-' else '─')
        let numbers = Array.create (labelWidth + 1 + width) ' '
        let mutable free = 0

        for struct (value, text) in ticksOn scale (max 2 (width / 14)) x do
            let column = min (width - 1) (int (place x value * float width))
            let first = Math.Clamp(labelWidth + 1 + column - text.Length / 2, 0, numbers.Length - text.Length)

            if first >= free then
                axis[column] <- if style.Ascii then '+' else '┬'
                Array.blit (text.ToCharArray()) 0 numbers first text.Length
                free <- first + text.Length + 1

        [|
            String(' ', labelWidth) + (if style.Ascii then "+" else "└") + String axis
            String(numbers).TrimEnd()
        |]

    let private legend (style: Style) content labelWidth names =
        let symbol unicode ascii = if style.Ascii then ascii else unicode

        [
            match content.Curve with
            | Some(name, _) ->
                if content.X.Length > 0 then
                    $"""{symbol "∘" "o"} data"""

                $"""{symbol "⠒⠒" "**"} {name}"""
            | None -> ()
            if content.Band.IsSome then
                $"""{symbol "░░" "::"} 5 %% to 95 %%"""
            yield! names
        ]
        |> String.concat "   "
        |> fun text -> String(' ', labelWidth + 1) + text

    let private draw options content =
        validate options
        let style: Style = { Ascii = options.Ascii; Colour = options.Colour }
        let struct (low, high) = content.Range
        let x = scaleOf low high
        // The width of the numbers depends on the range of y, which does not depend on the number of columns.
        let at parts = Array.init parts (fun i -> valueAt x ((float i + 0.5) / float parts))
        let curveAt places = content.Curve |> Option.map (fun (_, curve) -> curve places)
        let bandAt places = content.Band |> Option.map (fun band -> band places)
        let whole = Array.init rangePoints (fun i -> valueAt x (float i / float (rangePoints - 1)))
        let y = rangeOfY content (curveAt whole |> Option.defaultValue [||]) (bandAt whole)
        let rows = options.Height - otherLines

        let labelWidth =
            ticksOn content.YAxis (max 2 (rows / 4)) y
            |> Array.map (fun struct (_, text) -> text.Length)
            |> Array.fold max 1

        let width = options.Width - labelWidth - 1
        let canvas = Canvas(width, rows)
        let placed = Array.map (place y)

        bandAt (at width)
        |> Option.iter (fun (struct (lower, upper)) -> canvas.Band(placed lower, placed upper))

        let point = if content.Curve.IsSome then canvas.Mark else canvas.Dot

        Array.iter2 (fun a b -> point (place x a, place y b)) content.X content.Y
        curveAt (at (2 * width)) |> Option.iter (placed >> canvas.Curve)

        let names = $"x: {content.XName}, y: {content.YName}"
        let below = legend style content labelWidth [ names ]
        // Long names stand beside the title, if they do not fit below.
        let fits = below.Length <= options.Width

        [|
            if fits then content.Title else $"{content.Title}   {names}"
            yield! body style canvas content.YAxis rows labelWidth y
            yield! foot style content.XAxis width labelWidth x
            if fits then below else legend style content labelWidth []
        |]
        |> Array.map (fun line -> if style.Colour then line else plain options.Ascii options.Width line)

    let private named options (text: string) = plain options.Ascii 60 text

    let private ofPoints options (data: CurveData) title =
        {
            Title = $"{named options data.Name}{title}"
            XName = named options data.InputNames[0]
            YName = named options data.OutputName
            X = data.Inputs[0]
            Y = data.Outputs
            XAxis = data.Axes.Inputs[0]
            YAxis = data.Axes.Output
            Range = extent data.Inputs[0]
            Curve = None
            Band = None
        }

    /// What is predicted against what was observed.
    let private agreement options (data: CurveData) title (predicted: float[]) =
        { ofPoints options data $"{title}, predicted against observed" with
            XName = named options data.OutputName
            YName = $"predicted {named options data.OutputName}"
            X = data.Outputs
            Y = predicted
            XAxis = data.Axes.Output
            Range = extent data.Outputs
            Curve = Some("equal", id)
        }

    let ofData options (data: CurveData) =
        let title = $": {data.Count} points"

        if data.Dimension = 1 then
            draw options (ofPoints options data title)
        else
            draw
                options
                { ofPoints options data $"{title}, of {data.Dimension} inputs the first" with
                    Range = extent data.Inputs[0]
                }

    let private ofUnits (network: Network) =
        let plural = if network.Units = 1 then "" else "s"
        $"{network.Units} {Activation.name network.Activation} neuron{plural}"

    let ofNetworkOn axes options lower upper (network: Network) =
        if network.Dimension <> 1 then
            Check.reject
                "network"
                $"A picture of a network alone needs one input; this one has {network.Dimension}."

        Check.finite (nameof lower) lower
        Check.finite (nameof upper) upper

        if not (lower < upper) then
            Check.refuse (nameof upper) upper $"above {Check.named (nameof lower)} = {lower}"

        let ends = Axes.columnsToAxes axes [| [| lower; upper |] |]

        draw
            options
            {
                Title = ofUnits network
                XName = "x"
                YName = "f"
                X = [||]
                Y = [||]
                XAxis = axes.Inputs[0]
                YAxis = axes.Output
                Range = struct (ends[0].[0], ends[0].[1])
                Curve = Some("network", (fun x -> Network.predict network [| x |]))
                Band = None
            }

    let ofNetwork options lower upper (network: Network) =
        ofNetworkOn (Axes.linear network.Dimension) options lower upper network

    let ofFit options (uncertainty: LaplaceFit option) (fit: UnitFit) =
        let title = $": {ofUnits fit.Trained.Network}"
        let network = fit.Trained.Network

        if fit.Data.Dimension > 1 then
            draw options (agreement options fit.Data title (Network.predict network fit.Data.Inputs))
        else
            let band (laplace: LaplaceFit) x =
                let bands = Laplace.bands probabilities [| x |] laplace
                struct (bands.Function[0], bands.Function[2])

            draw
                options
                { ofPoints options fit.Data title with
                    Curve = Some("fit", (fun x -> Network.predict network [| x |]))
                    Band = uncertainty |> Option.map band
                }

    let ofPosterior options (posterior: Posterior) =
        match posterior.Settings.Model with
        | Some { Data = Some data } ->
            let bands columns = Posterior.bands probabilities Bands.defaultDraws columns posterior

            if data.Dimension > 1 then
                draw options (agreement options data ": posterior" (bands data.Inputs).Function[1])
            else
                draw
                    options
                    { ofPoints options data ": posterior" with
                        Curve = Some("median", (fun x -> (bands [| x |]).Function[1]))
                        Band =
                            Some(fun x ->
                                let found = bands [| x |]
                                struct (found.Function[0], found.Function[2]))
                    }
        | _ ->
            Check.reject
                "posterior"
                "A picture needs a posterior of networks with their data; this one has none."
