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
                if noise > 0.0 then
                    noise
            ]
            |> List.filter visible

        match errors with
        | [] -> None
        | _ -> Some(struct (List.min errors / 1.5, List.max errors * 2.2))

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
            { Axis.logarithmic $"RMSE of {data.OutputName}" with
                Range = range
                Follows = if index = 0 then None else Some 0
            }

        let marks =
            restarts fits best
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
            @ theory data noise range activation best

        { Panel.create (Activation.name activation) xAxis yAxis marks with
            Rules =
                (if noise > 0.0 then
                     [ Rule.Horizontal(noise, Palette.observation, "dot") ]
                 else
                     [])
        }

    let private caption (data: CurveData) noise (recommended: UnitFit option) =
        let answer =
            match recommended with
            | Some fit -> $" Recommended: N = {fit.Units}, {Activation.name fit.Activation}."
            | None -> ""

        let floor =
            if noise > 0.0 then
                $" The dotted line is the noise of the data as their neighbours tell it, {Label.number 3 noise}."
            else
                ""

        let bounds =
            match TheoryBounds.ofData data with
            | [] -> ""
            | known ->
                let words =
                    known
                    |> List.map (fun bound -> $"{bound.Name} is {Label.number 3 (bound.Rmse 1.0)}/√N")
                    |> Label.sentence

                $" For this curve theory gives bounds for N units of the noiseless error: {words}. Parts of the bounds above the figure are not drawn."

        $"{data.Name}: root mean square error against the number of neurons, both on logarithmic scales; orange on points "
        + $"that training has not seen.{answer}{floor}{bounds}"

    let create recommended (fits: UnitFit seq) =
        let fits = List.ofSeq fits
        let data = check fits
        let noise = NoiseLevel.ofData data |> Option.defaultValue 0.0
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
            (caption data noise recommended)
            (Label.plural "panel" groups.Length
             + " of error against number of neurons on logarithmic axes, falling until the noise of the data is reached.")
            (struct (min 3 groups.Length, 1))
            { Rows = [ cells ]; HasLegend = true }
