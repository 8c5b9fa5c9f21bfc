/// Titles, axes and places of the panels of a corner plot.
module internal UniversalApprox.Charts.Figures.Posteriors.CornerLayout

open System
open System.Globalization
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures.Posteriors.CornerPanels

/// Titles and axes cut longer names.
let private longestName = 14

let private scaledTo decimals exponent (value: float) =
    // Rounding first and adding 0 avoids −0.00.
    let rounded = Math.Round(value / Math.Pow(10.0, float exponent), min 15 decimals) + 0.0
    rounded.ToString($"F{decimals}", CultureInfo.InvariantCulture).Replace('-', '−')

/// A median with the distances to a lower and an upper quantile, with two digits of the smaller distance: 1.23 and
/// +0.04 −0.05.
let estimate (median: float) below above =
    let distances = [ below; above ] |> List.filter (fun d -> d > 0.0 && Double.IsFinite d)
    let largest = max (abs median) (List.fold max 0.0 distances)

    match distances with
    | [] -> struct (Label.number 4 median, "constant")
    | _ ->
        let digit (value: float) = int (floor (log10 value))
        let smallest = digit (List.min distances)

        // Use a power of ten where there would be many zeros, but not to shorten digits that are needed.
        let exponent =
            if largest < 1e-3 || largest >= 1e5 && smallest > 3 then
                digit largest
            else
                0

        let text = scaledTo (1 - smallest + exponent |> max 0 |> min 12) exponent

        if exponent = 0 then
            struct (text median, $"+{text above} −{text below}")
        else
            struct ("(" + text median, $"+{text above} −{text below})" + Label.power exponent)

let axisName (name: string) = Label.line longestName name

let private isRightToLeft (text: string) =
    text
    |> Seq.exists (fun letter ->
        letter >= '\u0590' && letter <= '\u08ff'
        || letter >= '\ufb1d' && letter <= '\ufdff'
        || letter >= '\ufe70' && letter <= '\ufefe')

/// A name isolated so that text from right to left does not reverse the numbers after it.
let private isolated name = if isRightToLeft name then $"\u2068{name}\u2069" else name

/// The titles above the panel of a parameter, from the top.
let titles (content: Content) p =
    let name = isolated (axisName content.Names[p])

    match content.Medians[p], content.QuantileValues[p] with
    | Some median, Some values when values.Length >= 2 ->
        let struct (centre, distances) =
            estimate median (median - Array.min values) (Array.max values - median)

        [ $"{name} = {centre}"; distances ]
    | Some median, _ -> [ $"{name} = {Label.number 4 median}" ]
    | None, _ -> [ name; "no finite draws" ]

/// Short tick texts for a range whose numbers would be long. If the range is narrow for its distance from 0, they are
/// distances from a round number. If it is very wide or narrow, they are in units of a power of ten. The title states this.
let shortTicks (struct (low: float, high: float)) =
    let span, largest = high - low, max (abs low) (abs high)
    let isOffset = largest >= 3000.0 * span
    let unit = Math.Pow(10.0, floor (log10 span))
    let extent = if isOffset then span else largest
    let isScaled = extent >= 1e4 || extent < 1e-3

    if not (isOffset || isScaled) then
        None
    else
        let origin = if isOffset then Math.Round(0.5 * (low + high) / unit) * unit else 0.0

        let step =
            [ 0.2; 0.5; 1.0; 2.0; 5.0 ]
            |> List.map ((*) unit)
            |> List.findBack (fun step -> step <= 0.4 * span)

        let exponent = if isScaled then int (floor (log10 (1.001 * step))) else 0
        let first, last = int (ceil ((low - origin) / step)), int (floor ((high - origin) / step))

        let ticks =
            Array.init (last - first + 1) (fun i ->
                let shift = float (first + i) * step

                let text =
                    (shift / Math.Pow(10.0, float exponent))
                        .ToString("0.######", CultureInfo.InvariantCulture)

                struct (origin + shift, text.Replace('-', '−')))

        let digits = 1 + int (floor (log10 (largest / unit))) |> min 15

        let offset =
            if not isOffset then ""
            elif origin < 0.0 then $" + {Label.number digits -origin}"
            else $" − {Label.number digits origin}"

        let power =
            if exponent = 0 then
                ""
            else
                $" [{(Label.power exponent).TrimStart '×'}]"

        Some struct (ticks, offset + power)

/// An axis of one parameter.
let private parameterAxis (content: Content) p isTitled =
    let name = axisName content.Names[p]

    let struct (ticks, title) =
        match shortTicks content.Ranges[p] with
        | Some struct (ticks, offset) -> struct (Some ticks, name + offset)
        | None -> struct (None, name)

    { Axis.linear (if isTitled then title else "") with
        Range = Some content.Ranges[p]
        HasLabels = isTitled
        Ticks = ticks
        Grid = false
    }

/// The number of the panel of a row and a column in reading order.
let private number row column = row * (row + 1) / 2 + column

let private xAxis (content: Content) row column =
    { parameterAxis content column (row = content.Names.Length - 1) with
        TickAngle = -45.0
        TitleDistance = Some 40.0
        Follows = if row = column then None else Some(number column column)
    }

let private yAxis (content: Content) row column =
    if row = column then
        { Axis.linear "" with
            Range = Some struct (0.0, 1.08)
            HasLabels = false
            Ticks = Some [||]
            Grid = false
        }
    else
        { parameterAxis content row (column = 0) with
            TitleDistance = Some 44.0
            Follows = if column = 0 then None else Some(number row 0)
        }

// The room that Arrangement adds around panels, and the height of a title line, in pixels.
let private surroundings, private gap, private titleLine = 74, 12, 14

let private titleNotes (content: Content) across up p =
    let fits (text: string) = float text.Length * 6.4 < float across
    let lines = titles content p
    let oneLine = String.Join(" ", lines)

    // A title may extend over the empty place to its right, except the last one.
    let rec broken (text: string) =
        match text.LastIndexOf ' ' with
        | at when at > 0 && not (fits text) -> broken text[.. at - 1] @ [ text[at + 1 ..] ]
        | _ -> [ text ]

    let lines =
        if fits oneLine then [ oneLine ]
        elif p = content.Names.Length - 1 then List.collect broken lines
        else lines

    lines
    |> List.rev
    |> List.mapi (fun i text ->
        { Text = text; X = 0.0; Y = 1.0 + float (i * titleLine) / float up; Anchor = "left" })

/// The lower triangle of panels for a page width in pixels; `marks` are those of each row's panels.
let arrangement (content: Content) (marks: Mark list[][]) width =
    let count = content.Names.Length
    let across = (width - surroundings - gap * (count - 1)) / count
    let up = min across 230

    let panel row column =
        let panel =
            Panel.create "" (xAxis content row column) (yAxis content row column) (marks[row].[column])

        if row = column then
            { panel with Notes = titleNotes content across up row }
        else
            panel

    {
        Rows =
            [
                for row in 0 .. count - 1 ->
                    [ for column in 0..row -> Some { Stack = [ up, panel row column ] } ]
            ]
        HasLegend = true
    }
