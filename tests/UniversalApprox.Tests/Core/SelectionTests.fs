module UniversalApprox.Tests.Core.SelectionTests

open System
open System.Threading
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep

let private sweep plan data =
    let fits = ResizeArray<UnitFit>()
    Sweep.run 2 ignore CancellationToken.None plan data fits.Add
    List.ofSeq fits

let private sine = lazy (Curve.sample (Rng.ofSeed 1UL) Curve.sine)

let private sineFits =
    lazy
        (sweep
            { SweepPlan.defaults with
                Units = [| 1; 2; 3; 4; 5; 8 |]
                Validation = Validation.Folds 5
            }
            sine.Value)

/// A fit with invented squared errors, to test the rules alone.
let private made =
    lazy
        (let real = sineFits.Value |> List.find (fun fit -> fit.Units = 5)

         fun units (squares: float[]) ->
             let mean = Array.average squares

             { real with
                 Units = units
                 Validation =
                     Some
                         {
                             Rmse = sqrt mean
                             StandardError = 0.0
                             SquaredErrors = squares
                             VarianceFactor = 2.25
                         }
             })

/// Data on an even grid with Normal noise.
let private noisy seed points sd lower upper f =
    let x = Array.init points (fun i -> lower + (upper - lower) * float i / float (points - 1))

    let noise = Array.zeroCreate<float> points
    Rng.fillNormal (noise.AsSpan()) (Rng.ofSeed seed) |> ignore
    CurveData.create "made" [| "x" |] "y" [| x |] (Array.map2 (fun x z -> f x + sd * z) x noise)

let private fits activation units restarts data =
    sweep
        { SweepPlan.defaults with
            Units = units
            Activations = [| activation |]
            Restarts = restarts
            Validation = Validation.Skip
        }
        data

let private recommend fits = Selection.recommend (Selection.defaultCriterion fits) fits

let private unitsOf (answer: Recommendation) = answer.Recommended |> Option.map (fun fit -> fit.Units)

let private says (answer: Recommendation) parts =
    for part: string in parts do
        Expect.stringContains answer.Answer part "answer"

let private recommendedUnits criterion fits =
    (Selection.recommend criterion fits).Recommended |> Option.map (fun fit -> fit.Units)

let private validation = Criterion.Validation Selection.defaultMargin

