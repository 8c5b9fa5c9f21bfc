/// Makes text from outside fit for messages: short, and without characters that a terminal obeys. Several assemblies compile
/// this source.
module internal UniversalApprox.Files.ShownText

open System

/// How many characters of a longer text are shown, without the mark that it was cut.
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
