namespace UniversalApprox.Charts

open System
open Newtonsoft.Json.Linq
open XPlot.Plotly

/// Panels below each other that share a place: for example a fit and its residuals. Heights in pixels.
type internal Cell = { Stack: (int * Panel) list }

/// Panels in rows and columns. Their axes are numbered in order of reading, so the same traces can be laid out for
/// several widths of a page.
type internal Arrangement =
    {
        /// Rows that are broken where they have more cells than there are columns. None leaves a place empty.
        Rows: Cell option list list
        /// Whether there is room above for a legend.
        HasLegend: bool
    }

/// A panel with its number (from 1) and its place, in fractions of the drawing area.
type private Placed =
    {
        Panel: Panel
        Number: int
        Left: float
        Right: float
        Bottom: float
        Top: float
        Pixels: struct (float * float)
        TitleX: bool
        TitleY: bool
    }

/// Laying out panels: the only place that knows pixels.
[<RequireQualifiedAccess>]
module internal Arrangement =
    // Room around and between panels, in pixels.
    let private leftMargin = 62.0
    let private rightMargin = 12.0
    let private labelledGap = 60.0
    let private bareGap = 12.0
    let private heading = 26.0
    let private noteLine = 18.0
    let private tickLabels = 24.0
    let private turnedLabels = 40.0
    let private axisTitle = 20.0
    let private stackGap = 20.0
    let private legendLine = 22.0
    let private rowGap = 12.0

    let private suffix number = if number = 1 then "" else string number

    let private wrap columns (arrangement: Arrangement) =
        arrangement.Rows |> List.collect (List.chunkBySize columns)

    /// The panels of all cells, in order of reading.
    let panels (arrangement: Arrangement) =
        [
            for row in arrangement.Rows do
                for cell in row do
                    for _, panel in (cell |> Option.map _.Stack |> Option.defaultValue []) do
                        yield panel
        ]

    let private labelRoom (axis: Axis) =
        if not axis.HasLabels then 0.0
        elif axis.TickAngle = 0.0 then tickLabels
        else turnedLabels

    /// Room for the numbers and the title below a panel.
    let private roomBelow (panel: Panel) =
        labelRoom panel.XAxis + (if panel.XAxis.Title = "" then 0.0 else axisTitle)

    let private bodyHeight (cell: Cell) =
        (cell.Stack |> List.sumBy (fun (height, panel) -> float height + roomBelow panel))
        + stackGap * float (cell.Stack.Length - 1)
        + rowGap

    /// Room for what stands above a cell.
    let private headRoom (cell: Cell) =
        let height, panel = cell.Stack.Head
        let title = if panel.Heading = "" then 0.0 else heading

        panel.Notes
        |> List.filter (fun note -> note.Y >= 1.0)
        |> List.map (fun note -> (note.Y - 1.0) * float height + noteLine)
        |> List.fold max title

    let private cellAt (rows: Cell option[][]) row column =
        rows |> Array.tryItem row |> Option.bind (Array.tryItem column) |> Option.flatten

    /// Room above each row: what stands above a cell may reach into a free place of the row before.
    let private headRooms (rows: Cell option[][]) =
        rows
        |> Array.mapi (fun r row ->
            row
            |> Array.mapi (fun c cell ->
                match cell with
                | Some cell when r = 0 || (cellAt rows (r - 1) c).IsSome -> headRoom cell
                | _ -> 0.0)
            |> Array.fold max 0.0)

    let private rowHeights (rows: Cell option[][]) =
        Array.map2
            (fun head row -> head + (row |> Array.choose id |> Array.map bodyHeight |> Array.fold max 0.0))
            (headRooms rows)
            rows

    /// Only numbers and titles at inner axes need room between columns.
    let private columnGap (rows: Cell option[][]) =
        let isLabelled (cell: Cell option) =
            cell
            |> Option.exists (fun cell ->
                cell.Stack
                |> List.exists (fun (_, panel) -> panel.YAxis.HasLabels || panel.YAxis.Title <> ""))

        if
            rows |> Array.exists (fun row -> row |> Array.skip (min 1 row.Length) |> Array.exists isLabelled)
        then
            labelledGap
        else
            bareGap

    /// The panel at the same height of the stack of a neighbouring cell.
    let private neighbour (rows: Cell option[][]) row column level =
        cellAt rows row column |> Option.bind (fun cell -> List.tryItem level cell.Stack) |> Option.map snd

    let private place width columns (arrangement: Arrangement) =
        let rows = wrap columns arrangement |> List.map Array.ofList |> Array.ofList
        let used = rows |> Array.map Array.length |> Array.max
        let heads = headRooms rows
        let heights = rowHeights rows
        let total = Array.sum heights
        let area = width - leftMargin - rightMargin
        let gap = columnGap rows / area
        let span = (1.0 - gap * float (used - 1)) / float used
        let mutable number = 0

        let placed =
            [
                for row in 0 .. rows.Length - 1 do
                    let above = Array.sum heights[.. row - 1]

                    for column in 0 .. rows[row].Length - 1 do
                        match rows[row][column] with
                        | None -> ()
                        | Some cell ->
                            let mutable y = above + heads[row]
                            let left = float column * (span + gap)

                            for level, (height, panel) in List.indexed cell.Stack do
                                number <- number + 1
                                let beside = neighbour rows row (column - 1) level
                                let below = neighbour rows (row + 1) column level

                                yield
                                    {
                                        Panel = panel
                                        Number = number
                                        Left = left
                                        Right = left + span
                                        Top = 1.0 - y / total
                                        Bottom = max 0.0 (1.0 - (y + float height) / total)
                                        Pixels = struct (span * area, float height)
                                        TitleX =
                                            below
                                            |> Option.forall (fun other ->
                                                other.XAxis.Title <> panel.XAxis.Title)
                                        TitleY =
                                            beside
                                            |> Option.forall (fun other ->
                                                other.YAxis.Title <> panel.YAxis.Title)
                                    }

                                y <- y + float height + stackGap + roomBelow panel
            ]

        struct (placed, total)

    /// JSON has no infinities: then plotly chooses the range.
    let private range (axis: Axis) =
        let place value = if axis.IsLog then log10 value else value

        match axis.Range with
        | Some(struct (low, high)) when Double.IsFinite(place low) && Double.IsFinite(place high) ->
            [ "range", JArray(place low, place high) :> JToken ]
        | _ -> []

    let private ticks pixelsPerTick pixels (axis: Axis) =
        match axis.Ticks with
        | Some ticks ->
            [
                "tickmode", Json.string "array"
                "tickvals", Json.ofFloats (ticks |> Array.map (fun (struct (at, _)) -> at))
                "ticktext", JArray(ticks |> Array.map (fun (struct (_, text)) -> Label.plotly text :> obj))
            ]
        // Fewer on a logarithmic axis, so that plotly labels decades, or 1, 2 and 5, and not every digit.
        | None when axis.IsLog ->
            [
                "nticks", Json.number (max 2.0 (floor (0.5 * pixels / pixelsPerTick)))
                "tickformat", Json.string "~g"
            ]
        | None ->
            // Small panels of a matrix need closer ticks, or plotly finds a place for one only.
            let fewest = if axis.TitleDistance.IsSome then 4.0 else 3.0
            [ "nticks", Json.number (max fewest (floor (pixels / pixelsPerTick))) ]

    /// Text cut to about so many pixels.
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
            @ (if axis.IsLog then [ "type", Json.string "log" ] else [])
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

    /// Titles of axes at a given distance, which plotly.js cannot draw as such.
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
        | Rule.Horizontal(at, colour, dash) -> line colour dash (0.0, 1.0, x + " domain") (at, at, y)
        | Rule.Vertical(at, colour, dash) -> line colour dash (at, at, x) (0.0, 1.0, y + " domain")

    /// The height that the entries of the legend take at a width: plotly.js wraps them.
    let private legendHeight width (arrangement: Arrangement) =
        if not arrangement.HasLegend then
            8.0
        else
            let names =
                panels arrangement
                |> List.collect (fun panel -> panel.Marks |> List.map (fun mark -> mark.Trace.name))
                |> List.filter (String.IsNullOrEmpty >> not)
                |> List.distinct

            let widest = names |> List.map String.length |> List.fold max 0
            let perLine = max 1 (int ((width - 20.0) / (float widest * 6.6 + 46.0)))
            8.0 + legendLine * ceil (float names.Length / float perLine)

    /// The layout for a page of `width` pixels with at most `columns` columns.
    let layout width columns (arrangement: Arrangement) =
        let struct (placed, height) = place (float width) columns arrangement
        let top = legendHeight (float width) arrangement

        let layout =
            Json.pairs
                [
                    "height", Json.number (height + top)
                    "margin",
                    Json.ofObject (Margin(l = leftMargin, r = rightMargin, t = top, b = 4.0, pad = 0.0))
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

    /// The traces of all panels, each on the axes of its panel. Of traces with one name only the first stands in the
    /// legend, and a click there hides them all.
    let traces (arrangement: Arrangement) =
        let seen = Collections.Generic.HashSet<string>()

        JArray(
            panels arrangement
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
                        json[key] <- value

                    json :> obj))
        )