[<Tests>]
let tests =
    testList
        "Selection"
        [
            testCase "the noisy sine: the data tell 5 sigmoid neurons from 4, and in practice 4 are enough"
            <| fun () ->
                let answer = recommend sineFits.Value
                Expect.equal (unitsOf answer) (Some 5) "units"
                Expect.equal (answer.EnoughInPractice |> Option.map _.Units) (Some 4) "in practice"

                says
                    answer
                    [
                        "5 sigmoid neurons suffice: the data tell 5 from 4 (p < 1e-15)"
                        "and the larger number tried is no better than chance"
                        "4 do not"
                        "In practice 4 are enough: what 5 would add is 2"
                        "That is the noise"
                        "turn 6 times"
                        "so does the fit"
                    ]

                Expect.equal answer.DataTurningPoints (Some 6) "turning points"
                Expect.isLessThan answer.PValue.Value 1e-12 "p against 4"

                Expect.isGreaterThan
                    answer.PValueOfMore.Value
                    (Selection.defaultLevel sine.Value.Count)
                    "p of 8"

            testCase "known numbers of units are found, and a larger one is rarely taken for better"
            <| fun () ->
                // Three separated tanh units; 30 seeds. A larger number is taken by chance with a probability of at most the level, 0.05
                // at 100 points. 7 of 30 have a probability below 1e-3 then.
                let truth x =
                    tanh (4.0 * (x - 2.0)) - 1.2 * tanh (3.0 * (x - 5.0)) + 0.8 * tanh (5.0 * (x - 8.0))

                let found =
                    [
                        for seed in 1UL .. 30UL ->
                            noisy seed 100 0.2 0.0 10.0 truth
                            |> fits Activation.Tanh [| 1; 2; 3; 4; 5 |] 2
                            |> recommend
                            |> unitsOf
                    ]

                let count predicate = found |> List.filter predicate |> List.length
                Expect.isLessThan (count (fun units -> units > Some 3)) 7 "more than three"
                Expect.equal (count (fun units -> units < Some 3)) 0 "fewer"

            testCase "noise alone is rarely taken for a curve, and few points say so"
            <| fun () ->
                // The chance is at most the level, 5/60. 9 of 30 have a probability below 1e-3 then.
                let answers =
                    [
                        for seed in 1UL .. 30UL ->
                            noisy seed 60 1.0 0.0 1.0 (fun _ -> 3.0)
                            |> fits Activation.Tanh [| 1; 2; 3 |] 2
                            |> recommend
                    ]

                Expect.isLessThan
                    (answers |> List.filter (fun answer -> answer.Recommended.IsSome) |> List.length)
                    9
                    "recommended"

                let few = noisy 3UL 9 0.01 -3.0 3.0 tanh |> fits Activation.Tanh [| 1; 2 |] 4 |> recommend
                Expect.equal (unitsOf few) (Some 1) "one unit"
                Expect.isNone few.PValueOfMore "no test"
                says few [ "1 tanh neuron suffices"; "9 points are too few to tell a larger number" ]

                // Six points and four parameters leave no test against the constant.
                for criterion in [ Criterion.FTest 0.2; Criterion.Bic ] do
                    let untold =
                        noisy 3UL 6 0.01 -3.0 3.0 tanh
                        |> fits Activation.Tanh [| 1 |] 4
                        |> Selection.recommend criterion

                    Expect.equal (unitsOf untold) None "no recommendation"

                    says
                        untold
                        [
                            "6 points are too few to tell the best, 1 tanh neuron, from the constant"
                            "Measure more points"
                        ]

            testCase "what describes nothing does not suffice"
            <| fun () ->
                let wave =
                    noisy 1UL 200 0.05 -1.0 1.0 (fun x -> sin (50.0 * x))
                    |> fits Activation.Sigmoid [| 1; 2 |] 4

                let answer = recommend wave
                Expect.equal (unitsOf answer) None "no recommendation"
                says answer [ "None of the tried numbers describes these data"; "more neurons" ]

                let parabola =
                    Curve.sample (Rng.ofSeed 1UL) Curve.parabola
                    |> fits Activation.Sigmoid [| 1 |] 4
                    |> recommend

                Expect.equal (unitsOf parabola) None "one unit for a parabola"

                says
                    parabola
                    [ "None of the tried numbers describes these data"; "the noise of the data is 0.14" ]

                let flat =
                    noisy 2UL 60 1.0 0.0 1.0 (fun _ -> 5.0) |> fits Activation.Tanh [| 1; 2 |] 4 |> recommend

                Expect.equal (unitsOf flat) None "noise alone"
                says flat [ "is no better than the constant (p = " ]

            testCase "exact data are called exact, and no smaller residual contradicts them"
            <| fun () ->
                for activation, f in [ Activation.Tanh, tanh; Activation.Sin, sin ] do
                    let answer = noisy 1UL 60 0.0 -3.0 3.0 f |> fits activation [| 1; 2; 3 |] 4 |> recommend
                    Expect.equal (unitsOf answer) (Some 1) $"{activation}"
                    Expect.isTrue answer.IsExact "exact"
                    says answer [ "1 "; "suffices: the fit is exact to rounding"; "The data are exact" ]

            testCase "fewer units are enough in practice where the recommended ones add little"
            <| fun () ->
                let curve x = tanh (3.0 * (x - 3.0)) + 0.04 * tanh (8.0 * (x - 8.0))

                let answer =
                    noisy 3UL 400 0.01 0.0 10.0 curve |> fits Activation.Tanh [| 1; 2; 3 |] 4 |> recommend

                Expect.equal (unitsOf answer) (Some 2) "the data tell two from one"
                Expect.equal (answer.EnoughInPractice |> Option.map _.Units) (Some 1) "in practice"
                Expect.isTrue (answer.AddedPart.Value > 0.01 && answer.AddedPart.Value < 0.05) "added part"
                says answer [ "In practice 1 is enough: what 2 would add is" ]

            testCase "points that hold most of the loss are named, and amplitudes that cancel"
            <| fun () ->
                let data = noisy 4UL 60 0.02 0.0 1.0 (fun x -> 2.0 * x)
                let outputs = Array.copy data.Outputs
                outputs[29] <- outputs[29] + 5.0
                let spoilt = CurveData.create "spoilt" [| "x" |] "y" data.Inputs outputs
                let fit = fits Activation.Sigmoid [| 1 |] 4 spoilt
                let answer = Selection.recommend (Criterion.Tolerance(10.0, ErrorMeasure.Rmse)) fit
                Expect.equal answer.Outliers [| 29 |] "row 30"
                says answer [ "1 point (row 30) holds"; "Huber" ]

                let robust = { fit.Head with Options = { fit.Head.Options with Loss = Loss.MeanAbsolute } }

                let after = Selection.recommend (Criterion.Tolerance(10.0, ErrorMeasure.Rmse)) [ robust ]
                says after [ "if they are outliers, sample with a Student-t" ]

                let line = data |> fits Activation.Sigmoid [| 1 |] 4
                let steep = Selection.recommend (Criterion.Tolerance(10.0, ErrorMeasure.Rmse)) line
                Expect.isGreaterThan steep.LargestAmplitude.Value 1.0 "a line is a small part of a large unit"

            testCase "where amplitudes cancel, the answer tells what a weight decay would cost"
            <| fun () ->
                let swept training =
                    sweep { SweepPlan.defaults with Units = [| 3; 4; 5; 6 |]; Training = training } sine.Value

                let answer = swept TrainingOptions.defaults |> recommend
                let moderate = answer.Moderate.Value
                Expect.equal (unitsOf answer) (Some 5) "units"
                Expect.isGreaterThan answer.LargestAmplitude.Value 100.0 "amplitudes that cancel"
                Expect.isLessThanOrEqual moderate.LargestAmplitude 100.0 "moderate ones"
                says answer [ "A weight decay of 1e-7 keeps them to"; "with an RMS"; "larger" ]

                // What a sweep with that weight decay finds.
                let decayed =
                    swept { TrainingOptions.defaults with WeightDecay = moderate.WeightDecay }
                    |> List.find (fun fit -> fit.Units = 5)

                let added = decayed.Accuracy.Rmse / answer.Recommended.Value.Accuracy.Rmse - 1.0

                Expect.isLessThan
                    (abs (moderate.AddedRms - added))
                    0.005
                    $"cost {moderate.AddedRms}, by a sweep {added}"

                let few = sineFits.Value |> List.filter (fun fit -> fit.Units <= 3)
                let tolerant = Selection.recommend (Criterion.Tolerance(0.65, ErrorMeasure.Rmse)) few
                Expect.isLessThan tolerant.LargestAmplitude.Value 100.0 "one unit"
                Expect.isNone tolerant.Moderate "nothing to moderate"

            testCase "validation compares on the same points: a difference within its standard error is none"
            <| fun () ->
                let make = made.Value
                let rng = Rng.ofSeed 7UL
                let noise = Array.zeroCreate<float> 200
                Rng.fillNormal (noise.AsSpan()) rng |> ignore
                // All fits err at the same points, so the scatter of each is large and that of their differences small.
                let common = noise |> Array.map (fun z -> 10.0 * z * z)
                let plus amount = common |> Array.mapi (fun i e -> e + amount + 0.1 * float (i % 2))
                let candidates = [ make 1 (plus 0.5); make 2 (plus 0.002); make 4 (plus 0.0) ]
                let bare = recommendedUnits (Criterion.Validation 0.0) candidates
                Expect.equal bare (Some 4) "0.002 is more than the error of a constant difference, which is 0"

                let uneven =
                    [
                        make 1 (plus 0.5)
                        make 2 (common |> Array.mapi (fun i e -> e + 0.3 * noise[(i + 1) % 200]))
                        make 4 common
                    ]

                Expect.equal
                    (recommendedUnits (Criterion.Validation 0.0) uneven)
                    (Some 2)
                    "within the error of the difference"

            testCase "the margin of validation is a part of the curve's spread"
            <| fun () ->
                let make = made.Value

                let candidates =
                    [
                        make 1 (Array.create 50 1.0)
                        make 2 (Array.create 50 0.011)
                        make 4 (Array.create 50 0.01)
                    ]

                Expect.equal (recommendedUnits (Criterion.Validation 0.0) candidates) (Some 4) "bare rule"

                // The curve is the sine's, with a spread of about 0.7: 0.05 of it, squared, is 0.0012.
                Expect.equal (recommendedUnits (Criterion.Validation 0.05) candidates) (Some 2) "margin"

            testCase "evidence takes the fewest units within a bare mention of the highest"
            <| fun () ->
                let evidence (fit: UnitFit) =
                    match fit.Units with
                    | 4 -> 100.0
                    | 5 -> 120.0
                    | 8 -> 120.7
                    | _ -> -500.0

                let answer = Selection.recommendByEvidence evidence sineFits.Value
                Expect.equal (unitsOf answer) (Some 5) "0.7 is less than 1"
                Expect.equal answer.Ranking[0].Fit.Units 8 "the highest ranks first"

                says
                    answer
                    [ "5 sigmoid neurons suffice"; "8 sigmoid neurons is higher by a Bayes factor below 3" ]

                Expect.throws
                    (fun () -> Selection.recommend Criterion.Evidence sineFits.Value |> ignore)
                    "needs the evidence"

            testCase "a level, in place of the default that falls with the number of points"
            <| fun () ->
                Expect.equal (Selection.defaultLevel 10) 0.2 "at most 0.2"
                Expect.equal (Selection.defaultLevel 1000) 0.005 "5/n"
                let strict = Selection.recommend (Criterion.FTest 1e-30) sineFits.Value
                Expect.equal (unitsOf strict) (Some 4) "a level below the p-value of 5"

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

            testCase "information criteria take the lowest"
            <| fun () ->
                for criterion, name in [ Criterion.Aicc, "AICc"; Criterion.Bic, "BIC" ] do
                    says (Selection.recommend criterion sineFits.Value) [ $"the lowest {name}" ]

            testCase "the ranking is by score, marks one fit, and keeps the best of repeated cells"
            <| fun () ->
                let make = made.Value

                let constant error = Array.create 50 (error * error)

                let ranking =
                    (Selection.recommend
                        (Criterion.Tolerance(2.0, ErrorMeasure.ValidationRmse))
                        [
                            make 1 (constant 1.0)
                            make 2 (constant 0.75)
                            make 2 (constant 0.625)
                            make 4 (constant 0.5)
                        ])
                        .Ranking

                Expect.equal
                    (ranking |> Array.map (fun r -> r.Rank, r.Fit.Units, r.Score))
                    [| 1, 4, 0.5; 2, 2, 0.625; 3, 1, 1.0 |]
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

            testCase "says when the recommended number is the largest tried, and does not call it enough"
            <| fun () ->
                let answer =
                    noisy 5UL 100 0.1 0.0 10.0 (fun x -> tanh (x - 3.0) - tanh (2.0 * (x - 7.0)))
                    |> fits Activation.Tanh [| 1; 2 |] 4
                    |> recommend

                Expect.isTrue answer.IsLargestTried "largest"
                says answer [ "2 tanh neurons: the data tell 2 from 1"; "largest number tried" ]
                Expect.isFalse (answer.Answer.Contains "suffice") "no larger number was tried"

            testCase "the default criterion is the F test where it applies, then validation, then AICc"
            <| fun () ->
                let fits = sineFits.Value
                Expect.equal (Selection.defaultCriterion fits) (Criterion.FTest 0.005) "F test"

                let absolute =
                    fits
                    |> List.map (fun fit ->
                        { fit with Options = { fit.Options with Loss = Loss.MeanAbsolute } })

                Expect.equal (Selection.defaultCriterion absolute) validation "another loss"
                let without = absolute |> List.map (fun fit -> { fit with Validation = None })
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
