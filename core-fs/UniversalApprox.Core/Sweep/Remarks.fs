/// Sentences of an answer about what was known beside the points: constraints, and outputs that are limits.
module internal UniversalApprox.Core.Sweep.Remarks

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep.Wording

/// What the fit had to satisfy, and what that means for the numbers.
let constraints (fit: UnitFit) =
    let given = fit.Options.Constraints

    if Constraints.isNone given then
        ""
    else
        let held =
            match NestedTest.activeBounds fit with
            | [||] when Constraints.hasBounds given -> " No parameter lies at a bound."
            | [||] -> ""
            | [| one |] ->
                $" {one} lies at its bound: p-values, AICc and BIC are approximate there, and p-values rather too large."
            | many ->
                let names = String.concat ", " many
                $" {names} lie at their bounds: p-values, AICc and BIC are approximate there, and p-values rather too large."

        $" It is the best under its constraints: {Constraints.describe given}.{held}"

/// The outputs that are limits, and what they mean for the numbers.
let limits (fit: UnitFit) =
    let data = fit.Data

    let told censoring word =
        let values =
            Array.zip data.Outputs data.Censoring
            |> Array.filter (fun (_, own) -> own = censoring)
            |> Array.map fst

        match Array.distinct values |> Array.sort with
        | [||] -> []
        | [| one |] ->
            let lie = if values.Length = 1 then "lies" else "lie"
            [ $"{values.Length} of {data.Count} values {lie} {word} {number one}" ]
        | many ->
            [
                $"{values.Length} of {data.Count} values lie {word} limits from {number many[0]} to {number (Array.last many)}"
            ]

    match told Censoring.Below "below" @ told Censoring.Above "above" with
    | [] -> ""
    | parts ->
        let sentence = String.concat ", and " parts
        $" {sentence}: they enter by the probability of lying there, for normal noise; p-values, AICc and BIC are those of the likelihood, and a limit that the curve respects has the residual 0."
