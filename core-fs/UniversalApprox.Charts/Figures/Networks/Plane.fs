/// Values over the plane of two inputs, as colours.
module internal UniversalApprox.Charts.Figures.Networks.Plane

open System
open Newtonsoft.Json.Linq
open XPlot.Plotly
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Charts.Drawing

/// Colours from low to high values.
type ColourScale = { Low: float; High: float; Colours: string[] }

let private finiteOr (fallback: struct (float * float)) (values: float[]) : struct (float * float) =
    let finite = values |> Array.filter Double.IsFinite

    if finite.Length = 0 then
        fallback
    else
        let low, high = Array.min finite, Array.max finite

        if high > low then
            struct (low, high)
        else
            struct (low - 1.0, high + 1.0)

let sequential values =
    let struct (low, high) = finiteOr (struct (0.0, 1.0)) values
    { Low = low; High = high; Colours = Palette.sequential }

/// A colour scale symmetric about 0.
let diverging values =
    let struct (low, high) = finiteOr (struct (-1.0, 1.0)) values
    let reach = max (abs low) (abs high)
    { Low = -reach; High = reach; Colours = Palette.diverging }

/// The range of an input with a margin on either side, so that no mark touches the frame.
let boxOf margin (values: float[]) : struct (float * float) =
    let low, high = Array.min values, Array.max values
    let space = if high > low then margin * (high - low) else max 1.0 (abs low)
    struct (low - space, high + space)

let even count (struct (low: float, high: float)) =
    Array.init count (fun i -> low + (high - low) * float i / float (count - 1))

/// The network's values on a grid, one row per y.
let onGrid network (x: float[]) (y: float[]) =
    y |> Array.map (fun at -> Network.predict network [| x; Array.replicate x.Length at |])

/// A complete grid of points in the plane: Cells[j][i] is the index of the point at X[i], Y[j].
type Grid = { X: float[]; Y: float[]; Cells: int[][] }

/// The grid of the data: every combination of two or more values of each input, exactly once. None for other data.
let tryGrid (data: CurveData) =
    let distinct input = data.Inputs[input] |> Array.distinct |> Array.sort
    let x, y = distinct 0, distinct 1

    if x.Length < 2 || y.Length < 2 || int64 x.Length * int64 y.Length <> int64 data.Count then
        None
    else
        let cells = y |> Array.map (fun _ -> Array.create x.Length -1)

        for i in 0 .. data.Count - 1 do
            let column, row =
                Array.BinarySearch(x, data.Inputs[0][i]), Array.BinarySearch(y, data.Inputs[1][i])

            cells[row][column] <- i

        if cells |> Array.forall (Array.forall (fun index -> index >= 0)) then
            Some { X = x; Y = y; Cells = cells }
        else
            None

/// The margins around the points, as fractions of their range: half a cell of a grid.
let margins (grid: Grid option) =
    match grid with
    | None -> [| 0.03; 0.03 |]
    | Some grid -> [| 0.5 / float (grid.X.Length - 1); 0.5 / float (grid.Y.Length - 1) |]

/// Divides `count` places into at most `budget` sections.
let private stretches budget count =
    let blocks = min budget count
    let edge block = int (int64 count * int64 block / int64 blocks)
    Array.init blocks (fun block -> struct (edge block, edge (block + 1) - 1))

/// A grid with at most `budget` cells in each direction. Each cell is `reduce` of the points in it.
let blocks budget reduce (values: float[]) (grid: Grid) =
    let across, up = stretches budget grid.X.Length, stretches budget grid.Y.Length
    let middle (places: float[]) (struct (first, last)) = 0.5 * (places[first] + places[last])

    let cell (struct (bottom, top)) (struct (left, right)) =
        [|
            for row in bottom..top do
                for column in left..right -> values[grid.Cells[row][column]]
        |]
        |> reduce

    struct (across |> Array.map (middle grid.X),
            up |> Array.map (middle grid.Y),
            up |> Array.map (fun row -> across |> Array.map (cell row)))

let private scaleOf (scale: ColourScale) = Palette.scale scale.Colours :> JToken

/// Coloured cells. `isSmooth` blends them, for functions known at every point.
let cells isSmooth scale (x: float[]) (y: float[]) (z: float[][]) =
    {
        Trace = Heatmap(x = x, y = y, z = z)
        Extra =
            [
                "zmin", Json.number scale.Low
                "zmax", Json.number scale.High
                "colorscale", scaleOf scale
                "showscale", Json.bool false
                "hovertemplate", Json.string "%{x}, %{y}: %{z:.4g}<extra></extra>"
                if isSmooth then
                    "zsmooth", Json.string "best"
            ]
    }

/// Coloured dots. Their rim keeps dots visible whose colour is close to that of the page.
let dots scale (x: float[]) (y: float[]) (values: float[]) =
    let size =
        if x.Length <= 200 then 9.0
        elif x.Length <= 2000 then 6.0
        else 4.0

    let rim =
        Json.pairs
            [ "width", Json.number 0.5; "color", Json.string (Palette.translucent 0.7 Palette.observation) ]

    {
        Trace = Scatter(x = x, y = y, mode = "markers")
        Extra =
            [
                "marker",
                Json.pairs
                    [
                        "size", Json.number size
                        "color", Json.ofFloats values
                        "cmin", Json.number scale.Low
                        "cmax", Json.number scale.High
                        "colorscale", scaleOf scale
                        "line", rim
                    ]
                "hovertemplate", Json.string "%{x}, %{y}: %{marker.color:.4g}<extra></extra>"
            ]
    }

/// The colour scale as a panel of its own, so that every layout has a place for it.
let colourBar title scale =
    let values = even 121 (struct (scale.Low, scale.High))
    let mark = cells true scale values [| 0.0; 1.0 |] [| values; values |]

    let hidden =
        { Axis.linear "" with
            HasLabels = false
            Ticks = Some [||]
            Grid = false
            Range = Some(struct (0.0, 1.0))
        }

    Panel.create
        ""
        { Axis.linear title with Range = Some(struct (scale.Low, scale.High)); Grid = false }
        hidden
        [ { mark with Extra = mark.Extra @ [ "hoverinfo", Json.string "skip" ] } ]
