namespace UniversalApprox.Core.Sweep

open System
open System.Globalization
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training

[<RequireQualifiedAccess>]
type ErrorMeasure =
    | MeanAbsoluteResidual
    | Rmse
    | MaxAbsoluteResidual
    | ValidationRmse

[<RequireQualifiedAccess>]
type Criterion =
    | Validation of margin: float
    | Tolerance of tolerance: float * measure: ErrorMeasure
    | Aicc
    | Bic

type RankedFit = { Rank: int; Fit: UnitFit; Score: float; Suffices: bool; IsRecommended: bool }

type Recommendation =
    {
        Criterion: Criterion
        Recommended: UnitFit option
        Answer: string
        NoiseLevel: float option
        DataTurningPoints: int option
        Ranking: RankedFit[]
    }

/// Writes the answer in words.
module private Answer =
    /// A number with this many significant digits, without an exponent for ordinary sizes.
    let private rounded (significant: int) (value: float) =
        let size = abs value

        if size <> 0.0 && (size < 1e-4 || size >= 1e6) then
            value.ToString("0.##e+0", CultureInfo.InvariantCulture)
        else
            let whole = if size = 0.0 then 0 else 1 + int (Math.Floor(log10 size))
            value.ToString("F" + string (max 0 (significant - whole)), CultureInfo.InvariantCulture)

    let private number = rounded 3

    let private neurons (fit: UnitFit) =
        let plural = if fit.Units = 1 then "neuron" else "neurons"
        $"{fit.Units} {Activation.name fit.Activation} {plural}"

    let private measureName measure =
        match measure with
        | ErrorMeasure.MeanAbsoluteResidual -> "mean absolute residual"
        | ErrorMeasure.Rmse -> "RMSE"
        | ErrorMeasure.MaxAbsoluteResidual -> "largest absolute residual"
        | ErrorMeasure.ValidationRmse -> "validation RMSE"

    let private validation (fit: UnitFit) =
        match fit.Validation with
        | Some v -> $"validation RMSE {number v.Rmse} ± {rounded 2 v.StandardError}"
        | None -> ""

    let private standardError (fit: UnitFit) =
        fit.Validation |> Option.map (fun v -> v.StandardError) |> Option.defaultValue 0.0

    /// The reason for the recommended fit.
    let private reason criterion (chosen: RankedFit) (best: RankedFit) =
        let residual = $"mean absolute residual {number chosen.Fit.Accuracy.MeanAbsoluteResidual}"

        match criterion with
        | Criterion.Validation _ when chosen.Rank = 1 ->
            $"{residual}, {validation chosen.Fit}, the best of all tried"
        | Criterion.Validation margin ->
            let near =
                if chosen.Score <= best.Score + standardError best.Fit then
                    "one standard error"
                else
                    rounded 2 (100.0 * margin) + " %"

            $"{residual}, {validation chosen.Fit}, within {near} of the best ({number best.Score} with {neurons best.Fit})"
        | Criterion.Tolerance(tolerance, measure) ->
            $"{measureName measure} {number chosen.Score}, at most the wanted {number tolerance}"
        | Criterion.Aicc -> $"{residual}, the lowest AICc (a heuristic for networks)"
        | Criterion.Bic -> $"{residual}, the lowest BIC (a heuristic for networks)"

    /// A sentence on the next smaller network of the same activation, which does not suffice.
    let private smaller (chosen: RankedFit) (ranking: RankedFit[]) =
        ranking
        |> Array.filter (fun r -> r.Fit.Activation = chosen.Fit.Activation && r.Fit.Units < chosen.Fit.Units)
        |> Array.sortByDescending (fun r -> r.Fit.Units)
        |> Array.tryHead
        |> Option.map (fun r ->
            let verb = if r.Fit.Units = 1 then "does" else "do"
            let residual = number r.Fit.Accuracy.MeanAbsoluteResidual
            $" {r.Fit.Units} {verb} not: mean absolute residual {residual}.")
        |> Option.defaultValue ""

    /// A sentence on whether the recommended fit reaches the noise level of the data.
    let private floor noise (fit: UnitFit) =
        match noise with
        | Some noise when fit.Accuracy.Rmse <= 1.1 * noise ->
            $" That is the noise floor: the residuals' RMS is {number fit.Accuracy.Rmse}, the noise of the data about {number noise}."
        | Some noise ->
            $" The noise floor is lower: the residuals' RMS is {number fit.Accuracy.Rmse}, the noise of the data about {number noise}."
        | None -> ""

    let private times count =
        match count with
        | 1 -> "once"
        | 2 -> "twice"
        | n -> $"{n} times"

    let private turning dataPoints (fit: UnitFit) =
        match dataPoints, fit.TurningPoints with
        | Some 0, Some 0 -> " Neither the data nor the fit turns."
        | Some data, Some own when data = own -> $" The data turn {times data}, and so does the fit."
        | Some 0, Some own ->
            $" The data do not turn (as far as the noise lets us see); the fit turns {times own}."
        | Some data, Some 0 -> $" The data turn {times data}; the fit does not."
        | Some data, Some own ->
            $" The data turn {times data} (as far as the noise lets us see), the fit {times own}."
        | _ -> ""

    let private atTheEdge (chosen: RankedFit) (ranking: RankedFit[]) =
        let largest =
            ranking
            |> Array.filter (fun r -> r.Fit.Activation = chosen.Fit.Activation)
            |> Array.forall (fun r -> r.Fit.Units <= chosen.Fit.Units)

        let tried = ranking |> Array.exists (fun r -> r.Fit.Units < chosen.Fit.Units)

        if largest && tried then
            " It is the largest number tried: more may be better still."
        else
            ""

    let found criterion noise dataPoints (chosen: RankedFit) (ranking: RankedFit[]) =
        let verb = if chosen.Fit.Units = 1 then "suffices" else "suffice"

        $"{neurons chosen.Fit} {verb}: {reason criterion chosen ranking[0]}."
        + smaller chosen ranking
        + floor noise chosen.Fit
        + turning dataPoints chosen.Fit
        + atTheEdge chosen ranking

    let none criterion (ranking: RankedFit[]) =
        match criterion with
        | Criterion.Tolerance(tolerance, measure) ->
            let best = ranking[0]

            $"None of the numbers tried suffices: the lowest {measureName measure} is {number best.Score}, with {neurons best.Fit}, above the wanted {number tolerance}. Try more neurons, or see whether the noise allows it."
        | Criterion.Validation _
        | Criterion.Aicc
        | Criterion.Bic -> "No fit can be recommended."

