namespace UniversalApprox.Charts.Figures

open System
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures.Networks
open UniversalApprox.Charts.Figures.Sweeps
open UniversalApprox.Charts.Figures.Posteriors

type PredictionSettings = { Trained: Network option; Reach: float; MaximumDraws: int }

[<RequireQualifiedAccess>]
module Prediction =
    let private gridPoints = 301
    let private trainedName, private probableName = "trained network", "most probable draw"
    let private probabilities = [| 0.025; 0.25; 0.5; 0.75; 0.975 |]
    let private dotBudget = 6000
    let private fitHeight, private residualHeight = 210, 90

    let defaults = { Trained = None; Reach = SweepPanels.defaultReach; MaximumDraws = Bands.defaultDraws }

    let private check settings (posterior: Posterior) =
        Check.inRange "Reach" 0.0 SweepPanels.mostReach settings.Reach
        Check.atLeast "MaximumDraws" 1 settings.MaximumDraws

        match posterior.Settings.Model with
        | None ->
            Check.reject
                "posterior"
                "Predictions need a posterior of networks; this one is of a user's own density."
        | Some { Data = None } ->
            Check.reject "posterior" "Predictions are shown with the data; this posterior has none."
        | Some { Data = Some data } when data.Dimension <> 1 ->
            Check.reject "posterior" $"This figure is for data of one input; got {data.Dimension}."
        | Some model ->
            settings.Trained
            |> Option.iter (fun network ->
                if network.Activation <> model.Activation || network.Layout <> model.Layout then
                    Check.reject
                        "Trained"
                        "The trained network must have the activation, inputs and units of the posterior's.")

            model.Data.Value

    let private extent = FittedCurve.span

    /// The range of y: that of the data, extended to the curves by up to half of it on either side.
    let private outputRange (data: float[]) (curves: float[]) =
        let struct (low, high, span) = extent data
        let curves = Draws.finite curves
        let lowest = max (Array.fold min low curves) (low - 0.5 * span)
        let highest = min (Array.fold max high curves) (high + 0.5 * span)
        struct (lowest - 0.04 * span, highest + 0.04 * span)

    let private pick (indices: int[]) (values: float[]) = indices |> Array.map (fun i -> values[i])

    let private dots (data: CurveData) shown =
        Marks.dots
            Palette.observation
            (Marks.dotSize (Array.length shown))
            0.55
            (pick shown data.Inputs[0])
            (pick shown data.Outputs)
        |> Residuals.withErrors data shown
        |> Marks.named "data"

    /// Bands and median minus `centre`, and dots.
    let private bandMarks
        (bands: Bands)
        (centre: float[])
        (withErrors: Mark -> Mark)
        (dotsX: float[])
        (dotsY: float[])
        =
        let x = bands.Inputs[0]
        let less (values: float[]) = Array.map2 (-) values centre

        [
            match bands.Observation with
            | Some observation ->
                Marks.band Palette.secondary 0.16 x (less observation[0]) (less observation[4])
                |> Marks.named "95 % of new observations"
            | None -> ()

            Marks.dots Palette.observation (Marks.dotSize dotsX.Length) 0.55 dotsX dotsY
            |> withErrors
            |> Marks.named "data"

            Marks.band Palette.primary 0.22 x (less bands.Function[0]) (less bands.Function[4])
            |> Marks.named "95 % of f"

            Marks.band Palette.primary 0.42 x (less bands.Function[1]) (less bands.Function[3])
            |> Marks.named "50 % of f"

            Marks.line Palette.primary 1.4 "solid" x (less bands.Function[2]) |> Marks.named "median of f"
        ]

    /// The bands, and below them the same minus the median, where narrow bands can be told apart.
    let private posteriorStack (data: CurveData) shown xAxis yAxis (bands: Bands) (medianAtShown: float[]) =
        let struct (low, high, _) = extent data.Inputs[0]
        let x, y = pick shown data.Inputs[0], pick shown data.Outputs
        let residuals = Array.map2 (-) y medianAtShown
        let struct (least, most, span) = extent residuals

        let rules = [ low; high ] |> List.map (fun edge -> Rule.Vertical(edge, Palette.observation, "dot"))

        let above =
            Panel.create
                "Posterior"
                (xAxis "" false None)
                yAxis
                (bandMarks bands (Array.zeroCreate gridPoints) (Residuals.withErrors data shown) x y)

        let below =
            Panel.create
                ""
                (xAxis data.InputNames[0] true (Some 0))
                { Axis.linear $"{Axes.label data.Axes.Output data.OutputName} − median" with
                    Range = Some struct (least - 0.3 * span, most + 0.3 * span)
                }
                (bandMarks bands (bands.Function.[2]) (Residuals.withErrors data shown) x residuals)

        [ fitHeight, { above with Rules = rules }; residualHeight, { below with Rules = rules } ]

    let private meanSquare (residuals: float[]) = residuals |> Array.averageBy (fun r -> r * r)

    /// Whether likelihood and priors are those of the notebook: −SSE/n, and Normal(0, 30) for all parameters.
    let private isNotebook (posterior: Posterior) =
        (match posterior.Settings.Model with
         | Some model -> model.Noise.Scale = NoiseScale.Unknown
         | None -> false)
        && posterior.Settings.PriorSds |> Option.exists (Array.forall (fun sd -> sd = 30.0))

    /// The networks to compare, with their names.
    let private contenders settings (posterior: Posterior) =
        [
            yield! settings.Trained |> Option.map (fun network -> trainedName, network) |> Option.toList
            yield!
                posterior.MaxProbability.Network
                |> Option.map (fun network -> probableName, network)
                |> Option.toList
        ]

    /// The name that the notebook gives a network, where its run is repeated.
    let private subtitle name posterior =
        if isNotebook posterior then
            [
                {
                    Text = "notebook: " + (if name = trainedName then "NN best model" else "MCMC max prob")
                    X = 0.02
                    Y = 0.98
                    Anchor = "left"
                }
            ]
        else
            []

    let private caption (data: CurveData) (bands: Bands) shown scored scale (posterior: Posterior) =
        let median = bands.Function[2]
        let last = gridPoints - 1
        let units = AxisScale.toUnits data.Axes.Output
        let width i = units bands.Function[4].[i] - units bands.Function[0].[i]

        let value (i: int) =
            $"{Label.number 3 (units median.[i])} (95 %% band {Label.number 2 (width i)} wide)"

        let grid = bands.Inputs[0]
        let at i = $"{data.InputNames[0]} = {Label.number 3 (AxisScale.toUnits data.Axes.Inputs[0] grid[i])}"
        let draws = Draws.count posterior.Raw

        let losses =
            scored
            |> List.map (fun (name, _, residuals: float[]) ->
                $"the {name} has mean squared residual {Label.number 3 (meanSquare residuals)} and mean absolute residual {Label.number 3 (residuals |> Array.averageBy abs)}")
            |> Label.sentence

        $"{data.Name}: {Label.count data.Count} points (dots), the median of the network's posterior and the bands that hold 50 %% and 95 %% of it"
        + (if bands.Observation.IsSome then
               ", and 95 % of new observations; below, the same less the median."
           else
               "; the noise is not part of the model.")
        + $" Beyond the dotted lines there are no data. At {at 0} the median is {value 0}, in the middle {value (last / 2)}, at {at last} {value last}."
        + $" On the data, {losses}. Below the networks, {Residuals.sentence scale}."
        + (if bands.Draws < draws then
               $" Bands are of {Label.count bands.Draws} of {Label.count draws} draws, evenly spaced."
           else
               "")
        + Thinning.caption (Array.length shown) data.Count "points"

    let create settings (posterior: Posterior) =
        let data = check settings posterior
        let x = data.Inputs[0]
        let struct (low, high, span) = extent x
        let first, last = low - settings.Reach * span, high + settings.Reach * span

        let grid = Array.init gridPoints (fun i -> first + (last - first) * float i / float (gridPoints - 1))

        let bands = Posterior.bands probabilities settings.MaximumDraws [| grid |] posterior

        let scored =
            contenders settings posterior
            |> List.map (fun (name, network) -> name, network, GoodnessOfFit.residuals network data)

        let scale =
            scored |> List.tryHead |> Option.bind (fun (_, network, _) -> Residuals.scale data network)

        let shown = Thinning.ofCloud (dotBudget / (1 + 2 * scored.Length)) x data.Outputs

        let medianAtShown =
            (Posterior.bands [| 0.5 |] settings.MaximumDraws [| pick shown x |] posterior).Function[0]

        let curves =
            [| bands.Function[1]; bands.Function[2]; bands.Function[3] |]
            |> Array.append (
                scored |> List.map (fun (_, network, _) -> Network.predict network [| grid |]) |> Array.ofList
            )

        let xAxis title labels follows =
            { Axis.ofInput data 0 with
                Title = title
                HasLabels = labels
                Follows = follows
                Range = Some struct (first - 0.02 * span, last + 0.02 * span)
            }

        let outputs = outputRange data.Outputs (Array.concat curves)
        let yAxis follows = { Axis.ofOutput data with Range = Some outputs; Follows = follows }

        let contender (name, network: Network, values: float[]) =
            let marks = dots data shown :: FittedCurve.marks outputs settings.Reach data network

            Some
                {
                    Stack =
                        [
                            fitHeight,
                            { Panel.create name (xAxis "" false (Some 0)) (yAxis (Some 0)) marks with
                                Notes = subtitle name posterior
                            }
                            residualHeight,
                            Residuals.panel
                                (Marks.dotSize shown.Length)
                                data
                                shown
                                (xAxis data.InputNames[0] true (Some 0))
                                scale
                                values
                        ]
                }

        let posteriorCell = Some { Stack = posteriorStack data shown xAxis (yAxis None) bands medianAtShown }

        Figure.ofPanels
            "prediction"
            $"{data.Name}: what the posterior says"
            (caption data bands shown scored scale posterior)
            ("The data with the posterior's median curve and its bands, which widen where there are no data; beside it "
             + Label.sentence (scored |> List.map (fun (name, _, _) -> name))
             + ", each with a panel of residuals below.")
            (struct (3, 1))
            { Rows = [ posteriorCell :: List.map contender scored ]; HasLegend = true }
