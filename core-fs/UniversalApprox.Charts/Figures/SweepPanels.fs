namespace UniversalApprox.Charts.Figures

open System
open System.Collections.Generic
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures.Networks
open UniversalApprox.Charts.Figures.Sweeps

[<RequireQualifiedAccess>]
module SweepPanels =
    let defaultReach = 0.25

    let mostReach = 100.0

    let private fitHeight, residualHeight = 190, 90

    /// The number of dots of all panels together, because each dot is an SVG element of its own.
    let private dotBudget = 8000

    /// The number of dots of one panel; more would show nothing more.
    let private panelBudget = 1200

    let private check reach (fits: UnitFit list) =
        Check.inRange "Reach" 0.0 mostReach reach

        match fits with
        | [] -> Check.reject "fits" "There must be at least one fit."
        | _ when fits.Length > 100 ->
            Check.reject "fits" $"At most 100 fits can be shown side by side; got {fits.Length}."
        | first :: rest ->
            if first.Data.Dimension <> 1 then
                Check.reject "fits" $"This figure is for data of one input; got {first.Data.Dimension}."

            if rest |> List.exists (fun fit -> not (CurveData.isSame first.Data fit.Data)) then
                Check.reject "fits" "The fits must be of the same data."

            first.Data

    let private span = FittedCurve.span

    /// The range of y: that of the data, extended to the continuations by up to half of it on either side.
    let private outputRange (outputs: float[]) (curves: float[][]) =
        let struct (low, high, margin) = span outputs
        let inside = curves |> Array.concat |> Array.filter Double.IsFinite
        let lowest = max (Array.fold min low inside) (low - 0.5 * margin)
        let highest = min (Array.fold max high inside) (high + 0.5 * margin)
        struct (lowest - 0.04 * margin, highest + 0.04 * margin)

    let private cell reach shown outputs scale index (fit: UnitFit) =
        let data = fit.Data
        let x = data.Inputs[0]
        let struct (low, high, range) = span x
        let pick (values: float[]) = shown |> Array.map (fun i -> values[i])

        let marks =
            Marks.dots Palette.observation (Marks.dotSize shown.Length) 0.55 (pick x) (pick data.Outputs)
            |> Residuals.withErrors data shown
            |> Marks.named "data"
            |> fun dots -> dots :: FittedCurve.marks outputs reach data fit.Trained.Network

        let xAxis title labels =
            { Axis.ofInput data 0 with
                Title = title
                HasLabels = labels
                Range = Some(struct (low - (reach + 0.02) * range, high + (reach + 0.02) * range))
                Follows = if index = 0 && not labels then None else Some 0
            }

        let above =
            Panel.create
                $"{Activation.name fit.Activation}, N = {fit.Units}"
                (xAxis "" false)
                { Axis.ofOutput data with
                    Range = Some outputs
                    Follows = if index = 0 then None else Some 0
                }
                marks

        let residuals =
            GoodnessOfFit.residuals fit.Trained.Network data
            |> Residuals.panel
                (0.8 * Marks.dotSize shown.Length)
                data
                shown
                (xAxis data.InputNames[0] true)
                scale

        { Stack = [ fitHeight, above; residualHeight, residuals ] }

    let private caption (data: CurveData) (fits: UnitFit list) scale shown =
        let best = fits |> List.minBy _.Accuracy.MeanAbsoluteResidual

        let points, networks = Label.plural "point" data.Count, Label.plural "network" fits.Length

        $"{data.Name}: {points}, {networks}. Dots are the data, the line "
        + $"is the network, dashed where there are no data. Below, {Residuals.sentence scale}. Their axes differ from panel to panel. "
        + $"The smallest mean of |Δ{data.OutputName}| is {Label.number 3 best.Accuracy.MeanAbsoluteResidual}, with N = "
        + $"{best.Units} {Activation.name best.Activation}."
        + Thinning.caption shown data.Count "points"

    let create reach (fits: UnitFit seq) =
        let fits = List.ofSeq fits
        let data = check reach fits

        let rows =
            fits
            |> List.groupBy _.Activation
            |> List.map (snd >> List.sortBy (fun fit -> fit.Units, fit.Restart))

        let ordered = List.concat rows

        let shown =
            Thinning.ofCloud
                (Math.Clamp(dotBudget / 2 / ordered.Length, 100, panelBudget))
                data.Inputs[0]
                data.Outputs

        let struct (low, high, range) = span data.Inputs[0]

        let wide =
            Array.init 200 (fun i ->
                low - reach * range + (high - low + 2.0 * reach * range) * float i / 199.0)

        let outputs =
            ordered
            |> List.map (fun fit -> Network.predict fit.Trained.Network [| wide |])
            |> Array.ofList
            |> outputRange data.Outputs

        let best = ordered |> List.minBy _.Accuracy.Rmse
        let scale = Residuals.scale data best.Trained.Network
        // Compares by reference, because a fit that contains a NaN does not equal itself.
        let places = Dictionary<UnitFit, int>(HashIdentity.Reference)
        ordered |> List.iteri (fun i fit -> places[fit] <- i)

        Figure.ofPanels
            "sweep-panels"
            $"{data.Name}: fits by number of neurons"
            (caption data ordered scale shown.Length)
            (Label.plural "panel" ordered.Length
             + " of data and fitted curve, each with a panel of residuals in units of the noise below.")
            (struct (4, 1))
            {
                Rows =
                    rows
                    |> List.map (
                        List.map (fun fit -> Some(cell reach shown outputs scale (2 * places[fit]) fit))
                    )
                HasLegend = true
            }
