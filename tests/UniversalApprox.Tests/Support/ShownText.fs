/// Compares what a page shows with what a program prints.
module UniversalApprox.Tests.Support.ShownText

open System

/// Whether a text has these words one after the other. Other processors round differently, so numbers may differ by 2 % or by
/// one in the last digit shown, and so may why training stopped.
let has (text: string) (words: string) =
    let split (s: string) = s.Split([| ' '; '\n' |], StringSplitOptions.RemoveEmptyEntries)
    let bare (word: string) = word.Trim('.', ',', ';', '(', ')')
    let number word = Double.TryParse(bare word)

    let lastDigit (word: string) =
        match (bare word).IndexOf '.' with
        | -1 -> 1.0
        | point -> 10.0 ** float (point + 1 - (bare word).Length)

    let stops = [ "Converged"; "IterationLimit" ]

    let isLike (shown: string) (found: string) =
        match number shown, number found with
        | (true, one), (true, other) -> abs (one - other) <= max (0.02 * abs one) (1.001 * lastDigit shown)
        | _ -> shown = found || (List.contains shown stops && List.contains found stops)

    let shown = split words
    split text |> Seq.windowed shown.Length |> Seq.exists (Seq.forall2 isLike shown)
