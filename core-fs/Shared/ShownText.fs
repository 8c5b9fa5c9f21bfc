/// Text from outside as messages can bear it: short, and without characters that a terminal obeys. Several assemblies compile
/// this source.
module internal UniversalApprox.Files.ShownText

open System

/// What is left of a longer text, without the mark that it was longer.
let private longest = 400

let private isObeyed c = Char.IsControl c && c <> '\n' && c <> '\r' && c <> '\t'

/// The text with U+FFFD in place of control characters, except line breaks and tabs.
let visible (text: string) = text |> String.map (fun c -> if isObeyed c then '\uFFFD' else c)

/// The beginning of the text, visible.
let cut (text: string) =
    visible (
        if text.Length <= longest then
            text
        else
            text.Substring(0, longest) + "…"
    )
