/// Draws of a chain as columns of numbers.
module internal UniversalApprox.Charts.Figures.Posteriors.Draws

open System
open UniversalApprox.Core
open UniversalApprox.Core.Sampling.Ensembles

let count (chain: Chain) =
    chain.Ensembles |> Array.sumBy (fun ensemble -> ensemble.KeptSteps * ensemble.Walkers)

/// All draws of a parameter: ensemble after ensemble, step after step, walker after walker.
let column (chain: Chain) parameter =
    chain.Ensembles
    |> Array.collect (fun ensemble ->
        Array.init (ensemble.KeptSteps * ensemble.Walkers) (fun i ->
            ensemble.Draws[i * ensemble.Dimension + parameter]))

/// One walker's draws of a parameter at the given steps.
let series (ensemble: EnsembleChain) parameter walker (steps: int[]) =
    steps
    |> Array.map (fun s -> ensemble.Draws[(s * ensemble.Walkers + walker) * ensemble.Dimension + parameter])

let finite (values: float[]) = values |> Array.filter Double.IsFinite

/// At most `limit` of `total` indices, one from each section of equal length. The place within its section follows the
/// golden ratio, because a fixed place would always pick the same walkers.
let evenly limit total =
    if total <= limit then
        Array.init total id
    else
        let first k = int (int64 total * int64 k / int64 limit)
        let golden = 0.6180339887498949

        Array.init limit (fun k ->
            let share = golden * float k - floor (golden * float k)
            first k + int (share * float (first (k + 1) - first k)))

/// At most `limit` of `total` indices: the first, the last and evenly spaced ones between.
let spaced limit total =
    if total <= limit then
        Array.init total id
    else
        Array.init limit (fun k -> int (int64 (total - 1) * int64 k / int64 (limit - 1)))

/// Values rounded to 10⁻⁴ of the span, which is finer than a pixel and halves the size of the page.
let rounded (span: float) (values: float[]) =
    if not (Double.IsFinite span && span > 0.0) then
        values
    else
        let unit = Math.Pow(10.0, floor (log10 span) - 4.0)
        values |> Array.map (fun value -> Math.Round(value / unit) * unit)

/// The largest number of parameters in one figure.
let mostParameters = 15

/// The indices of the parameters to show: the chosen ones, else the first 15.
let choose (names: string[] option) (chain: Chain) =
    match names with
    | None -> Array.init (min mostParameters chain.ParameterNames.Length) id
    | Some names ->
        if names.Length = 0 || names.Length > mostParameters then
            Check.refuse "Parameters" (Check.told $"{names.Length}") $"1 to {mostParameters} names"

        Check.allDifferent "Parameters" names box

        names
        |> Array.map (fun name ->
            match Array.IndexOf(chain.ParameterNames, name) with
            | -1 ->
                let known = chain.ParameterNames |> Array.truncate 50 |> String.concat ", "
                Check.reject "Parameters" $"There is no parameter {name}; there are {known}."
            | index -> index)

/// The caption's sentence about parameters that are not shown; empty if all are.
let captionOfChoice isChosen shown (chain: Chain) =
    let total = chain.ParameterNames.Length

    if shown = total then ""
    elif isChosen then $" {shown} of {total} parameters were chosen."
    else $" The first {shown} of {total} parameters are shown."
