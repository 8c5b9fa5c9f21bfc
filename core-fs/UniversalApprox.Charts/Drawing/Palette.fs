/// The colours of all figures, and the looks of axes, text and legends on a light and on a dark page.
module internal UniversalApprox.Charts.Drawing.Palette

open System.Globalization
open Newtonsoft.Json.Linq

/// Observations: a grey that recedes behind the curves.
let observation = "#8a919b"

/// The subject of a figure: the fit, or the first posterior.
let primary = "#4068ad"

/// The object of comparison.
let secondary = "#cf8910"

let third = "#18a7a1"
let fourth = "#9667f2"
let fifth = "#ab9659"

/// Problems: stuck walkers, residuals beyond the rest.
let alert = "#b03358"

/// Colours for series that only colour tells apart. The tests simulate the three colour-vision deficiencies and require a
/// distance between any two of these colours, and between each and the background.
let series = [| primary; secondary; third; fourth; fifth; alert |]

let ofSeries index = series[index % series.Length]

let private channel (hex: string) at =
    System.Int32.Parse(hex.Substring(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)

let translucent (opacity: float) (hex: string) =
    System.FormattableString.Invariant $"rgba({channel hex 1},{channel hex 3},{channel hex 5},{opacity})"

/// From the colour of paper to the primary colour, for heatmaps of a quantity from low to high. Lightness shows the order.
let sequential = [| "#f2f6fb"; "#c5d9ef"; "#8db5df"; "#4f8ecb"; "#2367a9"; "#123f73"; "#081f3d" |]

/// Blue for below, orange for above, light at zero.
let diverging = [| "#123f73"; "#4f8ecb"; "#c5d9ef"; "#f5f4f1"; "#f3cfa8"; "#dd8432"; "#8a4407" |]

/// A colour scale in the form of plotly.js: pairs of position and colour.
let scale (colours: string[]) =
    JArray(
        colours |> Array.mapi (fun i colour -> JArray(float i / float (colours.Length - 1), colour) :> obj)
    )

type private Ground = { Ink: string; Muted: string; Grid: string; Paper: string }

let private fontFamily =
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

let private axis ground =
    Json.pairs
        [
            "gridcolor", Json.string ground.Grid
            "zeroline", Json.bool false
            "showline", Json.bool true
            "linecolor", Json.string ground.Muted
            "linewidth", Json.number 1.0
            "ticks", Json.string "outside"
            "ticklen", Json.number 4.0
            "tickcolor", Json.string ground.Muted
            "tickfont", Json.pairs [ "size", Json.number 11.0; "color", Json.string ground.Muted ]
            "exponentformat", Json.string "power"
            "title",
            Json.pairs [ "standoff", Json.number 6.0; "font", Json.pairs [ "size", Json.number 12.0 ] ]
        ]

let private template ground =
    let clear = "rgba(0,0,0,0)"
    let sceneAxis = axis ground
    sceneAxis["backgroundcolor"] <- Json.string clear

    let layout =
        Json.pairs
            [
                "font",
                Json.pairs
                    [
                        "family", Json.string fontFamily
                        "size", Json.number 12.0
                        "color", Json.string ground.Ink
                    ]
                "paper_bgcolor", Json.string clear
                "plot_bgcolor", Json.string clear
                "colorway", JArray(series |> Array.map (fun colour -> colour :> obj))
                "xaxis", axis ground
                "yaxis", axis ground
                "scene",
                Json.pairs
                    [ "xaxis", sceneAxis; "yaxis", sceneAxis.DeepClone(); "zaxis", sceneAxis.DeepClone() ]
                "hoverlabel",
                Json.pairs
                    [
                        "bgcolor", Json.string ground.Paper
                        "bordercolor", Json.string ground.Muted
                        "font", Json.pairs [ "color", Json.string ground.Ink ]
                    ]
                "modebar",
                Json.pairs
                    [
                        "bgcolor", Json.string clear
                        "color", Json.string ground.Muted
                        "activecolor", Json.string primary
                    ]
                "annotationdefaults",
                Json.pairs
                    [ "font", Json.pairs [ "color", Json.string ground.Ink ]; "showarrow", Json.bool false ]
                "shapedefaults", Json.pairs [ "line", Json.pairs [ "color", Json.string ground.Muted ] ]
            ]

    Json.pairs [ "layout", layout ]

/// The looks of a figure on a light page, as a plotly.js template.
let light = template { Ink = "#1c2128"; Muted = "#5f6873"; Grid = "#e7eaee"; Paper = "#ffffff" }

/// The looks of a figure on a dark page.
let dark = template { Ink = "#e4e8ec"; Muted = "#9aa4b0"; Grid = "#2b3138"; Paper = "#15191e" }
