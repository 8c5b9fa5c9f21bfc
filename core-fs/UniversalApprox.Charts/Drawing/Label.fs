/// Text in figures and pages. Names come from users' files, so all text from outside goes through this module.
module internal UniversalApprox.Charts.Drawing.Label

open System
open System.Globalization
open System.Net
open System.Text

/// Figures cut longer names, because nothing wraps there.
let private longest = 48

/// One line without control characters and lone surrogates, of at most `length` characters.
let line (length: int) (text: string) =
    let clean = StringBuilder()

    for rune in text.EnumerateRunes() do
        if clean.Length < length then
            clean.Append(if Rune.IsControl rune then Rune ' ' else rune) |> ignore

    if text.Length > clean.Length then
        clean.ToString().TrimEnd() + "…"
    else
        clean.ToString()

/// Text that plotly.js shows literally. Without the escapes it would read tags and entities as markup.
let plotly (text: string) =
    (line longest text).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;")

/// A short text in a three-dimensional scene, where plotly.js reads tags as markup but decodes no entities.
let scene (text: string) = (line 24 text).Replace('<', '‹').Replace('>', '›')

/// Text in HTML, in an element or in a quoted attribute.
let html (text: string) = WebUtility.HtmlEncode(line 10000 text)

/// Several lines of text in HTML.
let htmlLines (text: string) = text.Split '\n' |> Array.map html |> String.concat "\n"

let private invariant = CultureInfo.InvariantCulture

let private superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹"

let power (exponent: int) =
    let digits = (abs exponent).ToString(invariant)
    let raised = String.map (fun digit -> superscripts[int digit - int '0']) digits
    $"""×10{if exponent < 0 then "⁻" else ""}{raised}"""

/// A number with `digits` significant digits, trailing zeros included: 0.0510, 1.20×10⁻⁷.
let number (digits: int) (value: float) =
    if Double.IsNaN value then
        "not a number"
    elif Double.IsInfinity value then
        if value > 0.0 then "∞" else "−∞"
    elif value = 0.0 then
        "0"
    else
        let scientific = value.ToString("E" + string (digits - 1), invariant)
        let exponent = int (scientific.Substring(scientific.IndexOf 'E' + 1))

        let text =
            if exponent < -4 || exponent > max 5 (digits - 1) then
                scientific.Substring(0, scientific.IndexOf 'E') + power exponent
            else
                value.ToString("F" + string (max 0 (digits - 1 - exponent)), invariant)

        text.Replace('-', '−')

/// A whole number with thin spaces between groups of thousands: 1 000 000.
let count (value: int) = value.ToString("N0", invariant).Replace(",", "\u202f")

/// "1 point", "3 points".
let plural (noun: string) value = $"""{count value} {noun}{if value = 1 then "" else "s"}"""

/// The items joined as in a sentence: "a", "a and b", "a, b and c".
let sentence (items: string list) =
    match List.rev items with
    | [] -> ""
    | [ only ] -> only
    | last :: rest -> String.Join(", ", List.rev rest) + " and " + last

/// A text that begins a sentence.
let capitalised (text: string) =
    if text = "" then
        text
    else
        string (Char.ToUpperInvariant text[0]) + text.Substring 1