[<RequireQualifiedAccess>]
module Selection =
    let private score criterion (fit: UnitFit) =
        let accuracy = fit.Accuracy

        let value =
            match criterion with
            | Criterion.Validation _
            | Criterion.Tolerance(_, ErrorMeasure.ValidationRmse) ->
                fit.Validation |> Option.map (fun v -> v.Rmse)
            | Criterion.Tolerance(_, ErrorMeasure.MeanAbsoluteResidual) -> Some accuracy.MeanAbsoluteResidual
            | Criterion.Tolerance(_, ErrorMeasure.Rmse) -> Some accuracy.Rmse
            | Criterion.Tolerance(_, ErrorMeasure.MaxAbsoluteResidual) -> Some accuracy.MaxAbsoluteResidual
            | Criterion.Aicc -> accuracy.Aicc
            | Criterion.Bic -> Some accuracy.Bic

        value |> Option.filter (fun v -> Double.IsFinite v && fit.Trained.Stop <> StopReason.Diverged)

    /// The highest score with which a fit suffices.
    let private limit criterion (best: UnitFit) bestScore =
        match criterion with
        | Criterion.Validation margin ->
            let error = best.Validation |> Option.map (fun v -> v.StandardError)
            bestScore + max (margin * bestScore) (Option.defaultValue 0.0 error)
        | Criterion.Tolerance(tolerance, _) -> tolerance
        | Criterion.Aicc
        | Criterion.Bic -> bestScore

    let private name criterion =
        match criterion with
        | Criterion.Validation _
        | Criterion.Tolerance(_, ErrorMeasure.ValidationRmse) -> "a validation error"
        | Criterion.Tolerance _ -> "a finite error"
        | Criterion.Aicc -> "an AICc (it needs more points than parameters)"
        | Criterion.Bic -> "a BIC"

    let validate criterion =
        match criterion with
        | Criterion.Tolerance(tolerance, _) -> Check.positive "Tolerance" tolerance
        | Criterion.Validation margin -> Check.notNegative "Margin" margin
        | Criterion.Aicc
        | Criterion.Bic -> ()

    let private check criterion (fits: UnitFit[]) =
        if fits.Length = 0 then
            Check.reject "fits" "There are no fits to compare."

        validate criterion

        match fits |> Array.tryFind (fun fit -> not (CurveData.isSame fits[0].Data fit.Data)) with
        | Some other ->
            Check.reject "fits" $"The fits are of different data: {fits[0].Data.Name} and {other.Data.Name}."
        | None -> ()

    /// The best fit of each activation and number of units.
    let private bestOfCells (scored: (UnitFit * float)[]) =
        scored
        |> Array.groupBy (fun (fit, _) -> struct (fit.Activation, fit.Units))
        |> Array.map (fun (_, group) -> group |> Array.minBy snd)

    let recommend criterion (fits: UnitFit seq) =
        let fits = Seq.toArray fits
        check criterion fits

        let scored =
            fits
            |> Array.choose (fun fit -> score criterion fit |> Option.map (fun score -> fit, score))
            |> bestOfCells
            |> Array.sortBy (fun (fit, score) -> struct (score, fit.Units))

        if scored.Length = 0 then
            let criterionOption = Check.named "Criterion"

            Check.because
                "Criterion"
                $"None of the fits has {name criterion}, which this {criterionOption} compares."

        let limit = limit criterion (fst scored[0]) (snd scored[0])

        let recommended =
            scored
            |> Array.filter (fun (_, score) -> score <= limit)
            |> Array.sortBy (fun (fit, score) -> struct (fit.Units, score))
            |> Array.tryHead
            |> Option.map fst

        let isRecommended fit = recommended |> Option.exists (fun chosen -> obj.ReferenceEquals(chosen, fit))

        let ranking =
            scored
            |> Array.mapi (fun i (fit, score) ->
                {
                    Rank = i + 1
                    Fit = fit
                    Score = score
                    Suffices = score <= limit
                    IsRecommended = isRecommended fit
                })

        let noise = NoiseLevel.ofData fits[0].Data
        let dataPoints = TurningPoints.ofData fits[0].Data

        {
            Criterion = criterion
            Recommended = recommended
            Answer =
                match ranking |> Array.tryFind (fun r -> r.IsRecommended) with
                | Some chosen -> Answer.found criterion noise dataPoints chosen ranking
                | None -> Answer.none criterion ranking
            NoiseLevel = noise
            DataTurningPoints = dataPoints
            Ranking = ranking
        }

    let defaultMargin = 0.05

    let defaultCriterion (fits: UnitFit seq) =
        // The sweep validates only the best restart of a cell.
        let best = fits |> Seq.filter _.IsBest

        if not (Seq.isEmpty best) && best |> Seq.forall (fun fit -> fit.Validation.IsSome) then
            Criterion.Validation defaultMargin
        else
            Criterion.Aicc
