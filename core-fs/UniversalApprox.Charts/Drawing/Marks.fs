/// Marks that several figures share.
module internal UniversalApprox.Charts.Drawing.Marks

open Newtonsoft.Json.Linq
open XPlot.Plotly

let private plain trace = { Trace = trace; Extra = [] }

/// A mark with a name in the legend.
let named name mark =
    mark.Trace.name <- name
    mark

/// The diameter of dots in pixels. Fewer dots are larger.
let dotSize count =
    if count <= 40 then 7.0
    elif count <= 150 then 5.0
    else 3.0

/// Dots for observations and draws.
let dots colour (size: float) opacity (x: float[]) (y: float[]) =
    plain (
        Scatter(
            x = x,
            y = y,
            mode = "markers",
            marker = Marker(color = colour, size = size, opacity = opacity)
        )
    )

/// A line through points in order.
let line colour (width: float) dash (x: float[]) (y: float[]) =
    plain (Scatter(x = x, y = y, mode = "lines", line = Line(color = colour, width = width, dash = dash)))

/// A line with dots on it.
let linedDots colour (width: float) (size: float) (x: float[]) (y: float[]) =
    plain (
        Scatter(
            x = x,
            y = y,
            mode = "lines+markers",
            line = Line(color = colour, width = width),
            marker = Marker(color = colour, size = size)
        )
    )

/// A band between two curves over the same x.
let band colour opacity (x: float[]) (low: float[]) (high: float[]) =
    let there = Array.append x (Array.rev x)
    let outline = Array.append high (Array.rev low)

    {
        Trace =
            Scatter(
                x = there,
                y = outline,
                mode = "lines",
                line = Line(color = colour, width = 0.0),
                fill = "toself",
                fillcolor = Palette.translucent opacity colour
            )
        Extra = [ "hoverinfo", JValue "skip" ]
    }

/// Error bars of the given half-length on a mark along an axis, x or y, with end strokes of `stroke` pixels on either side.
let withErrorBarsAlong axis (stroke: float) (errors: float[]) mark =
    { mark with
        Extra =
            ("error_" + axis,
             JObject(
                 JProperty("type", "data"),
                 JProperty("array", Json.ofFloats errors),
                 JProperty("thickness", 1.3),
                 JProperty("width", stroke)
             )
             :> JToken)
            :: mark.Extra
    }

/// Vertical error bars.
let withErrorBars stroke errors mark = withErrorBarsAlong "y" stroke errors mark

let withErrors errors mark = withErrorBars 4.0 errors mark

/// A symbol of its own for each dot.
let withSymbols (symbols: string[]) mark =
    let marker = (Json.ofObject mark.Trace)["marker"]
    marker["symbol"] <- JArray(symbols |> Array.map box)
    { mark with Extra = ("marker", marker) :: mark.Extra }

/// Words at points. `place` is, for example, "top center".
let words place (x: float[]) (y: float[]) (texts: string[]) =
    plain (
        Scatter(
            x = x,
            y = y,
            mode = "text",
            text = (texts |> Array.map Label.plotly),
            textposition = place,
            hoverinfo = "skip"
        )
    )

/// The regions inside closed lines, with their outline. Gaps may separate the lines.
let region colour (opacity: float) (width: float) (x: float[]) (y: float[]) =
    {
        Trace =
            Scatter(
                x = x,
                y = y,
                mode = "lines",
                line = Line(color = colour, width = width),
                fill = "toself",
                fillcolor = Palette.translucent opacity colour
            )
        Extra = [ "hoverinfo", JValue "skip" ]
    }

/// Diamonds with a light rim, which stand out from dots.
let diamonds colour (size: float) (x: float[]) (y: float[]) =
    {
        Trace = Scatter(x = x, y = y, mode = "markers")
        Extra =
            [
                "marker",
                Json.pairs
                    [
                        "symbol", Json.string "diamond"
                        "size", Json.number size
                        "color", Json.string colour
                        "line", Json.pairs [ "width", Json.number 1.0; "color", Json.string "#ffffff" ]
                    ]
            ]
    }

/// A line that keeps each value up to the next one, like the outline of a histogram.
let steps colour (width: float) (x: float[]) (y: float[]) =
    plain (Scatter(x = x, y = y, mode = "lines", line = Line(color = colour, width = width, shape = "hv")))
