namespace UniversalApprox.Charts.Figures

open System
open Newtonsoft.Json.Linq
open XPlot.Plotly
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures.Networks
open UniversalApprox.Charts.Figures.Sweeps

[<RequireQualifiedAccess>]
module ErrorAgainstUnits =
    let private panelHeight = 290

    /// With more ticks, their texts would overlap.
    let private mostTicks = 9

    let private check (fits: UnitFit list) =
        match fits with
        | [] -> Check.reject "fits" "There must be at least one fit."
        | first :: rest ->
            if rest |> List.exists (fun fit -> not (CurveData.isSame first.Data fit.Data)) then
                Check.reject "fits" "The fits must be of the same data."

            first.Data

    let private visible value = Double.IsFinite value && value > 0.0

    let private units (fits: UnitFit[]) = fits |> Array.map (fun fit -> float fit.Units)

    let private restarts (fits: UnitFit list) (best: UnitFit[]) =
        let others =
            fits
            |> List.filter (fun fit ->
                not (Array.exists (fun chosen -> obj.ReferenceEquals(chosen, fit)) best))
            |> Array.ofList

        if others.Length = 0 then
            []
        else
            let errors = others |> Array.map (fun fit -> fit.Accuracy.Rmse)

            [ Marks.dots Palette.primary 5.0 0.3 (units others) errors |> Marks.named "other restarts" ]

    let private validation (best: UnitFit[]) =
        let validated = best |> Array.filter (fun fit -> fit.Validation.IsSome)

        if validated.Length = 0 then
            []
        else
            let value choose = validated |> Array.map (fun fit -> choose fit.Validation.Value)

            [
                Marks.linedDots Palette.secondary 1.8 6.0 (units validated) (value _.Rmse)
                |> Marks.withErrors (value _.StandardError)
                |> Marks.named "validation ± standard error"
            ]

    let private mark recommended (best: UnitFit[]) =
        match
            best
            |> Array.tryFind (fun fit ->
                Option.exists (fun chosen -> obj.ReferenceEquals(chosen, fit)) recommended)
        with
        | None -> []
        | Some fit ->
            let error =
                fit.Validation |> Option.map (fun v -> v.Rmse) |> Option.defaultValue fit.Accuracy.Rmse

            let ring =
                Scatter(
                    x = [| float fit.Units |],
                    y = [| error |],
                    mode = "markers",
                    marker = Marker(symbol = "circle-open", size = 17.0, color = Palette.third)
                )

            [ { Trace = ring; Extra = [] } |> Marks.named "recommended" ]

    /// The noise of the data as a line with a band of one standard error on either side.
    let private noiseMarks (noise: NoiseEstimate option) low high =
        match noise with
        | Some noise when noise.Sd > 0.0 ->
            let x = [| low; high |]
            let level value = [| value; value |]

            [
                Marks.band
                    Palette.observation
                    0.25
                    x
                    (level (max (0.2 * noise.Sd) (noise.Sd - noise.StandardError)))
                    (level (noise.Sd + noise.StandardError))
                Marks.line Palette.observation 1.6 "dot" x (level noise.Sd)
                |> Marks.named "noise of the data ± standard error"
            ]
        | _ -> []

    let private theory (data: CurveData) noise range activation (best: UnitFit[]) =
        let grid =
            let low, high = float best[0].Units, float best[best.Length - 1].Units
            Array.init 40 (fun i -> low * (high / low) ** (float i / 39.0))

        let isInPicture (bound: TheoryBounds.Bound) =
            range |> Option.exists (fun (struct (_, high)) -> bound.Rmse grid[39] < high)

        [
            for bound in TheoryBounds.ofData data |> List.filter isInPicture do
                Marks.line Palette.fourth 1.3 "longdash" grid (Array.map bound.Rmse grid)
                |> Marks.named bound.Name

            if activation = Activation.Relu then
                let known =
                    best
                    |> Array.choose (fun fit ->
                        TheoryBounds.reluOptimum noise fit.Units data
                        |> Option.map (fun rmse -> float fit.Units, rmse))

                if known.Length > 0 then
                    {
                        Trace =
                            Scatter(
                                x = Array.map fst known,
                                y = Array.map snd known,
                                mode = "markers",
                                marker = Marker(symbol = "diamond-open", size = 9.0, color = Palette.fourth)
                            )
                        Extra = []
                    }
                    |> Marks.named "best possible, with noise"
        ]

    let private ticks (counts: int[]) =
        let stride = (counts.Length + mostTicks - 1) / mostTicks

        counts
        |> Array.indexed
        |> Array.filter (fun (i, _) -> (counts.Length - 1 - i) % stride = 0)
        |> Array.map (fun (_, count) -> struct (float count, string count))

    let private errorRange (fits: UnitFit list) noise =
        let errors =
            [
                for fit in fits do
                    fit.Accuracy.Rmse

                    match fit.Validation with
                    | Some v ->
                        v.Rmse
                        v.Rmse + v.StandardError
                    | None -> ()
                match noise with
                | Some(noise: NoiseEstimate) ->
                    noise.Sd
                    noise.Sd + noise.StandardError
                | None -> ()
            ]
            |> List.filter visible

        match errors with
        | [] -> None
        | _ ->
            let low, high = List.min errors, List.max errors
            // A tenth of the height on either side, and no axis that makes a mountain of a few per cent.
            let margin = max (sqrt 1.3) ((high / low) ** 0.1)
            Some(struct (low / margin, high * margin))

    let private panel
        (data: CurveData)
        noise
        recommended
        range
        counts
        index
        (activation, fits: UnitFit list)
        =
        let best = BestRestarts.ofFits fits |> List.sortBy _.Units |> Array.ofList
        let low, high = float (Array.min counts), float (Array.max counts)

        let xAxis =
            { Axis.logarithmic "number of neurons N" with
                Range = Some(struct (low / 1.18, high * 1.18))
                Ticks = Some(ticks counts)
                Follows = if index = 0 then None else Some 0
            }

        let yAxis =
            { Axis.logarithmic $"RMSE of {Axes.label data.Axes.Output data.OutputName}" with
                Range = range
                Follows = if index = 0 then None else Some 0
            }

        let marks =
            noiseMarks noise (low / 1.18) (high * 1.18)
            @ restarts fits best
            @ [
                Marks.linedDots
                    Palette.primary
                    1.8
                    6.0
                    (units best)
                    (best |> Array.map (fun fit -> fit.Accuracy.Rmse))
                |> Marks.named "training, best restart"
            ]
            @ validation best
            @ mark recommended best
            @ theory data (noise |> Option.map _.Sd |> Option.defaultValue 0.0) range activation best

        Panel.create (Activation.name activation) xAxis yAxis marks

    let private caption (data: CurveData) noise isValidated (recommended: UnitFit option) =
        let answer =
            match recommended with
            | Some fit -> $" Recommended: N = {fit.Units}, {Activation.name fit.Activation}."
            | None -> ""

        let floor =
            match noise with
            | Some(noise: NoiseEstimate) when noise.Sd > 0.0 ->
                $" The dotted line is the noise of the data as neighbouring points tell it, {Label.number 3 noise.Sd} ± {Label.number 2 noise.StandardError}."
            | _ -> ""

        let bounds =
            match TheoryBounds.ofData data with
            | [] -> ""
            | known ->
                let words =
                    known
                    |> List.map (fun bound -> $"{bound.Name} is {Label.number 3 (bound.Rmse 1.0)}/√N")
                    |> Label.sentence

                $" For this curve theory bounds the noiseless error of N units: {words}; a bound is drawn where it lies in the figure."

        let validation =
            if isValidated then
                "; validation is on points that training has not seen"
            else
                ""

        $"{data.Name}: root mean square error against the number of neurons, both on logarithmic scales{validation}.{answer}{floor}{bounds}"

    /// The answer in words, for readers who do not see the figure.
    let private description (fits: UnitFit list) (recommended: UnitFit option) (noise: NoiseEstimate option) =
        let best = fits |> List.map _.Accuracy.Rmse |> List.filter Double.IsFinite

        [
            if not best.IsEmpty then
                $"Errors go from {Label.number 3 (List.max best)} down to {Label.number 3 (List.min best)}."
            match recommended with
            | Some fit ->
                $"Recommended are {Neurons.kind fit.Trained.Network}, with {Label.number 3 fit.Accuracy.Rmse}."
            | None -> "No number is recommended."
            match noise with
            | Some noise -> $"The noise of the data is {Label.number 3 noise.Sd}."
            | None -> ()
        ]
        |> String.concat " "

    let create recommended (fits: UnitFit seq) =
        let fits = List.ofSeq fits
        let data = check fits
        let noise = NoiseLevel.estimate data
        let groups = fits |> List.groupBy _.Activation
        let counts = fits |> List.map _.Units |> List.distinct |> List.sort |> Array.ofList
        let range = errorRange fits noise

        let cells =
            groups
            |> List.mapi (fun index group ->
                Some { Stack = [ panelHeight, panel data noise recommended range counts index group ] })

        Figure.ofPanels
            "error-against-units"
            $"{data.Name}: error against number of neurons"
            (caption data noise (fits |> List.exists _.Validation.IsSome) recommended)
            (Label.plural "panel" groups.Length
             + " of root mean square error against number of neurons on logarithmic axes. "
             + description fits recommended noise)
            (struct (min 3 groups.Length, 1))
            { Rows = [ cells ]; HasLegend = true }
