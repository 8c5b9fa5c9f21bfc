namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures.Posteriors

[<RequireQualifiedAccess>]
module Effects =
    let private mostInputs = 12
    let private panelsInRow = 3
    let private panelHeight = 200
    let private gridPoints = 121
    let private probabilities = [| 0.05; 0.5; 0.95 |]

    let private median (values: float[]) =
        let sorted = Array.sort values
        let middle = sorted.Length / 2

        if sorted.Length % 2 = 1 then
            sorted[middle]
        else
            0.5 * sorted[middle - 1] + 0.5 * sorted[middle]

    /// The curve of one input, and its band.
    type private Effect =
        {
            Input: int
            X: float[]
            Curve: float[]
            Band: struct (float[] * float[]) option
        }

        member this.Span = Array.max this.Curve - Array.min this.Curve

    /// Columns that vary in one input, the others being at their medians.
    let private columns (medians: float[]) input (x: float[]) =
        medians |> Array.mapi (fun k value -> if k = input then x else Array.create x.Length value)

    let private panel (data: CurveData) range index effect =
        let x = effect.X

        let xAxis =
            { Axis.linear data.InputNames[effect.Input] with
                Range = Some struct (x[0], x[x.Length - 1])
            }

        let yAxis =
            { Axis.linear (if index % panelsInRow = 0 then data.OutputName else "") with
                Range = Some range
            }

        let marks =
            [
                match effect.Band with
                | Some(lower, upper) ->
                    Marks.band Palette.primary 0.25 x lower upper |> Marks.named "5 % to 95 %"
                | None -> ()
                Marks.line Palette.primary 2.0 "solid" x effect.Curve |> Marks.named "effect"
            ]

        Some { Stack = [ panelHeight, Panel.create "" xAxis yAxis marks ] }

    let private rangeOf (effects: Effect[]) =
        let all =
            effects
            |> Array.collect (fun effect ->
                match effect.Band with
                | Some(lower, upper) -> Array.concat [ effect.Curve; lower; upper ]
                | None -> effect.Curve)
            |> Draws.finite

        let low, high = Array.min all, Array.max all
        let margin = if high > low then 0.04 * (high - low) else max (abs low) 1.0
        struct (low - margin, high + margin)

    let private draw (data: CurveData) what evaluate =
        let medians = data.Inputs |> Array.map median

        let effects =
            data.Inputs
            |> Array.mapi (fun input values ->
                let low, high = Array.min values, Array.max values

                let x =
                    Array.init gridPoints (fun i -> low + (high - low) * float i / float (gridPoints - 1))

                let struct (curve, band) = evaluate (columns medians input x)
                { Input = input; X = x; Curve = curve; Band = band })

        let shown = effects |> Array.sortBy (fun effect -> -effect.Span) |> Array.truncate mostInputs
        let ordered = shown |> Array.sortBy _.Input
        let range = rangeOf ordered
        let name input = Label.line 60 data.InputNames[input]

        let spans =
            shown
            |> Array.truncate 3
            |> Array.map (fun effect -> $"{name effect.Input} by {Label.number 3 effect.Span}")
            |> List.ofArray
            |> Label.sentence

        let places =
            ordered
            |> Array.map (fun effect -> $"{name effect.Input} {Label.number 3 medians[effect.Input]}")
            |> List.ofArray
            |> Label.sentence

        let left =
            if shown.Length < effects.Length then
                $" Of {effects.Length} inputs those are shown whose curves span most."
            else
                ""

        Figure.ofPanels
            "effects"
            $"{Label.line 60 data.Name}: the effect of each input"
            $"{what} over the range of each input, the others at their medians ({places}). It moves most with {spans}.{left}"
            "A panel for each input with the curve over its range and a band, the other inputs held at their medians."
            (struct (min panelsInRow ordered.Length, 1))
            {
                Rows =
                    ordered
                    |> Array.mapi (panel data range)
                    |> Array.chunkBySize panelsInRow
                    |> Array.map List.ofArray
                    |> List.ofArray
                HasLegend = true
            }

    let ofFit (uncertainty: LaplaceFit option) (fit: UnitFit) =
        let network = fit.Trained.Network
        let neurons = Label.plural (Activation.name network.Activation + " neuron") network.Units

        draw fit.Data $"The network of {neurons}" (fun columns ->
            let band =
                uncertainty
                |> Option.map (fun laplace ->
                    let bands = Laplace.bands probabilities columns laplace
                    struct (bands.Function[0], bands.Function[2]))

            struct (Network.predict network columns, band))

    let ofPosterior (posterior: Posterior) =
        match posterior.Settings.Model with
        | Some { Data = Some data } ->
            draw data "The median of the posterior" (fun columns ->
                let bands = Posterior.bands probabilities Bands.defaultDraws columns posterior
                struct (bands.Function[1], Some(struct (bands.Function[0], bands.Function[2]))))
        | _ ->
            Check.reject
                "posterior"
                "Effects need a posterior of networks with their data; this one has none."
