namespace UniversalApprox.Charts.Figures

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures.Networks
open UniversalApprox.Charts.Figures.Sweeps

[<RequireQualifiedAccess>]
module BestFit =
    let bandName = "90 % of the curve"
    let noiseName = "90 % of new observations"
    let private noiseOnly = "90 % of the noise"

    /// The 95 % quantile of the normal distribution.
    let private normal90 = 1.6448536269514722

    let private heroHeight, smallHeight, overlayHeight = 380, 190, 380
    let private dotBudget = 4000
    let private margin = 0.02

    /// Even points of bands; those of the curve are added to them.
    let private bandPoints = 81

    let private rangeOf (data: CurveData) : struct (float * float) =
        let struct (low, high, length) = FittedCurve.span data.Inputs[0]
        struct (low - margin * length, high + margin * length)

    let private outputsOf (data: CurveData) : struct (float * float) =
        let struct (low, high, length) = FittedCurve.span data.Outputs
        struct (low - 0.08 * length, high + 0.08 * length)

    /// Bands where the curve has its points, so that their edges have no corners either.
    let private bands outputs range network (draws: Uncertainty.Draws) =
        let struct (low, high) = range
        let struct (x, _) = Neurons.curve (Some outputs) range network

        let x =
            Array.append
                x
                (Array.init bandPoints (fun i -> low + (high - low) * float i / float (bandPoints - 1)))
            |> Array.distinct
            |> Array.sort

        x, draws.Bands Uncertainty.outer [| x |]

    let private marks colour budget outputs (draws: Uncertainty.Draws option) (fit: UnitFit) =
        let data, network = fit.Data, fit.Trained.Network
        let range = rangeOf data
        let shown = Thinning.ofCloud budget data.Inputs[0] data.Outputs
        let pick (values: float[]) = shown |> Array.map (fun i -> values[i])
        let struct (x, y) = Neurons.curve (Some outputs) range network

        [
            match draws with
            | Some draws ->
                let at, bands = bands outputs range network draws
                Marks.band colour 0.28 at bands.Function[0] bands.Function[1] |> Marks.named bandName

                match bands.Observation with
                | Some noise ->
                    Marks.line
                        Palette.secondary
                        1.3
                        "dot"
                        (Array.concat [ at; [| nan |]; at ])
                        (Array.concat [ noise[0]; [| nan |]; noise[1] ])
                    |> Marks.named noiseName
                | None -> ()
            | None ->
                match NoiseLevel.ofData data with
                | Some noise when noise > 0.0 ->
                    let reach = normal90 * noise

                    Marks.line
                        Palette.secondary
                        1.3
                        "dot"
                        (Array.concat [ x; [| nan |]; x ])
                        (Array.concat
                            [
                                y |> Array.map (fun v -> v - reach)
                                [| nan |]
                                y |> Array.map (fun v -> v + reach)
                            ])
                    |> Marks.named noiseOnly
                | _ -> ()

            Marks.dots
                Palette.observation
                (Marks.dotSize shown.Length)
                0.75
                (pick data.Inputs[0])
                (pick data.Outputs)
            |> Residuals.withErrors data shown
            |> Marks.named "data"
            Marks.line colour 2.4 "solid" x y |> Marks.named "fit"
        ]

    let panel heading height budget draws (fit: UnitFit) =
        let data = fit.Data
        let outputs = outputsOf data

        {
            Stack =
                [
                    height,
                    Panel.create
                        heading
                        { Axis.ofInput data 0 with Range = Some(rangeOf data) }
                        { Axis.ofOutput data with Range = Some outputs }
                        (marks Palette.primary budget outputs draws fit)
                ]
        }

    /// The width of the band in the middle and at the ends of the data, in words.
    let private width (draws: Uncertainty.Draws) (data: CurveData) =
        let struct (low, high, _) = FittedCurve.span data.Inputs[0]
        let bands = draws.Bands Uncertainty.outer [| [| low; 0.5 * (low + high); high |] |]
        let units = AxisScale.toUnits data.Axes.Output
        let of' i = Label.number 2 (units bands.Function[1].[i] - units bands.Function[0].[i])
        $"it is {of' 1} wide in the middle and {of' 0} and {of' 2} at the ends"

    let private caption isRecommended (draws: Uncertainty.Draws option) (fit: UnitFit) shown =
        let data = fit.Data

        let subject =
            if isRecommended then
                "the recommended network"
            else
                "the network with the lowest error, which is not recommended"

        let certainty =
            match draws with
            | None ->
                " It has no band: the section on its parameters says why. Dotted lines, if any, are the noise that neighbouring points show, 90 % of it."
            | Some draws ->
                $" The band holds 90 %% of the curves that {draws.Source} allows; {width draws data}."
                + " The dotted lines hold 90 % of new observations: curve and noise together."

        Label.plural "point" data.Count
        + $" (dots) and {subject}, {Neurons.kind fit.Trained.Network} (line)."
        + certainty
        + Residuals.limitsCaption data
        + Thinning.caption shown data.Count "points"

    let private described (fit: UnitFit) =
        $"the fit of {Neurons.kind fit.Trained.Network} to {Label.count fit.Data.Count} points of {Label.line 60 fit.Data.Name}, with a root mean square residual of {Label.number 3 fit.Accuracy.Rmse}"

    let create isRecommended draws (fit: UnitFit) =
        let title = if isRecommended then "data and recommended fit" else "data and fit"

        Figure.ofPanels
            "best-fit"
            $"{fit.Data.Name}: {title}"
            (caption isRecommended draws fit (min dotBudget fit.Data.Count))
            ("Dots and a line with its band: " + described fit + ".")
            (struct (1, 1))
            { Rows = [ [ Some(panel "" heroHeight dotBudget draws fit) ] ]; HasLegend = true }

    let several (fits: (string * Uncertainty.Draws option * UnitFit) list) =
        let budget = max 60 (dotBudget / fits.Length)

        Figure.ofPanels
            "all-data"
            "All data sets with their fits"
            "Each data set with the network of its answer, on axes of its own: dots are data, the line is the network, the band holds 90 % of the curves that the data allow, and the dotted lines 90 % of new observations. Where draws cannot be trusted there is no band, and the dotted lines are the noise alone."
            (fits
             |> List.map (fun (_, _, fit) -> described fit)
             |> Label.sentence
             |> fun text -> "Small pictures of " + text + ".")
            (struct ((if fits.Length = 2 || fits.Length = 4 then 2 else 3), 1))
            {
                Rows =
                    [
                        fits
                        |> List.map (fun (name, draws, fit) ->
                            Some(
                                panel
                                    $"{name}: N = {fit.Units}, {Activation.name fit.Activation}"
                                    smallHeight
                                    budget
                                    draws
                                    fit
                            ))
                    ]
                HasLegend = true
            }

    /// Dashes and symbols that tell curves apart where colours do not.
    let private dashes = [| "solid"; "dash"; "dot"; "dashdot"; "longdash"; "longdashdot" |]
    let private symbols = [| "circle"; "square"; "diamond"; "triangle-up"; "cross"; "x" |]

    let private overlaid budget outputs index (name, draws: Uncertainty.Draws option, fit: UnitFit) =
        let colour = Palette.ofSeries index
        let data, network = fit.Data, fit.Trained.Network
        let range = rangeOf data
        let struct (x, y) = Neurons.curve (Some outputs) range network
        let shown = Thinning.ofCloud budget data.Inputs[0] data.Outputs
        let pick (values: float[]) = shown |> Array.map (fun i -> values[i])

        [
            match draws with
            | Some draws ->
                let at, bands = bands outputs range network draws

                { Marks.band colour 0.18 at bands.Function[0] bands.Function[1] with
                    Extra =
                        [ "hoverinfo", Json.string "skip"; "legendgroup", Json.string (Label.plotly name) ]
                }
            | None -> ()

            {
                Trace = XPlot.Plotly.Scatter(x = pick data.Inputs[0], y = pick data.Outputs, mode = "markers")
                Extra =
                    [
                        "marker",
                        Json.pairs
                            [
                                "symbol", Json.string symbols[index % symbols.Length]
                                "size", Json.number (Marks.dotSize shown.Length)
                                "color", Json.string colour
                                "opacity", Json.number 0.6
                            ]
                        "legendgroup", Json.string (Label.plotly name)
                    ]
            }
            Marks.line colour 2.4 dashes[index % dashes.Length] x y |> Marks.named name
        ]

    let overlay title (fits: (string * Uncertainty.Draws option * UnitFit) list) =
        let data = fits |> List.map (fun (_, _, fit) -> fit.Data)
        let all choose = data |> List.map choose |> Array.concat
        let struct (left, right, length) = FittedCurve.span (all (fun data -> data.Inputs[0]))
        let struct (low, high, height) = FittedCurve.span (all _.Outputs)
        let outputs: struct (float * float) = struct (low - 0.06 * height, high + 0.06 * height)
        let budget = max 60 (dotBudget / fits.Length)

        Figure.ofPanels
            "overlay"
            title
            "The networks of the answers on common axes, with their 90 % bands; data as symbols in the line's colour."
            ("Curves in one picture: "
             + (fits |> List.map (fun (_, _, fit) -> described fit) |> Label.sentence)
             + ".")
            (struct (1, 1))
            {
                Rows =
                    [
                        [
                            Some
                                {
                                    Stack =
                                        [
                                            overlayHeight,
                                            Panel.create
                                                ""
                                                { Axis.ofInput data.Head 0 with
                                                    Range =
                                                        Some(
                                                            struct (left - margin * length,
                                                                    right + margin * length)
                                                        )
                                                }
                                                { Axis.ofOutput data.Head with Range = Some outputs }
                                                (fits |> List.mapi (overlaid budget outputs) |> List.concat)
                                        ]
                                }
                        ]
                    ]
                HasLegend = true
            }
