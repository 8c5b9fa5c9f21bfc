/// The panels of a corner plot.
module internal UniversalApprox.Charts.Figures.Posteriors.CornerPanels

open System
open System.Globalization
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Charts.Drawing

/// The draws of one posterior that are drawn: columns of equal length, not all finite. A missing parameter is None.
type Sample = { Name: string; Colour: string; Columns: float[] option[] }

/// A point to mark: one value per shown parameter, or None where it has none.
type Truth = { Label: string; Tint: string; Values: float option[] }

type Content =
    {
        Names: string[]
        Masses: float[]
        Quantiles: float[]
        Main: Sample
        Others: Sample list
        Truths: Truth list
        /// Quantiles over all draws of each parameter, at `Quantiles`; None where no draw is finite.
        QuantileValues: float[] option[]
        Medians: float option[]
        Ranges: struct (float * float)[]
    }

/// With fewer draws the plot shows dots instead of densities.
let fewest = 100

let private dotBudget = 8000
let private mostDotsPerPanel = 1200

/// A fraction in percent with one digit after the point, and more near 0 and 1.
let percent (share: float) =
    let format = if min share (1.0 - share) < 0.01 then "0.####" else "0.#"
    (100.0 * share).ToString(format, CultureInfo.InvariantCulture) + " %"

/// The range that holds 99 % of the values, and a sixth more on either side. A few far draws are left out, because they
/// would squeeze all others.
let range (columns: float[] list) =
    let values = columns |> List.map Draws.finite |> List.filter (Array.isEmpty >> not)

    match values with
    | [] -> struct (-1.0, 1.0)
    | _ ->
        let ends =
            values
            |> List.map (fun column ->
                let share = if column.Length < fewest then 0.0 else 0.005
                ParameterSummary.quantiles [| share; 1.0 - share |] column)

        let low, high = ends |> List.map Array.head |> List.min, ends |> List.map Array.last |> List.max
        let span = high - low

        if span > 1e-12 * max (abs low) (abs high) then
            struct (low - span / 6.0, high + span / 6.0)
        else
            let margin = if low = 0.0 then 1.0 else 0.1 * abs low
            struct (low - margin, high + margin)

/// The range, extended to a value that is no farther away than the range is wide.
let reaching (struct (low, high)) value =
    let span = high - low

    if value < low && value >= low - span then
        struct (value - 0.08 * span, high)
    elif value > high && value <= high + span then
        struct (low, value + 0.08 * span)
    else
        struct (low, high)

let private isConstant (values: float[]) = values |> Array.forall ((=) values[0])

/// The pairs of two columns in which both values are finite.
let private pairs (x: float[]) (y: float[]) =
    let both =
        Array.init x.Length id |> Array.filter (fun i -> Double.IsFinite x[i] && Double.IsFinite y[i])

    struct (both |> Array.map (fun i -> x[i]), both |> Array.map (fun i -> y[i]))

let private roundedTo (struct (low: float, high: float)) values = Draws.rounded (high - low) values

/// The heights of a marginal: smoothed, or the steps of a histogram for few draws, or None for a constant.
let private marginal range (values: float[]) =
    let values = Draws.finite values

    if values.Length = 0 || isConstant values then
        None
    elif values.Length >= fewest then
        let struct (x, density) = Density.curve 128 range values
        Some struct (roundedTo range x, density)
    else
        let struct (low, high) = range
        let bins = max 4 (int (ceil (1.5 * sqrt (float values.Length))))
        let width = (high - low) / float bins
        let counts = Density.histogram bins range values
        // Each bin becomes two points, so its outline needs no other kind of line.
        let at i = low + width * float ((i + 1) / 2)
        let heights = Array.init (2 * bins) (fun i -> counts[i / 2] / (float values.Length * width))
        Some struct (roundedTo range (Array.init (2 * bins) at), heights)

let private curveMarks range (sample: Sample) (top: float) opacity values =
    [
        match marginal range values with
        | Some struct (x, density) ->
            let heights = Draws.rounded 1.0 (density |> Array.map (fun d -> d / top))
            let closedX = Array.concat [ [| x[0] |]; x; [| Array.last x |] ]
            let closedY = Array.concat [ [| 0.0 |]; heights; [| 0.0 |] ]

            if opacity > 0.0 then
                yield Marks.region sample.Colour opacity 0.0 closedX closedY

            yield Marks.line sample.Colour 1.6 "solid" x heights |> Marks.named sample.Name
        | None ->
            match Draws.finite values |> Array.tryHead with
            | Some value ->
                yield
                    Marks.line sample.Colour 2.4 "solid" [| value; value |] [| 0.0; 1.0 |]
                    |> Marks.named sample.Name
            | None -> ()
    ]

let private upright (places: float[]) =
    places |> Array.collect (fun x -> [| x; x; nan |]),
    places |> Array.collect (fun _ -> [| 0.0; 1.08; nan |])

