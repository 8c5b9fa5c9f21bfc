namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Measurements
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing

[<RequireQualifiedAccess>]
module CurveDifference =
    let private curveHeight, differenceHeight = 260, 150

    let private names (comparison: CurveComparison) =
        let first, second = comparison.First.Name, comparison.Second.Name

        if first = second then
            $"{first} (first)", $"{second} (second)"
        else
            first, second

    /// On a logarithmic axis, a difference is a ratio.
    let private nameOf (comparison: CurveComparison) =
        match comparison.First.Axes.Output with
        | AxisScale.Linear -> "difference"
        | AxisScale.Log -> "ratio"

    let private difference (comparison: CurveComparison) =
        let points = comparison.Difference
        let axes = comparison.First.Axes
        let column pick = points |> Array.map (pick >> AxisScale.toAxis axes.Output)
        let x = points |> Array.map (fun point -> AxisScale.toAxis axes.Inputs[0] point.X)
        let what = nameOf comparison

        [
            if points.Length > 0 then
                Marks.band Palette.third 0.3 x (column _.Lower) (column _.Upper)
                |> Marks.named $"band of the {what}"

                Marks.line Palette.third 1.8 "solid" x (column _.Mean) |> Marks.named what
        ]

    let create (comparison: CurveComparison) =
        let first, second = names comparison
        let data = comparison.First
        let all = Array.append data.Inputs[0] comparison.Second.Inputs[0]
        let low, high = Array.min all, Array.max all
        let margin = 0.02 * (high - low)

        let xAxis title labels follows =
            { Axis.ofInput data 0 with
                Title = title
                HasLabels = labels
                Follows = follows
                Range = Some struct (low - margin, high + margin)
            }

        let above =
            Panel.create
                ""
                (xAxis "" false None)
                (Axis.ofOutput data)
                (CurveMarks.ofData Palette.primary first data comparison.FirstNetwork
                 @ CurveMarks.ofData Palette.secondary second comparison.Second comparison.SecondNetwork)

        let output, what = data.Axes.Output, nameOf comparison

        let below =
            { Panel.create
                  ""
                  (xAxis data.InputNames[0] true (Some 0))
                  (Axis.on output what)
                  (difference comparison) with
                Rules = [ Rule.Horizontal(0.0, Palette.observation, "dot") ]
            }

        let kind =
            match comparison.Options.Band with
            | DifferenceBand.Simultaneous -> "the whole curve"
            | DifferenceBand.Pointwise -> "each point of the curve alone"

        let relation = if what = "ratio" then "divided by" else "less"

        let band =
            if comparison.Difference.Length = 0 then
                " The errors of the fits cannot be computed, so that the difference has no band."
            else
                $" Below, {Label.line 100 second} {relation} {Label.line 100 first}; the band holds {kind} with a probability of {Label.number 3 (100.0 * (1.0 - comparison.Options.Level))} %%."
                + (if comparison.IsTrusted then "" else " The band cannot be trusted.")

        Figure.ofPanels
            "curve-difference"
            $"{Label.line 60 first} and {Label.line 60 second}: two curves or one?"
            (comparison.Answer + band)
            "Two data sets as dots of two colours, each with its fitted curve; below, the difference of the curves with its band and a line at zero."
            (struct (1, 1))
            {
                Rows = [ [ Some { Stack = [ curveHeight, above; differenceHeight, below ] } ] ]
                HasLegend = true
            }
