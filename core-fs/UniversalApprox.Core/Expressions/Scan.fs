/// Characters, numbers and quotes, for everything that reads formulas. Positions in a text start at 0.
module internal UniversalApprox.Core.Expressions.Scan

open System
open System.Globalization

/// A syntax error. The function that reads a whole formula catches it.
exception SyntaxError of position: int * message: string

let private longestQuote = 20
let fail position message = raise (SyntaxError(position, message))

let isMinus c = c = '-' || c = '\u2212' || c = '\u2013'
let isTimes c = c = '*' || c = '\u00B7' || c = '\u00D7' || c = '\u22C5'
let isDigit (c: char) = Char.IsAsciiDigit c
let isNumberStart c = isDigit c || c = '.'

/// The character at a position, or NUL behind the end. No rule accepts a NUL, so one in the text itself is an error too.
let at (text: string) position = if position < text.Length then text[position] else '\000'

let rec skipWhile (accepts: char -> bool) (text: string) position =
    if position < text.Length && accepts text[position] then
        skipWhile accepts text (position + 1)
    else
        position

let skipSpace text position = skipWhile Char.IsWhiteSpace text position

let quote (text: string) =
    let short =
        if text.Length <= longestQuote then
            text
        else
            text.Substring(0, longestQuote) + "…"

    "'" + short + "'"

/// The character at a position, quoted for error messages.
let found (text: string) position =
    if position >= text.Length then
        "the end of the text"
    else
        let c = text[position]

        if Char.IsControl c || Char.IsSurrogate c then
            $"the character U+{int c:X4}"
        else
            quote (string c)

/// The end of a number: digits with a decimal point and an exponent. An "e" without digits behind it starts the next name,
/// as in 2erf(x).
let private numberEnd (text: string) start =
    let whole = skipWhile isDigit text start

    let mantissa =
        if at text whole = '.' then
            skipWhile isDigit text (whole + 1)
        else
            whole

    if Char.ToLowerInvariant(at text mantissa) <> 'e' then
        mantissa
    else
        let sign = at text (mantissa + 1)

        let digits = if sign = '+' || isMinus sign then mantissa + 2 else mantissa + 1

        if isDigit (at text digits) then
            skipWhile isDigit text digits
        else
            mantissa

/// The number that starts at a position, and the position behind it.
let number (text: string) start =
    let stop = numberEnd text start
    let written = text.Substring(start, stop - start)
    let plain = written |> String.map (fun c -> if isMinus c then '-' else c)
    let mutable value = 0.0

    if not (Double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, &value)) then
        fail start $"expected a number, found {quote written}"

    if not (Double.IsFinite value) then
        let limit = Double.MaxValue.ToString("R", CultureInfo.InvariantCulture)
        fail start $"the number {quote written} is too large; the limit is {limit}"

    struct (value, stop)
