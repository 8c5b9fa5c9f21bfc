module UniversalApprox.Tests.Core.SelectionTests

open System.Threading
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep

let private sweep plan data =
    let fits = ResizeArray<UnitFit>()
    Sweep.run 2 ignore CancellationToken.None plan data fits.Add
    List.ofSeq fits

let private sine = lazy (Curve.sample (Rng.ofSeed 1UL) Curve.sine)

let private sineFits =
    lazy (sweep { SweepPlan.defaults with Units = [| 1; 2; 3; 4; 5; 8 |] } sine.Value)

/// A fit with invented errors, to test the rules alone.
let private made =
    lazy
        (let real = sineFits.Value.Head

         fun units rmse standardError ->
             { real with
                 Units = units
                 Validation = Some { Rmse = rmse; StandardError = standardError }
             })

let private recommendedUnits criterion fits =
    (Selection.recommend criterion fits).Recommended |> Option.map (fun fit -> fit.Units)

let private validation = Criterion.Validation Selection.defaultMargin

[<Tests>]
let tests =
    testList
        "Selection"
        [
            testCase "the noisy sine: 4 sigmoid neurons suffice, said in words with the turning points"
            <| fun () ->
                let answer = Selection.recommend validation sineFits.Value
                Expect.equal (answer.Recommended |> Option.map (fun fit -> fit.Units)) (Some 4) "units"

                for part in
                    [
                        "4 sigmoid neurons suffice:"
                        "3 do not"
                        "noise floor"
                        "turn 6 times"
                        "so does the fit"
                    ] do
                    Expect.stringContains answer.Answer part "answer"

                Expect.equal answer.DataTurningPoints (Some 6) "turning points"

            testCase
                "the one-standard-error rule takes the fewest units within one standard error of the best"
            <| fun () ->
                let make = made.Value
                let fits = [ make 1 1.0 0.1; make 2 0.56 0.1; make 4 0.5 0.07; make 8 0.49 0.065 ]

                Expect.equal
                    (recommendedUnits (Criterion.Validation 0.0) fits)
                    (Some 4)
                    "0.5 ≤ 0.49 + 0.065 < 0.56"

            testCase "the margin takes over where the standard error is small"
            <| fun () ->
                let make = made.Value
                let fits = [ make 1 1.0 1e-4; make 2 0.51 1e-4; make 4 0.5 1e-4; make 8 0.49 1e-4 ]
                Expect.equal (recommendedUnits (Criterion.Validation 0.0) fits) (Some 8) "bare rule"
                Expect.equal (recommendedUnits (Criterion.Validation 0.05) fits) (Some 2) "0.51 ≤ 1.05·0.49"

            testCase "a tolerance takes the fewest units that meet it, for any measure"
            <| fun () ->
                let fits = sineFits.Value
                let tolerance value measure = Criterion.Tolerance(value, measure)

                Expect.equal
                    (recommendedUnits (tolerance 0.1 ErrorMeasure.MeanAbsoluteResidual) fits)
                    (Some 4)
                    "mean"

                Expect.equal (recommendedUnits (tolerance 0.5 ErrorMeasure.Rmse) fits) (Some 3) "RMSE"

                Expect.equal
                    (recommendedUnits (tolerance 0.6 ErrorMeasure.ValidationRmse) fits)
                    (Some 2)
                    "validation"

            testCase "a tolerance that no fit meets recommends none and states the lowest error"
            <| fun () ->
                let answer = Selection.recommend (Criterion.Tolerance(0.01, ErrorMeasure.Rmse)) sineFits.Value
                Expect.equal answer.Recommended None "none"
                Expect.stringContains answer.Answer "None of the numbers tried suffices" "answer"
                Expect.stringContains answer.Answer "above the wanted 0.0100" "answer"

            testCase "information criteria are labelled as heuristics"
            <| fun () ->
                for criterion in [ Criterion.Aicc; Criterion.Bic ] do
                    Expect.stringContains
                        (Selection.recommend criterion sineFits.Value).Answer
                        "heuristic"
                        "answer"

            testCase "the ranking is by score, marks one fit, and keeps the best of repeated cells"
            <| fun () ->
                let make = made.Value

                let ranking =
                    (Selection.recommend
                        validation
                        [ make 1 1.0 0.1; make 2 0.7 0.01; make 2 0.6 0.01; make 4 0.5 0.01 ])
                        .Ranking

                Expect.equal
                    (ranking |> Array.map (fun r -> r.Rank, r.Fit.Units, r.Score))
                    [| 1, 4, 0.5; 2, 2, 0.6; 3, 1, 1.0 |]
                    "ranking"

                Expect.equal
                    (ranking |> Array.filter (fun r -> r.IsRecommended) |> Array.length)
                    1
                    "recommended"

            testCase "diverged fits are not ranked"
            <| fun () ->
                let real = sineFits.Value
                let diverged = { real[5] with Trained = { real[5].Trained with Stop = StopReason.Diverged } }
                let ranking = (Selection.recommend validation (diverged :: real[..4])).Ranking
                Expect.equal ranking.Length 5 "ranked"

            testCase "says when the recommended number is the largest tried"
            <| fun () ->
                let fits = sineFits.Value |> List.filter (fun fit -> fit.Units <= 2)

                Expect.stringContains
                    (Selection.recommend validation fits).Answer
                    "largest number tried"
                    "answer"

            testCase "without validation errors the default criterion is AICc"
            <| fun () ->
                let fits = sineFits.Value
                Expect.equal (Selection.defaultCriterion fits) validation "validation"
                let without = fits |> List.map (fun fit -> { fit with Validation = None })
                Expect.equal (Selection.defaultCriterion without) Criterion.Aicc "AICc"

            testCase "no fits, mixed data, a missing score and bad tolerances are rejected"
            <| fun () ->
                let rejected criterion fits (part: string) =
                    let message =
                        Expect.throwsC (fun () -> Selection.recommend criterion fits |> ignore) (fun e ->
                            e.Message)

                    Expect.stringContains message part "message"

                let fits = sineFits.Value
                rejected validation [] "no fits"
                rejected (Criterion.Tolerance(0.0, ErrorMeasure.Rmse)) fits "above 0"
                rejected (Criterion.Validation -0.1) fits "Margin"

                rejected
                    validation
                    (fits |> List.map (fun fit -> { fit with Validation = None }))
                    "a validation error"

                let other = Curve.sample (Rng.ofSeed 2UL) Curve.parabola
                rejected validation [ fits[0]; { fits[1] with Data = other } ] "Sine and Parabola"
        ]
