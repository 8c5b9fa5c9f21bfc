/// Absolute residuals below a fit.
module internal UniversalApprox.Charts.Figures.Sweeps.Residuals

open UniversalApprox.Core.Data
open UniversalApprox.Charts.Drawing

/// The panel of the residuals |f(xᵢ) − yᵢ|, with their mean over all points as a line and in words. The points `shown` are
/// drawn as dots of `dotSize` pixels. The axis is logarithmic if a range is given.
let panel dotSize (data: CurveData) (shown: int[]) xAxis range (residuals: float[]) =
    let mean = Array.average residuals
    let pick (values: float[]) = shown |> Array.map (fun i -> values[i])
    let title = $"|Δ{data.OutputName}|"

    let yAxis =
        match range with
        | Some range -> { Axis.logarithmic title with Range = Some range }
        | None -> Axis.linear title

    let dots = Marks.dots Palette.observation dotSize 0.55 (pick data.Inputs[0]) (pick residuals)

    { Panel.create "" xAxis yAxis [ dots ] with
        Rules =
            if mean > 0.0 then
                [ Rule.Horizontal(mean, Palette.secondary, "solid") ]
            else
                []
        Notes =
            [
                {
                    Text = $"⟨|Δ{data.OutputName}|⟩ = {Label.number 3 mean}"
                    X = 1.0
                    Y = 1.0
                    Anchor = "right"
                }
            ]
    }
