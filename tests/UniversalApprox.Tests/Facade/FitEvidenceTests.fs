/// UnitFit.GetEvidence, GetLoo and ModelWeights.
module UniversalApprox.Tests.Facade.FitEvidenceTests

open System
open System.Threading
open Expecto
open UniversalApprox

let private data name factor =
    let points = Array.init 40 (fun i -> -2.0 + 4.0 * float i / 39.0)
    // Noise that is the same in every run.
    let noise i = 0.15 * sin (12.9898 * float i * float i)
    let outputs = points |> Array.mapi (fun i x -> factor * (tanh (2.0 * x) + noise i))
    CurveData.FromColumns(points, outputs, name)

let private sweep (data: CurveData) =
    UnitSweep.Run(
        data,
        SweepOptions(
            Units = [| 1; 2 |],
            Activations = [| Activation.Tanh |],
            Restarts = 2,
            Folds = Nullable 0
        )
    )
    |> Seq.toArray

let private fits = lazy (sweep (data "steps" 1.0))

let private options = FitEvidenceOptions(Starts = 30, Seed = 3UL)

let private rows = lazy (ModelWeights.Compare(fits.Value, options))

let private near tolerance what (expected: float) actual =
    Expect.isLessThan (abs (actual - expected)) tolerance $"{what}: {expected} and {actual}"

[<Tests>]
let tests =
    testList
        "FitEvidence"
        [
            testCase "fits of one shape are one model, and probabilities and weights add up"
            <| fun () ->
                let rows = Seq.toArray rows.Value
                let twice = ModelWeights.GroupFits(Array.append fits.Value (sweep (data "steps" 1.0)))
                Expect.equal (twice |> Seq.map _.Count |> Seq.toList) [ 2; 2 ] "models of all fits"
                Expect.equal (rows |> Array.map _.Units) [| 1; 2 |] "models"
                near 1e-12 "probabilities" 1.0 (rows |> Array.sumBy _.Probability)
                near 1e-12 "weights" 1.0 (rows |> Array.sumBy _.StackingWeight)
                Expect.equal (rows |> Array.map _.ElpdDifference |> Array.max) 0.0 "the best"

                for row in rows do
                    Expect.isLessThan row.StandardError 0.3 "error"
                    near 1.5 "p_loo" 4.0 row.EffectiveParameters
                    let table = row.PriorTable.Rows
                    Expect.equal (table |> Seq.map _.Factor |> Seq.toList) [ 0.25; 1.0; 4.0 ] "factors"
                    Expect.equal table[1].LogEvidence row.LogEvidence "its own"
                    Expect.equal table[1].Probability row.Probability "its own"
                    Expect.stringStarts (string row.PriorTable) "x0.25: " "text"
                    Expect.stringContains (string row) $"{row.Units} tanh unit" "text"

            testCase "a row knows its evidence, its points and its fit"
            <| fun () ->
                let row = rows.Value[0]
                let evidence = row.GetEvidence()
                Expect.equal evidence.LogEvidence row.LogEvidence "evidence"
                Expect.equal (evidence.GetFit()) (row.GetFit()) "fit"
                Expect.isGreaterThan evidence.Modes 0 "modes"
                Expect.isGreaterThan evidence.EffectiveDraws 100.0 "draws"
                Expect.hasLength (evidence.GetVariants()) 2 "variants"
                Expect.isNonEmpty (evidence.GetPriors()) "priors"
                Expect.stringContains (string evidence) "1 tanh unit, log evidence" "text"
                let loo = row.GetLoo()
                near 1e-9 "sum" (Seq.sum (loo.GetPointwise())) row.Elpd
                Expect.equal (Seq.max (loo.GetParetoK())) row.MaxParetoK "k̂"
                let difference = rows.Value[1].GetLoo().CompareTo loo
                near 1e-9 "difference" (rows.Value[1].Elpd - row.Elpd) difference.Difference
                Expect.stringStarts (string loo) "elpd " "text"

            testCase "one fit alone, in fewer words"
            <| fun () ->
                let fit = fits.Value[0]
                let evidence = fit.GetEvidence options
                let again = ModelWeights.GetEvidence([| fit |], options)
                Expect.equal again.LogEvidence evidence.LogEvidence "the same options"
                Expect.equal (fit.GetLoo options).Elpd (evidence.GetLoo().Elpd) "the same draws"

                near
                    2.0
                    "default starts"
                    evidence.LogEvidence
                    (fit.GetEvidence(FitEvidenceOptions(AmplitudeFactors = [||]))).LogEvidence

            testCase "models of different data are weighed apart"
            <| fun () ->
                let others = sweep (data "steps" 100.0)
                let quick = FitEvidenceOptions(Starts = 30, Seed = 3UL, AmplitudeFactors = [||])
                let both = ModelWeights.Compare(Array.append fits.Value others, quick) |> Seq.toArray
                Expect.hasLength both 4 "models"

                for k in 0..1 do
                    // Trained networks, which are starts of the search, differ by rounding, and the proposals with them: so
                    // the two runs are independent estimates.
                    let error = 5.0 * sqrt (both[k].StandardError ** 2.0 + both[k + 2].StandardError ** 2.0)

                    near
                        error
                        "units of y add a constant"
                        (both[k].LogEvidence - 40.0 * log 100.0)
                        both[k + 2].LogEvidence

                    near error "and change no probability" both[k].Probability both[k + 2].Probability
                    near 0.1 "elpd" (both[k].Elpd - 40.0 * log 100.0) both[k + 2].Elpd

            testCase "the averaged curve lies between those of the models"
            <| fun () ->
                let bands = ModelWeights.Predict(rows.Value, [| [| -1.0; 0.0; 1.0 |] |])
                let mean = bands.Mean.ToArray()

                for x, f in Array.zip [| -1.0; 0.0; 1.0 |] mean do
                    near 0.15 $"at {x}" (tanh (2.0 * x)) f

                Expect.hasLength bands.FunctionQuantiles 3 "quantiles"
                Expect.isNotNull bands.ObservationQuantiles "observations"

            testCase "a posterior's draws give the same leave-one-out numbers"
            <| fun () ->
                let posterior =
                    Mcmc.Run([| fits.Value[0] |], McmcOptions(Steps = 2000, BurnIn = 200, Seed = 4UL))

                near 0.3 "elpd" rows.Value[0].Elpd (posterior.GetLoo().Elpd)

            testCase "options, other models and cancellation are refused"
            <| fun () ->
                let refuses what (work: unit -> obj) =
                    try
                        work () |> ignore
                        failtest $"{what} was accepted"
                    with :? ArgumentException as error ->
                        Expect.stringContains error.Message what "message"

                let fit = fits.Value[0]
                refuses "Draws" (fun () -> fit.GetEvidence(FitEvidenceOptions(Draws = 10)))
                refuses "Starts" (fun () -> fit.GetEvidence(FitEvidenceOptions(Starts = 0)))

                refuses "Student-t" (fun () ->
                    fit.GetEvidence(FitEvidenceOptions(Likelihood = Likelihood.StudentT 4.0)))

                refuses "same data, activation and units" (fun () -> ModelWeights.GetEvidence fits.Value)
                refuses "one or more" (fun () -> ModelWeights.GetStackingWeights [||])
                Expect.isEmpty (ModelWeights.Compare(Seq.empty<UnitFit>)) "none"

                Expect.throwsT<OperationCanceledException>
                    (fun () -> fit.GetEvidence(options, CancellationToken true) |> ignore)
                    "cancelled"
        ]
