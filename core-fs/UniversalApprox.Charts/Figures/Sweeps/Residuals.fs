/// Absolute residuals below a fit.
module internal UniversalApprox.Charts.Figures.Sweeps.Residuals

open UniversalApprox.Core.Data
open UniversalApprox.Charts.Drawing

/// Residuals in units of the known errors of their points, or as they are where these are not known.
let inErrors (data: CurveData) (residuals: float[]) =
    match data.Errors with
    | PointErrors.Known sigmas -> Array.map2 (/) residuals sigmas
    | PointErrors.Equal
    | PointErrors.Relative _ -> residuals

/// Error bars of the known errors of the points `shown` on their dots.
let withErrors (data: CurveData) (shown: int[]) dots =
    match data.Errors with
    | PointErrors.Known sigmas ->
        // End strokes of many bars would hide the dots.
        let stroke = if shown.Length <= 40 then 3.0 else 0.0
        Marks.withErrorBars stroke (shown |> Array.map (fun i -> sigmas[i])) dots
    | PointErrors.Equal
    | PointErrors.Relative _ -> dots

/// The panel of the residuals |f(xᵢ) − yᵢ| (`inErrors`), with their mean over all points as a line and in words. The points `shown` are
/// drawn as dots of `dotSize` pixels. The axis is logarithmic if a range is given.
let panel dotSize (data: CurveData) (shown: int[]) xAxis range (residuals: float[]) =
    let residuals = inErrors data residuals
    let mean = Array.average residuals
    let pick (values: float[]) = shown |> Array.map (fun i -> values[i])

    let title =
        match data.Errors with
        | PointErrors.Known _ -> $"|Δ{data.OutputName}|/σ"
        | PointErrors.Equal
        | PointErrors.Relative _ -> $"|Δ{data.OutputName}|"

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
        Notes = [ { Text = $"⟨{title}⟩ = {Label.number 3 mean}"; X = 1.0; Y = 1.0; Anchor = "right" } ]
    }