let quantileName (quantiles: float[]) =
    let shares = quantiles |> Array.map (fun q -> (percent q).Replace(" %", "")) |> List.ofArray
    $"""{Label.sentence shares} %% {if quantiles.Length = 1 then "quantile" else "quantiles"}"""

/// The panel of one parameter's own distribution.
let diagonal (content: Content) p =
    let all = content.Main :: content.Others
    let columns = all |> List.choose (fun sample -> sample.Columns[p] |> Option.map (fun c -> sample, c))
    let range = content.Ranges[p]

    let top =
        columns
        |> List.choose (fun (_, values) -> marginal range values)
        |> List.map (fun struct (_, density) -> Array.max density)
        |> List.fold max 0.0

    [
        for sample, values in columns do
            let isMain = obj.ReferenceEquals(sample, content.Main)
            yield! curveMarks range sample top (if isMain then 0.14 else 0.0) values

        match content.QuantileValues[p] with
        | Some places when places.Length > 0 ->
            let x, y = upright places

            yield
                Marks.line Palette.observation 1.2 "dash" x y |> Marks.named (quantileName content.Quantiles)
        | _ -> ()

        for truth in content.Truths do
            match truth.Values[p] with
            | Some value ->
                let x, y = upright [| value |]
                yield Marks.line truth.Tint 2.0 "solid" x y |> Marks.named truth.Label
            | None -> ()
    ]

let massName mass = $"{percent mass} of the draws"

/// The regions of the masses, the largest first so that smaller ones lie on it, and the indices of the draws outside all.
let private regions masses rangeX rangeY bins (x: float[]) (y: float[]) =
    let surface = Density.surface bins rangeX rangeY x y
    let heights = Array.map2 (Density.at surface) x y
    let sorted = Array.sort heights

    // A level of 0 gives no line, because too many draws lie beyond the axes.
    let levels =
        masses
        |> Array.map (fun mass -> mass, Density.level mass sorted)
        |> Array.filter (fun (_, level) -> level > 0.0)

    let outermost =
        if levels.Length = 0 then
            infinity
        else
            levels |> Array.map snd |> Array.min

    let outside = Array.init x.Length id |> Array.filter (fun i -> heights[i] < outermost)

    let lines =
        levels
        |> Array.map (fun (mass, level) -> mass, Contour.joined (Contour.lines level surface))
        |> List.ofArray

    struct (lines, outside)

let private opacityOf rank count = 0.12 + 0.26 * float rank / float (max 1 (count - 1))

let private sampleMarks
    (content: Content)
    bins
    dots
    (sample: Sample)
    rangeX
    rangeY
    struct (x: float[], y: float[])
    =
    let isMain = obj.ReferenceEquals(sample, content.Main)
    let width = if content.Names.Length > 8 then 0.9 else 1.2

    let cloud size opacity (which: int[]) =
        let shown = Draws.evenly dots which.Length |> Array.map (fun k -> which[k])
        let pick range (values: float[]) = shown |> Array.map (fun i -> values[i]) |> roundedTo range
        Marks.dots sample.Colour size opacity (pick rangeX x) (pick rangeY y)

    if x.Length < fewest || isConstant x || isConstant y then
        [ cloud 3.5 0.6 (Array.init x.Length id) ]
    else
        let masses = Array.sortDescending content.Masses
        let struct (lines, outside) = regions masses rangeX rangeY bins x y

        [
            if isMain || lines.IsEmpty then
                yield cloud 2.0 0.35 outside

            for rank, (mass, struct (lineX, lineY)) in List.indexed lines do
                let atX, atY = roundedTo rangeX lineX, roundedTo rangeY lineY

                if isMain then
                    yield
                        Marks.region sample.Colour (opacityOf rank masses.Length) width atX atY
                        |> Marks.named (massName mass)
                else
                    yield Marks.region sample.Colour 0.0 (1.3 * width) atX atY |> Marks.named sample.Name
        ]

/// The panel of parameter `across` against parameter `up`.
let pair (content: Content) across up =
    let count = content.Names.Length
    let panels = count * (count - 1) / 2
    let all = content.Main :: content.Others
    let dots = min mostDotsPerPanel (dotBudget / panels / all.Length)
    let bins = if count <= 6 then 80 else 56
    let rangeX, rangeY = content.Ranges[across], content.Ranges[up]

    [
        for sample in all do
            match sample.Columns[across], sample.Columns[up] with
            | Some x, Some y ->
                match pairs x y with
                | struct ([||], _) -> ()
                | both -> yield! sampleMarks content bins dots sample rangeX rangeY both
            | _ -> ()

        for truth in content.Truths do
            match truth.Values[across], truth.Values[up] with
            | Some x, Some y ->
                yield
                    Marks.diamonds truth.Tint (if count > 8 then 6.0 else 8.0) [| x |] [| y |]
                    |> Marks.named truth.Label
            | _ -> ()
    ]
