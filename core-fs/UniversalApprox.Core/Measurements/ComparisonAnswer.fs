/// The answer to "two curves or one?" in words.
module internal UniversalApprox.Core.Measurements.ComparisonAnswer

open System
open System.Globalization
open UniversalApprox.Core.Networks

let private rounded (significant: int) (value: float) =
    let size = abs value

    if size <> 0.0 && (size < 1e-4 || size >= 1e6) then
        value.ToString($"0.{String('#', significant - 1)}e+0", CultureInfo.InvariantCulture)
    else
        let whole = if size = 0.0 then 0 else 1 + int (floor (log10 size))
        value.ToString("F" + string (max 0 (significant - whole)), CultureInfo.InvariantCulture)

/// A value to the place of the second digit of its error.
let private withError (value: float) (error: float) =
    if not (error > 0.0) then
        rounded 3 value
    else
        let places = 1 - int (floor (log10 error))

        if places >= 0 && places <= 12 && abs value < 1e6 then
            let format = $"F{places}"
            $"{value.ToString(format, CultureInfo.InvariantCulture)} ± {error.ToString(format, CultureInfo.InvariantCulture)}"
        else
            $"{rounded 3 value} ± {rounded 2 error}"

/// At most five digits, none of them a zero at the end.
let private plain (value: float) = value.ToString("G5", CultureInfo.InvariantCulture)

let private pValue p =
    if p < 1e-15 then "p < 1e-15"
    elif p > 0.995 then "p = 1"
    else $"p = {rounded 2 p}"

/// What an answer tells. Names are those of the two data sets; `Places` are the ranges of x where zero is outside of the band.
type Subject =
    {
        First: string
        Second: string
        XName: string
        Networks: string
        Level: float
        PValue: float
        /// p of own curves against the chosen relation.
        PValueOfDifferent: float option
        Offset: struct (float * float) option
        Scale: struct (float * float) option
        Shift: struct (float * float) option
        Probability: float
        IsSimultaneous: bool
        Places: struct (float * float)[]
        Axes: Axes
        YName: string
    }

    member this.IsLogX = this.Axes.Inputs[0] = AxisScale.Log
    member this.IsLogY = this.Axes.Output = AxisScale.Log

let private kept subject =
    match subject.PValueOfDifferent with
    | Some p -> $"; a curve of its own for each gains no more than chance ({pValue p})"
    | None -> ""

let private evidence subject = $"one curve for both is given up ({pValue subject.PValue})"

let private band subject =
    let kind = if subject.IsSimultaneous then "simultaneous" else "pointwise"
    let percent = plain (100.0 * subject.Probability)
    let what = if subject.IsLogY then "ratio" else "difference"
    let equal = if subject.IsLogY then "one" else "zero"

    let place (struct (low, high)) =
        if low = high then
            $"at {rounded 3 low}"
        else
            $"from {rounded 3 low} to {rounded 3 high}"

    match subject.Places with
    | [||] ->
        $" At no single {subject.XName} does the {kind} {percent} %% band of the {what} leave {equal} out."
    | places ->
        let shown = places |> Array.truncate 3 |> Array.map place |> String.concat ", "

        let more =
            if places.Length > 3 then
                $" and {places.Length - 3} more ranges"
            else
                ""

        $" They differ at {subject.XName} {shown}{more}, where the {kind} {percent} %% band of the {what} leaves {equal} out."

let same subject =
    $"One curve describes {subject.First} and {subject.Second} ({subject.Networks}): neither an offset, a scale, a shift nor curves of their own gain more than chance ({pValue subject.PValue}, level {plain subject.Level})."

let offset subject =
    match subject.Offset with
    | Some(struct (value, error)) when subject.IsLogY ->
        $"{subject.First} and {subject.Second} have one curve but for a factor ({subject.Networks}): {subject.Second} is {withError value error} times {subject.First}; {evidence subject}{kept subject}."
    | Some(struct (value, error)) ->
        let direction = if value < 0.0 then "below" else "above"

        $"{subject.First} and {subject.Second} have one curve but for an offset ({subject.Networks}): {subject.Second} lies {withError (abs value) error} {direction}; {evidence subject}{kept subject}."
    | None -> ""

let scale subject =
    match subject.Scale, subject.Offset with
    | Some(struct (value, error)), Some(struct (factor, factorError)) when subject.IsLogY ->
        $"{subject.First} and {subject.Second} have one curve but for a power ({subject.Networks}): {subject.Second} is {subject.First} to the power of {withError value error}, times {withError factor factorError}; {evidence subject}{kept subject}."
    | Some(struct (value, error)), Some(struct (offset, offsetError)) ->
        let sign = if offset < 0.0 then "less" else "plus"

        $"{subject.First} and {subject.Second} have one curve but for a scale ({subject.Networks}): {subject.Second} is {withError value error} times {subject.First}, {sign} {withError (abs offset) offsetError}; {evidence subject}{kept subject}."
    | _ -> ""

let shift subject =
    match subject.Shift with
    | Some(struct (value, error)) when subject.IsLogX ->
        $"{subject.First} and {subject.Second} have one curve but for a shift ({subject.Networks}): {subject.Second} has the same {subject.YName} at {withError value error} times the {subject.XName}; {evidence subject}{kept subject}."
    | Some(struct (value, error)) ->
        let direction = if value < 0.0 then "lower" else "higher"

        $"{subject.First} and {subject.Second} have one curve but for a shift ({subject.Networks}): {subject.Second} lies {withError (abs value) error} towards {direction} {subject.XName}; {evidence subject}{kept subject}."
    | None -> ""

let different subject =
    $"{subject.First} and {subject.Second} have different curves ({subject.Networks}): {evidence subject}, and neither an offset, a scale nor a shift explains it."
    + band subject
