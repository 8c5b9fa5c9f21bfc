namespace UniversalApprox.Charts.Drawing

open System
open Newtonsoft.Json.Linq
open XPlot.Plotly
open UniversalApprox.Core.Networks

/// Arrangements in the form of plotly.js: a layout for a width, and traces on numbered axes.
[<RequireQualifiedAccess>]
module internal FigureLayout =
    let private suffix number = if number = 1 then "" else string number

    /// The range of an axis. JSON has no infinities, so for a range that is not finite plotly chooses.
    let private range (axis: Axis) =
        let place value =
            match axis.Scale with
            | AxisScale.Log -> value / log 10.0
            | AxisScale.Linear -> if axis.IsLog then log10 value else value

        match axis.Range with
        | Some(struct (low, high)) when Double.IsFinite(place low) && Double.IsFinite(place high) ->
            [ "range", JArray(place low, place high) :> JToken ]
        | _ -> []

    let private ticks pixelsPerTick pixels (axis: Axis) =
        match axis.Ticks with
        | Some ticks ->
            [
                "tickmode", Json.string "array"
                "tickvals",
                Json.ofFloats (ticks |> Array.map (fun (struct (at, _)) -> AxisScale.toUnits axis.Scale at))
                "ticktext", JArray(ticks |> Array.map (fun (struct (_, text)) -> Label.plotly text :> obj))
            ]
        // A logarithmic axis gets fewer ticks, so that plotly labels decades, or 1, 2 and 5, and not every digit.
        | None when Axis.isDrawnLog axis ->
            [
                "nticks", Json.number (max 2.0 (floor (0.5 * pixels / pixelsPerTick)))
                "tickformat", Json.string "~g"
            ]
        | None ->
            // Small panels of a matrix need closer ticks, because plotly would otherwise place only one.
            let fewest = if axis.TitleDistance.IsSome then 4.0 else 3.0
            [ "nticks", Json.number (max fewest (floor (pixels / pixelsPerTick))) ]

    /// Text cut to about `pixels` pixels.
    let private fitting (pixels: float) text = Label.plotly (Label.line (max 8 (int (pixels / 6.7))) text)

    let private axis
        (letter: string)
        other
        (low: float)
        (high: float)
        pixelsPerTick
        pixels
        number
        hasTitle
        (axis: Axis)
        =
        let isDrawn = hasTitle && axis.TitleDistance.IsNone

        Json.pairs (
            [
                "domain", JArray(low, high) :> JToken
                "anchor", Json.string (other + suffix number)
                "showticklabels", Json.bool axis.HasLabels
                "showgrid", Json.bool axis.Grid
                "title",
                Json.pairs [ "text", Json.string (if isDrawn then fitting pixels axis.Title else "") ]
            ]
            @ (if Axis.isDrawnLog axis then [ "type", Json.string "log" ] else [])
            @ (if axis.TickAngle <> 0.0 then
                   [ "tickangle", Json.number axis.TickAngle ]
               else
                   [])
            @ range axis
            @ ticks pixelsPerTick pixels axis
            @ (match axis.Follows with
               | Some panel -> [ "matches", Json.string (letter + suffix (panel + 1)) ]
               | None -> [])
        )

    let private headingOf placed =
        let struct (across, _) = placed.Pixels

        Annotation(
            text = fitting across placed.Panel.Heading,
            xref = "paper",
            yref = "paper",
            x = placed.Left,
            y = placed.Top,
            xanchor = "left",
            yanchor = "bottom",
            showarrow = false,
            font = Font(size = 13.0)
        )

    let private noteOf placed (note: Note) =
        Annotation(
            text = Label.plotly note.Text,
            xref = "paper",
            yref = "paper",
            x = placed.Left + note.X * (placed.Right - placed.Left),
            y = placed.Bottom + note.Y * (placed.Top - placed.Bottom),
            xanchor = note.Anchor,
            yanchor = (if note.Y > 0.5 && note.Y < 1.0 then "top" else "bottom"),
            showarrow = false,
            font = Font(size = 11.0)
        )

    /// Annotations for titles of axes at a given distance, because plotly.js cannot draw such titles itself.
    let private titlesOf placed =
        let title (text: string) x y properties =
            let annotation =
                Annotation(
                    text = Label.plotly text,
                    xref = "paper",
                    yref = "paper",
                    x = x,
                    y = y,
                    showarrow = false,
                    font = Font(size = 12.0)
                )
                |> Json.ofObject

            for name, value in properties do
                annotation[name] <- value

            annotation

        [
            match placed.Panel.XAxis.TitleDistance with
            | Some distance when placed.TitleX && placed.Panel.XAxis.Title <> "" ->
                title
                    placed.Panel.XAxis.Title
                    (0.5 * (placed.Left + placed.Right))
                    placed.Bottom
                    [
                        "xanchor", Json.string "center"
                        "yanchor", Json.string "top"
                        "yshift", Json.number -distance
                    ]
            | _ -> ()

            match placed.Panel.YAxis.TitleDistance with
            | Some distance when placed.TitleY && placed.Panel.YAxis.Title <> "" ->
                title
                    placed.Panel.YAxis.Title
                    placed.Left
                    (0.5 * (placed.Bottom + placed.Top))
                    [
                        "xanchor", Json.string "right"
                        "yanchor", Json.string "middle"
                        "xshift", Json.number -distance
                        "textangle", Json.number -90.0
                    ]
            | _ -> ()
        ]

    let private annotations placed =
        [
            if placed.Panel.Heading <> "" then
                yield Json.ofObject (headingOf placed)
            for note in placed.Panel.Notes do
                yield Json.ofObject (noteOf placed note)
            yield! titlesOf placed
        ]

    let private shapeOf placed rule =
        let x, y = "x" + suffix placed.Number, "y" + suffix placed.Number

        let line colour dash (x0: float, x1: float, xref: string) (y0: float, y1: float, yref: string) =
            Json.pairs
                [
                    "type", Json.string "line"
                    "xref", Json.string xref
                    "x0", Json.number x0
                    "x1", Json.number x1
                    "yref", Json.string yref
                    "y0", Json.number y0
                    "y1", Json.number y1
                    "line",
                    Json.pairs
                        [ "width", Json.number 1.4; "dash", Json.string dash; "color", Json.string colour ]
                ]

        match rule with
        | Rule.Horizontal(at, colour, dash) ->
            let at = AxisScale.toUnits placed.Panel.YAxis.Scale at
            line colour dash (0.0, 1.0, x + " domain") (at, at, y)
        | Rule.Vertical(at, colour, dash) ->
            let at = AxisScale.toUnits placed.Panel.XAxis.Scale at
            line colour dash (at, at, x) (0.0, 1.0, y + " domain")

    /// The height of the legend at a width, because plotly.js wraps its entries.
    let private legendHeight width (arrangement: Arrangement) =
        if not arrangement.HasLegend then
            8.0
        else
            let names =
                Placement.panels arrangement
                |> List.collect (fun panel -> panel.Marks |> List.map (fun mark -> mark.Trace.name))
                |> List.filter (String.IsNullOrEmpty >> not)
                |> List.distinct

            let widest = names |> List.map String.length |> List.fold max 0
            let perLine = max 1 (int ((width - 20.0) / (float widest * 6.6 + 46.0)))
            8.0 + Placement.legendLine * ceil (float names.Length / float perLine)

    /// The layout for a page of `width` pixels with at most `columns` columns.
    let layout width columns (arrangement: Arrangement) =
        let struct (placed, height) = Placement.place (float width) columns arrangement
        let top = legendHeight (float width) arrangement

        let layout =
            Json.pairs
                [
                    "height", Json.number (height + top)
                    "margin",
                    Json.ofObject (
                        Margin(
                            l = Placement.leftMargin,
                            r = Placement.rightMargin,
                            t = top,
                            b = 4.0,
                            pad = 0.0
                        )
                    )
                    "showlegend", Json.bool arrangement.HasLegend
                    "hovermode", Json.string "closest"
                    "legend",
                    Json.pairs
                        [
                            "orientation", Json.string "h"
                            "x", Json.number 0.0
                            "xanchor", Json.string "left"
                            "y", Json.number 1.0
                            "yref", Json.string "container"
                            "yanchor", Json.string "top"
                        ]
                    "annotations",
                    JArray(
                        placed |> List.collect annotations |> List.map (fun annotation -> annotation :> obj)
                    )
                    "shapes",
                    JArray(
                        placed
                        |> List.collect (fun place ->
                            place.Panel.Rules |> List.map (fun rule -> shapeOf place rule :> obj))
                    )
                ]

        for place in placed do
            let struct (across, up) = place.Pixels
            let n = place.Number

            layout["xaxis" + suffix n] <-
                axis "x" "y" place.Left place.Right 44.0 across n place.TitleX place.Panel.XAxis

            layout["yaxis" + suffix n] <-
                axis "y" "x" place.Bottom place.Top 30.0 up n place.TitleY place.Panel.YAxis

        layout

    /// The numbers of a trace along an axis in their units. Dots with error bars have these in the unit of y: to first order, that is
    /// times y.
    let private inUnits (panel: Panel) (mark: Mark) (json: JObject) =
        let move (key: string) (axis: Axis) (values: obj) =
            match axis.Scale, values with
            | AxisScale.Log, (:? (float[]) as values) -> json[key] <- Json.ofFloats (Array.map exp values)
            | _ -> ()

        let errorsInUnits (key: string) (axis: Axis) (values: obj) =
            match axis.Scale, json[key], values with
            | AxisScale.Log, (:? JObject as bars), (:? (float[]) as values) ->
                let parts = bars["array"] |> Seq.map float |> Array.ofSeq
                bars["array"] <- Json.ofFloats (Array.map2 (fun part value -> part * exp value) parts values)
            | _ -> ()

        match mark.Trace with
        | :? Scatter as trace ->
            move "x" panel.XAxis trace.x
            move "y" panel.YAxis trace.y

            errorsInUnits "error_x" panel.XAxis trace.x
            errorsInUnits "error_y" panel.YAxis trace.y
        | :? Heatmap as trace ->
            move "x" panel.XAxis trace.x
            move "y" panel.YAxis trace.y
        | _ -> ()

    /// The traces of all panels, each on the axes of its panel. If several traces have one name, the legend shows only the
    /// first, and a click there hides all of them.
    let traces (arrangement: Arrangement) =
        let seen = Collections.Generic.HashSet<string>()

        JArray(
            Placement.panels arrangement
            |> List.indexed
            |> List.collect (fun (index, panel) ->
                panel.Marks
                |> List.map (fun mark ->
                    let json = Json.ofObject mark.Trace
                    json["xaxis"] <- JValue("x" + suffix (index + 1))
                    json["yaxis"] <- JValue("y" + suffix (index + 1))

                    match mark.Trace.name with
                    | null
                    | "" -> json["showlegend"] <- Json.bool false
                    | name ->
                        json["name"] <- JValue(Label.plotly name)
                        json["legendgroup"] <- JValue(Label.plotly name)
                        json["showlegend"] <- JValue(seen.Add name)

                    for key, value in mark.Extra do
                        json[key] <- value.DeepClone()

                    inUnits panel mark json
                    json :> obj))
        )
