/// Pictures made of characters: a grid of cells with an axis on the left and below. Braille characters have 2 × 4 dots each.
module internal UniversalApprox.Charts.Text.TextCanvas

open System
open System.Globalization
open System.Text
open UniversalApprox.Core.Networks

/// A closed range, mapped to 0 … 1.
type Scale = { Low: float; High: float }

let scaleOf low high =
    if low < high then
        { Low = low; High = high }
    else
        // A single value is in the middle.
        let half = max (0.5 * abs low) 1e-300
        { Low = low - half; High = low + half }

/// The place of a value; halves, because the difference of large numbers may overflow.
let place scale value =
    let span = 0.5 * scale.High - 0.5 * scale.Low
    if span > 0.0 then (0.5 * value - 0.5 * scale.Low) / span else 0.5

let valueAt scale part = scale.Low * (1.0 - part) + scale.High * part

let private niceStep scale count =
    let raw = (scale.High / float count) - (scale.Low / float count)
    let magnitude = 10.0 ** floor (log10 raw)
    let factor = raw / magnitude

    magnitude
    * (if factor <= 1.0 then 1.0
       elif factor <= 2.0 then 2.0
       elif factor <= 5.0 then 5.0
       else 10.0)

/// At most about `count` round values with their texts, which have the digits that tell them apart.
let ticks count scale =
    let step = niceStep scale count
    let largest = max (abs scale.Low) (abs scale.High)

    let values =
        if step > 1e-14 * largest && Double.IsFinite step then
            [| for k in ceil (scale.Low / step) .. floor (scale.High / step) -> k * step |]
        else
            [| scale.Low; scale.High |]

    let digits =
        if step > 1e-14 * largest then
            Math.Clamp(int (ceil (log10 (largest / step))) + 1, 1, 15)
        else
            6

    values
    |> Array.map (fun value ->
        let value = if abs value < 1e-9 * step then 0.0 else value
        struct (value, value.ToString($"G{digits}", CultureInfo.InvariantCulture)))

/// As `ticks`, where the scale is that of an axis: on a logarithmic one it holds logarithms, and the texts are powers of ten, with
/// their 2 and 5 fold or round values where there are few.
let ticksOn axis count scale =
    let decades = (scale.High - scale.Low) / log 10.0

    let powers every digits =
        [|
            for k in floor (scale.Low / log 10.0) .. every .. ceil (scale.High / log 10.0) do
                for digit in digits -> float digit * 10.0 ** k
        |]

    let places (values: float[]) =
        values
        |> Array.filter (fun value -> log value >= scale.Low && log value <= scale.High)
        |> Array.map (fun value -> struct (log value, value.ToString("G6", CultureInfo.InvariantCulture)))

    match axis with
    | AxisScale.Linear -> ticks count scale
    | AxisScale.Log when decades >= 3.0 -> places (powers (max 1.0 (ceil (decades / float count))) [ 1 ])
    | AxisScale.Log when decades >= 1.0 -> places (powers 1.0 [ 1; 2; 5 ])
    | AxisScale.Log ->
        ticks count { Low = exp scale.Low; High = exp scale.High }
        |> Array.map (fun (struct (value, text)) -> struct (log value, text))

/// Text from outside in one line: without characters that a terminal obeys or that change the direction of writing.
let plain ascii (length: int) (text: string) =
    let clean = StringBuilder()

    for rune in text.EnumerateRunes() do
        if clean.Length < length then
            match Rune.GetUnicodeCategory rune with
            | UnicodeCategory.Control
            | UnicodeCategory.Format
            | UnicodeCategory.LineSeparator
            | UnicodeCategory.ParagraphSeparator -> clean.Append ' '
            | _ when ascii && not rune.IsAscii -> clean.Append '?'
            | _ -> clean.Append rune
            |> ignore

    clean.ToString()

/// What a cell shows, the topmost last.
[<Struct>]
type private Layer =
    | Empty
    | Shade
    | Mark
    | Dots of bits: int

/// How cells are written.
type Style = { Ascii: bool; Colour: bool }

let private dotBits = [| [| 0x01; 0x02; 0x04; 0x40 |]; [| 0x08; 0x10; 0x20; 0x80 |] |]

/// A grid of `width` × `height` cells. Places are parts of the width from the left and of the height from below.
[<Sealed>]
type Canvas(width: int, height: int) =
    let dots = Array2D.zeroCreate<int> width height
    let marks = Array2D.zeroCreate<bool> width height
    let shades = Array2D.zeroCreate<bool> width height

    let at size part =
        if part >= 0.0 && part <= 1.0 then
            min (size - 1) (int (part * float size))
        else
            -1

    let row size part = let k = at size part in if k < 0 then -1 else size - 1 - k

    let setDot x y =
        let cell = &dots[x / 2, y / 4]
        cell <- cell ||| dotBits[x % 2][y % 4]

    member _.Width = width

    /// A cell with the sign of a point.
    member _.Mark(x: float, y: float) =
        match at width x, row height y with
        | -1, _
        | _, -1 -> ()
        | column, line -> marks[column, line] <- true

    /// A single dot.
    member _.Dot(x: float, y: float) =
        match at (2 * width) x, row (4 * height) y with
        | -1, _
        | _, -1 -> ()
        | column, line -> setDot column line

    /// A curve, given by its places at the middle of each of the 2 × `width` columns of dots; NaN for none.
    member _.Curve(places: float[]) =
        let line part =
            if Double.IsNaN part then
                -1
            else
                row (4 * height) (Math.Clamp(part, 0.0, 1.0))

        for column in 0 .. places.Length - 1 do
            let inside = places[column] >= 0.0 && places[column] <= 1.0
            let here = line places[column]
            let before = if column = 0 then here else line places[column - 1]

            if here >= 0 then
                // Steep pieces are filled, each column up to the middle between the two.
                let middle = if before < 0 then here else (before + here) / 2

                if inside || (before >= 0 && middle <> here) then
                    for y in min here middle .. max here middle do
                        setDot column y

                if before >= 0 && before <> here then
                    for y in min before middle .. max before middle do
                        setDot (column - 1) y

    /// The cells between two curves, given by their places in the middle of each column.
    member _.Band(lower: float[], upper: float[]) =
        for column in 0 .. width - 1 do
            let low, high = lower[column], upper[column]

            if low <= 1.0 && high >= 0.0 then
                for y in row height (min 1.0 high) .. row height (max 0.0 low) do
                    shades[column, y] <- true

    member private _.Layer(x, y) =
        if dots[x, y] <> 0 then Dots dots[x, y]
        elif marks[x, y] then Mark
        elif shades[x, y] then Shade
        else Empty

    /// A line of cells from the top.
    member this.Line(style: Style, y: int) =
        let text = StringBuilder()
        let mutable colour = ""

        let write (wanted: string) (symbol: char) =
            if style.Colour && colour <> wanted then
                text.Append("\027[").Append(wanted).Append('m') |> ignore
                colour <- wanted

            text.Append symbol |> ignore

        for x in 0 .. width - 1 do
            match this.Layer(x, y) with
            | Dots bits -> write "36" (if style.Ascii then '*' else char (0x2800 + bits))
            | Mark -> write "33" (if style.Ascii then 'o' else '∘')
            | Shade -> write "90" (if style.Ascii then ':' else '░')
            | Empty -> write "0" ' '

        if style.Colour && colour <> "0" then
            text.Append "\027[0m" |> ignore

        text.ToString().TrimEnd ' '
