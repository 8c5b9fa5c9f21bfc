namespace UniversalApprox.Charts.Drawing

/// Panels below each other in one place, for example a fit and its residuals. Heights are in pixels.
type internal Cell = { Stack: (int * Panel) list }

/// Panels in rows and columns. Their axes are numbered in reading order, so that the same traces fit layouts for several
/// page widths.
type internal Arrangement =
    {
        /// The rows. A row with more cells than there are columns is broken. None leaves a place empty.
        Rows: Cell option list list
        /// Whether the layout leaves room for a legend above.
        HasLegend: bool
    }

/// A panel with its number (from 1) and its place, in fractions of the drawing area.
type internal Placed =
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

/// Computes the places of panels. Only this module knows pixels.
[<RequireQualifiedAccess>]
module internal Placement =
    // Room around and between panels, in pixels.
    let leftMargin = 62.0
    let rightMargin = 12.0
    let private labelledGap = 60.0
    let private bareGap = 12.0
    let private heading = 26.0
    let private noteLine = 18.0
    let private tickLabels = 24.0
    let private turnedLabels = 40.0
    let private axisTitle = 20.0
    let private stackGap = 20.0
    let legendLine = 22.0
    let private rowGap = 12.0

    /// Breaks long rows into pieces of nearly equal length, so that no panel stands alone in a row of its own: five panels become
    /// three and two, not four and one.
    let private wrap columns (arrangement: Arrangement) =
        arrangement.Rows
        |> List.collect (fun row -> List.splitInto ((row.Length + columns - 1) / columns) row)

    /// The panels of all cells, in reading order.
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

    /// The room for headings and notes above a cell.
    let private headRoom (cell: Cell) =
        let height, panel = cell.Stack.Head
        let title = if panel.Heading = "" then 0.0 else heading

        panel.Notes
        |> List.filter (fun note -> note.Y >= 1.0)
        |> List.map (fun note -> (note.Y - 1.0) * float height + noteLine)
        |> List.fold max title

    let private cellAt (rows: Cell option[][]) row column =
        rows |> Array.tryItem row |> Option.bind (Array.tryItem column) |> Option.flatten

    /// The room above each row. The heading of a cell may reach into an empty place of the row before.
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

    /// The gap between columns. Only numbers and titles at inner axes need room there.
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

    /// The panel at the same height in the stack of a neighbouring cell.
    let private neighbour (rows: Cell option[][]) row column level =
        cellAt rows row column |> Option.bind (fun cell -> List.tryItem level cell.Stack) |> Option.map snd

    /// The panels in their places on a page of `width` pixels with at most `columns` columns, and the total height in
    /// pixels.
    let place width columns (arrangement: Arrangement) =
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
