namespace UniversalApprox.Core.Data

open System
open UniversalApprox.Core

[<RequireQualifiedAccess>]
type PointErrors =
    | Equal
    | Known of sigmas: float[]
    | Relative of weights: float[]

[<RequireQualifiedAccess>]
module PointErrors =
    /// Beyond this ratio of precisions, sums of weights lose all but one point, and products of them may vanish.
    let private mostUnequal = 1e100

    let private checkNumbers option count (values: float[]) =
        Check.sameLength option count values
        values |> Array.iteri (fun i value -> Check.positive $"{option}[{i}]" value)

    let private checkRatio option largest (values: float[]) =
        if Array.max values / Array.min values > largest then
            Check.refuse
                option
                (Check.told $"numbers from {Check.text (Array.min values)} to {Check.text (Array.max values)}")
                $"numbers within a factor of {Check.text largest}"

    let validate count errors =
        match errors with
        | PointErrors.Equal -> ()
        | PointErrors.Known sigmas ->
            checkNumbers "Sigma" count sigmas
            checkRatio "Sigma" (sqrt mostUnequal) sigmas
        | PointErrors.Relative weights ->
            checkNumbers "Weight" count weights
            checkRatio "Weight" mostUnequal weights

    let private differ (values: float[]) = values |> Array.exists (fun value -> value <> values[0])

    let private middle (sigmas: float[]) = (Array.sort sigmas)[sigmas.Length / 2]

    /// The weight of the point that `middle` finds by its standard error.
    let private middleWeight (weights: float[]) =
        (Array.sort weights)[weights.Length - 1 - weights.Length / 2]

    let weights whole errors =
        match whole, errors with
        | PointErrors.Known all, PointErrors.Known sigmas when differ all ->
            let reference = middle all

            Some(
                sigmas
                |> Array.map (fun sigma ->
                    let ratio = reference / sigma
                    ratio * ratio)
            )
        | PointErrors.Relative all, PointErrors.Relative own when differ all ->
            let reference = middleWeight all
            Some(own |> Array.map (fun weight -> weight / reference))
        | _ -> None

    let middleSigma errors =
        match errors with
        | PointErrors.Known sigmas -> Some(middle sigmas)
        | PointErrors.Equal
        | PointErrors.Relative _ -> None

    let private map change errors =
        match errors with
        | PointErrors.Equal -> PointErrors.Equal
        | PointErrors.Known sigmas -> PointErrors.Known(change sigmas)
        | PointErrors.Relative weights -> PointErrors.Relative(change weights)

    let select (indices: int[]) errors = map (fun values -> indices |> Array.map (fun i -> values[i])) errors

    let dividedBy (scale: float) errors =
        match errors with
        | PointErrors.Known sigmas -> PointErrors.Known(sigmas |> Array.map (fun sigma -> sigma / scale))
        | PointErrors.Equal
        | PointErrors.Relative _ -> errors

    let ofLogarithms (outputName: string) (outputs: float[]) errors =
        match errors with
        | PointErrors.Equal
        | PointErrors.Relative _ -> errors
        | PointErrors.Known sigmas ->
            match Seq.zip sigmas outputs |> Seq.tryFindIndex (fun (sigma, y) -> not (sigma < y)) with
            | Some bad ->
                Check.reject
                    "Sigma"
                    $"On a logarithmic axis of '{outputName}' each standard error must be below its value, or the error bar would reach 0; in row {bad + 1} (counting from 1) it is {Check.text sigmas[bad]} of {Check.text outputs[bad]}."
            | None -> ()

            PointErrors.Known(Array.map2 (/) sigmas outputs)
