namespace UniversalApprox.Core.Sweep

open System
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training

type RankedFit = { Rank: int; Fit: UnitFit; Score: float; Suffices: bool; IsRecommended: bool }

type ModerateAmplitudes = { WeightDecay: float; LargestAmplitude: float; AddedRms: float }

type Recommendation =
    {
        Criterion: Criterion
        Recommended: UnitFit option
        Answer: string
        EnoughInPractice: UnitFit option
        AddedPart: float option
        PValue: float option
        PValueOfMore: float option
        IsLargestTried: bool
        IsExact: bool
        Noise: NoiseEstimate option
        Outliers: int[]
        LargestAmplitude: float option
        Moderate: ModerateAmplitudes option
        DataTurningPoints: int option
        Ranking: RankedFit[]
    }

[<RequireQualifiedAccess>]
module Selection =
    let defaultLevel (points: int) = min 0.2 (5.0 / float points)
    let defaultMargin = 0.05

    /// A residual deviation this much above the lowest is as good, where activations compete.
    let private alike = 1.05

    let private squares (fit: UnitFit) = Loss.isSquares fit.Options.Loss

    let private score criterion (fit: UnitFit) =
        let value =
            match criterion with
            | Criterion.FTest _ -> if squares fit then NestedTest.residualDeviation fit else None
            | Criterion.Validation _ -> fit.Validation |> Option.map (fun v -> v.Rmse)
            | Criterion.Tolerance(_, measure) -> Some(Findings.measured measure fit)
            | Criterion.Aicc -> fit.Accuracy.Aicc
            | Criterion.Bic -> Some fit.Accuracy.Bic
            | Criterion.Evidence -> None

        value |> Option.filter Double.IsFinite

    let private name criterion =
        match criterion with
        | Criterion.FTest _ -> "more points than parameters and squares as its loss"
        | Criterion.Validation _
        | Criterion.Tolerance(_, ErrorMeasure.ValidationRmse) -> "a validation error"
        | Criterion.Tolerance _ -> "a finite error"
        | Criterion.Aicc -> "an AICc (it needs more points than parameters)"
        | Criterion.Bic -> "a BIC"
        | Criterion.Evidence -> "an evidence"

    let private check criterion (fits: UnitFit[]) =
        if fits.Length = 0 then
            Check.reject "fits" "There are no fits to compare."

        Criterion.validate criterion

        match fits |> Array.tryFind (fun fit -> not (CurveData.isSame fits[0].Data fit.Data)) with
        | Some other ->
            Check.reject "fits" $"The fits are of different data: {fits[0].Data.Name} and {other.Data.Name}."
        | None -> ()

    /// The best fit of each activation and number of units.
    let private bestOfCells (scored: (UnitFit * float)[]) =
        scored
        |> Array.groupBy (fun (fit, _) -> struct (fit.Activation, fit.Units))
        |> Array.map (fun (_, group) -> group |> Array.minBy snd)

    /// The fits of one activation with more units, and with fewer.
    let private larger (fits: UnitFit[]) (fit: UnitFit) =
        fits |> Array.filter (fun other -> other.Activation = fit.Activation && other.Units > fit.Units)

    let private smaller (fits: UnitFit[]) (fit: UnitFit) =
        fits
        |> Array.filter (fun other -> other.Activation = fit.Activation && other.Units < fit.Units)
        |> Array.sortByDescending _.Units

    /// The p-values of the larger fits against this one, of those that have enough points for a test.
    let private pValuesOfMore fits fit = larger fits fit |> Array.choose (NestedTest.pValue fit)

    /// Whether no larger number improves on the fit.
    let private isEnough level fits fit = pValuesOfMore fits fit |> Array.forall (fun p -> p >= level)

    /// The fits that meet the F test, the fewest units of each activation first, and how far up residual deviations may go.
    let private byFTest level (scored: (UnitFit * float)[]) =
        let fits = Array.map fst scored
        let enough = scored |> Array.filter (fun (fit, _) -> isEnough level fits fit)

        let fewest =
            enough
            |> Array.groupBy (fun (fit, _) -> fit.Activation)
            |> Array.map (fun (_, group) -> group |> Array.minBy (fun (fit, _) -> fit.Units))

        let lowest = fewest |> Array.map snd |> Array.min
        let competing = fewest |> Array.filter (fun (_, score) -> score <= alike * lowest)
        let chosen = competing |> Array.minBy (fun (fit, score) -> struct (fit.Units, score)) |> fst

        struct (chosen,
                (fun (fit: UnitFit) ->
                    enough |> Array.exists (fun (other, _) -> obj.ReferenceEquals(other, fit))))

    let private byValidation margin (scored: (UnitFit * float)[]) =
        let best, _ = scored[0]
        let allowed = margin * Findings.spreadOfCurve best

        let suffices (fit: UnitFit) =
            match fit.Validation, best.Validation with
            | Some own, Some lowest ->
                let struct (difference, error) = Findings.pairedDifference own lowest
                difference <= max error (allowed * allowed)
            | _ -> false

        struct (scored
                |> Array.filter (fst >> suffices)
                |> Array.minBy (fun (fit, score) -> struct (fit.Units, score))
                |> fst,
                suffices)

    /// The largest difference of log evidences that does not count.
    let private bareMention = 1.0

    /// The chosen fit, None if none meets the criterion, and which fits do.
    let private choose criterion (scored: (UnitFit * float)[]) =
        let within limit =
            let suffices (fit: UnitFit) =
                scored
                |> Array.exists (fun (other, score) -> obj.ReferenceEquals(other, fit) && score <= limit)

            let chosen =
                scored
                |> Array.filter (fst >> suffices)
                |> Array.sortBy (fun (fit, score) -> struct (fit.Units, score))
                |> Array.tryHead

            struct (Option.map fst chosen, suffices)

        match criterion with
        | Criterion.FTest level ->
            let struct (chosen, suffices) = byFTest level scored
            struct (Some chosen, suffices)
        | Criterion.Validation margin ->
            let struct (chosen, suffices) = byValidation margin scored
            struct (Some chosen, suffices)
        | Criterion.Tolerance(tolerance, _) -> within tolerance
        | Criterion.Aicc
        | Criterion.Bic -> within (snd scored[0])
        | Criterion.Evidence -> within (snd scored[0] + bareMention)

    /// The fewest units of the chosen activation to which the chosen fit adds at most the default margin, and what it adds.
    let private practical fits (chosen: UnitFit) =
        let added = Findings.addedPart (Findings.spreadOfCurve chosen)

        smaller fits chosen
        |> Array.map (fun fit -> struct (fit, added fit chosen))
        |> Array.filter (fun struct (_, part) -> part <= defaultMargin)
        |> Array.tryLast
        |> Option.defaultValue (struct (chosen, 0.0))

    let private subject criterion (ranked: UnitFit[]) (chosen: UnitFit) : Answer.Subject =
        let below = smaller ranked chosen |> Array.tryHead
        let tested = squares chosen
        let unequal = if tested then Findings.unequalNoise chosen else None

        let noise =
            if unequal.IsSome then
                NoiseLevel.estimateUnequal chosen.Data
            else
                NoiseLevel.estimate chosen.Data

        let misfit =
            if tested then
                Findings.misfit noise chosen
            else
                Findings.Misfit.Unknown
        // Residuals that miss a part of the curve differ from place to place too.
        let unequal = unequal |> Option.filter (fun _ -> not misfit.IsAboveNoise)

        let struct (outliers, share) =
            // Where noise is loud, large residuals are no outliers.
            if unequal.IsSome then
                struct ([||], 0.0)
            else
                Findings.outliers chosen

        let ofMore = if tested then pValuesOfMore ranked chosen else [||]

        {
            Criterion = criterion
            Chosen = chosen
            Rank = 1 + Array.findIndex (fun fit -> obj.ReferenceEquals(fit, chosen)) ranked
            Best = ranked[0]
            Smaller = below
            Larger = (larger ranked chosen).Length
            Tested = ofMore.Length
            PValue =
                if not tested then
                    None
                else
                    match below with
                    | Some fewer -> NestedTest.pValue fewer chosen
                    | None -> NestedTest.pValueOfConstant chosen
            PValueOfMore = if ofMore.Length > 0 then Some(Array.min ofMore) else None
            Practical = if tested then Some(practical ranked chosen) else None
            Noise = noise
            Misfit = misfit
            Outliers = outliers
            OutlierShare = share
            UnequalNoise = unequal
            LargestAmplitude = Findings.largestAmplitude chosen
            Moderate = Moderation.find below chosen
            DataTurningPoints = TurningPoints.ofData chosen.Data
        }

    /// Whether the fit is shown to be better than the constant, and near enough to the data.
    let private describes level (subject: Answer.Subject) =
        let chosen = subject.Chosen

        not (squares chosen)
        || (NestedTest.pValueOfConstant chosen |> Option.exists (fun p -> p < level)
            && not (Findings.isCoarse subject.Misfit chosen))

    let private levelOf criterion (data: CurveData) =
        match criterion with
        | Criterion.FTest level -> level
        | _ -> defaultLevel data.Count

    let private answer criterion (ranked: UnitFit[]) chosen (subject: Answer.Subject) =
        match chosen, criterion with
        | None, Criterion.Tolerance(tolerance, measure) ->
            struct (None, Answer.aboveTolerance tolerance measure ranked[0])
        | Some _, Criterion.Tolerance _ -> struct (chosen, Answer.found subject)
        | Some _, _ when describes (levelOf criterion subject.Chosen.Data) subject ->
            struct (chosen, Answer.found subject)
        | _ -> struct (None, Answer.undescribed subject)

    let private moderateAmplitudes chosen (moderate: UnitFit) : ModerateAmplitudes =
        {
            WeightDecay = moderate.Options.WeightDecay
            LargestAmplitude = Findings.largestAmplitude moderate
            AddedRms = Findings.addedRms chosen moderate
        }

    let private recommendBy scoreOf criterion (fits: UnitFit seq) =
        let fits = Seq.toArray fits
        check criterion fits

        let scored =
            fits
            |> Array.filter (fun fit -> fit.Trained.Stop <> StopReason.Diverged)
            |> Array.choose (fun fit -> scoreOf fit |> Option.map (fun score -> fit, score))
            |> bestOfCells
            |> Array.sortBy (fun (fit, score) -> struct (score, fit.Units))

        if scored.Length = 0 then
            let criterionOption = Check.named "Criterion"

            match criterion with
            | Criterion.Validation _
            | Criterion.Tolerance(_, ErrorMeasure.ValidationRmse) ->
                Check.because
                    "Criterion"
                    $"None of the fits has {name criterion}, which this {criterionOption} compares: it needs a sweep with folds."
            | _ ->
                Check.because
                    "Criterion"
                    $"None of the fits has {name criterion}, which this {criterionOption} compares."

        let ranked = Array.map fst scored
        let struct (chosen, suffices) = choose criterion scored
        let subject = subject criterion ranked (Option.defaultValue ranked[0] chosen)
        let struct (recommended, words) = answer criterion ranked chosen subject
        let isRecommended fit = recommended |> Option.exists (fun other -> obj.ReferenceEquals(other, fit))
        let ifRecommended value = recommended |> Option.map (fun _ -> value)

        {
            Criterion = criterion
            Recommended = recommended
            Answer = words
            EnoughInPractice =
                recommended
                |> Option.bind (fun _ -> subject.Practical)
                |> Option.map (fun struct (fit, _) -> fit)
            AddedPart =
                recommended
                |> Option.bind (fun _ -> subject.Practical)
                |> Option.map (fun struct (_, part) -> part)
            PValue = subject.PValue
            PValueOfMore = subject.PValueOfMore
            IsLargestTried = subject.Larger = 0
            IsExact = NestedTest.isExact subject.Chosen
            Noise = subject.Noise
            Outliers = subject.Outliers
            LargestAmplitude = ifRecommended subject.LargestAmplitude
            Moderate =
                recommended
                |> Option.bind (fun _ -> subject.Moderate)
                |> Option.map (moderateAmplitudes subject.Chosen)
            DataTurningPoints = subject.DataTurningPoints
            Ranking =
                scored
                |> Array.mapi (fun i (fit, score) ->
                    {
                        Rank = i + 1
                        Fit = fit
                        Score = score
                        Suffices = suffices fit
                        IsRecommended = isRecommended fit
                    })
        }

    let recommend criterion fits = recommendBy (score criterion) criterion fits

    let recommendByEvidence (logEvidence: UnitFit -> float) fits =
        recommendBy
            (fun fit -> Some -(logEvidence fit) |> Option.filter Double.IsFinite)
            Criterion.Evidence
            fits

    let defaultCriterion (fits: UnitFit seq) =
        // The sweep validates only the best restart of a cell.
        let best = fits |> Seq.filter _.IsBest |> Seq.toArray

        let hasTest =
            best |> Array.forall squares
            && best |> Array.exists (fun fit -> (NestedTest.residualDeviation fit).IsSome)

        if hasTest then
            Criterion.FTest(defaultLevel best[0].Data.Count)
        elif best.Length > 0 && best |> Array.forall (fun fit -> fit.Validation.IsSome) then
            Criterion.Validation defaultMargin
        else
            Criterion.Aicc
