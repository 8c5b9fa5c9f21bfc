/// Errors and bands of a fit: `UnitFit.GetUncertainty`.
module UniversalApprox.Tests.Facade.FitUncertaintyTests

open System
open Expecto
open UniversalApprox

let private data = CurveData.Generate(KnownCurve.Parabola, CurveOptions(Points = 60))

let private fitOf activation units =
    UnitSweep.Run(
        data,
        SweepOptions(Units = [| units |], Activations = [| activation |], Restarts = 4, Folds = Nullable 0)
    )[0]

let private fit = lazy (fitOf Activation.Sigmoid 2)
/// Without it the amplitudes run along a ridge, where the errors cannot be trusted.
let private moderate = NetworkPriors(Amplitude = Prior.Normal(0.0, 100.0))
let private uncertainty = lazy (fit.Value.GetUncertainty(FitUncertaintyOptions(Priors = moderate)))

let private rejects (parts: string list) (options: FitUncertaintyOptions) (fit: UnitFit) =
    try
        fit.GetUncertainty options |> ignore
        failtest "accepted it"
    with :? OptionException as error ->
        for part in parts do
            Expect.stringContains error.Message part "message"

[<Tests>]
let tests =
    testList
        "facade errors and bands of fits"
        [
            testCase "two units on the parabola: a row for each parameter"
            <| fun () ->
                let found = uncertainty.Value
                Expect.isTrue found.IsTrusted found.Verdict
                Expect.stringStarts found.Verdict "Trusted" "verdict"
                Expect.isTrue (found.ParetoK < 0.7 && found.EffectiveDraws > 100.0) found.Verdict
                Expect.isTrue (Double.IsFinite found.LogEvidence) "evidence"
                Expect.isLessThan found.LogEvidenceError 0.5 "error of the evidence"
                let rows = found.GetSummaries()

                Expect.equal
                    [ for row in rows -> row.Name ]
                    [ "w1"; "b1"; "a1"; "w2"; "b2"; "a2"; "c"; "log_sigma" ]
                    "names"

                Expect.sequenceEqual [ for row in rows -> row.Name ] found.ParameterNames "the same names"

                for row in rows do
                    Expect.equal (row.Data, row.Activation, row.Units) ("Parabola", "sigmoid", 2) "of the fit"
                    Expect.isTrue row.IsTrusted row.Name

                    Expect.isTrue
                        (row.Q05 < row.Q25
                         && row.Q25 < row.Median
                         && row.Median < row.Q75
                         && row.Q75 < row.Q95)
                        $"quantiles of {row}"

                    Expect.isLessThan (abs (row.Estimate - row.Mean)) (3.0 * row.Sd) $"{row}, {row.Estimate}"

            testCase "its rows and bands are those of the sampled posterior"
            <| fun () ->
                let posterior = Mcmc.Run(fit.Value, McmcOptions(Seed = 3UL, Priors = moderate))
                Expect.isTrue posterior.IsConverged posterior.Verdict
                let effective = uncertainty.Value.EffectiveDraws

                for own, sampled in Seq.zip (uncertainty.Value.GetSummaries()) (posterior.GetSummaries()) do
                    Expect.equal own.Name sampled.Name "name"
                    Expect.isGreaterThan sampled.EssBulk.Value 400.0 "effective draws"
                    let error = sampled.Sd * sqrt (1.0 / effective + 1.0 / sampled.EssBulk.Value)
                    Expect.isLessThan (abs (own.Mean - sampled.Mean)) (5.0 * error) $"{own} and {sampled}"

                let x = [| -4.0; 0.0; 3.0; 6.0 |]
                let own, sampled = uncertainty.Value.Predict x, posterior.Predict x

                for i in 0 .. x.Length - 1 do
                    let width (bands: PredictionBands) =
                        bands.FunctionQuantiles[2].Span[i] - bands.FunctionQuantiles[0].Span[i]

                    Expect.isLessThan
                        (abs (own.Mean.Span[i] - sampled.Mean.Span[i]))
                        (0.3 * width sampled)
                        $"mean at {x[i]}"

                    Expect.isLessThan (abs (log (width own / width sampled))) 0.4 $"width at {x[i]}"

            testCase "bands have the noise apart, and any probabilities"
            <| fun () ->
                let x = [| -2.0; 0.0; 3.0; 20.0 |]
                let bands = uncertainty.Value.Predict(x, [| 0.01; 0.5; 0.99 |])

                for at in 0..2 do
                    let f = [ for q in bands.FunctionQuantiles -> q.Span[at] ]
                    let y = [ for q in bands.ObservationQuantiles -> q.Span[at] ]
                    Expect.isTrue (f[0] < f[1] && f[1] < f[2]) "in order"
                    Expect.isTrue (y[0] < f[0] && f[2] < y[2]) "observations"
                    // The noise is uniform on [0, 0.5].
                    Expect.isLessThan (abs (bands.Mean.Span[at] - x[at] * x[at] - 0.25)) 0.5 "the parabola"

                let width at = bands.FunctionQuantiles[2].Span[at] - bands.FunctionQuantiles[0].Span[at]
                Expect.isGreaterThan (width 3) (10.0 * width 1) "extrapolation is uncertain"

            testCase "the same options give the same numbers on any number of threads"
            <| fun () ->
                let shown (threads: int) seed =
                    fit.Value
                        .GetUncertainty(FitUncertaintyOptions(Threads = Nullable threads, Seed = seed))
                        .GetSummaries()
                    |> Seq.map string
                    |> Seq.toList

                Expect.equal (shown 3 1UL) (shown 1 1UL) "threads"
                Expect.notEqual (shown 1 2UL) (shown 1 1UL) "another seed"

            testCase "likelihood and priors are used, and told"
            <| fun () ->
                let known =
                    fit.Value.GetUncertainty(
                        FitUncertaintyOptions(
                            Likelihood = Likelihood.Gaussian 0.15,
                            Priors = NetworkPriors.Notebook
                        )
                    )

                Expect.equal known.ParameterNames.Count 7 "σ is known"
                Expect.equal known.NoiseLevel 0.15 "σ"

                Expect.equal
                    [ for row in known.GetPriors() -> row.IsDefault, string row.Data ]
                    (List.replicate 4 (false, string NetworkPriors.Notebook.Weight))
                    "priors"

                let usual = fit.Value.GetUncertainty()
                Expect.hasLength (usual.GetPriors()) 5 "with that of the noise"
                Expect.all (usual.GetPriors()) _.IsDefault "defaults"
                Expect.isFalse usual.IsTrusted "amplitudes on a ridge"

                let notebook =
                    fit.Value.GetUncertainty(FitUncertaintyOptions(Likelihood = Likelihood.MeanSquaredError))

                Expect.isNull (notebook.Predict([| 0.0 |]).ObservationQuantiles) "no noise"

            testCase "too many units: it says to sample instead"
            <| fun () ->
                let many = (fitOf Activation.Sigmoid 8).GetUncertainty()
                Expect.isFalse many.IsTrusted many.Verdict
                Expect.stringContains many.Verdict "sample instead" "verdict"
                Expect.all (many.GetSummaries()) (fun row -> not row.IsTrusted) "rows"

            testCase "fits that cannot have them say what to do instead"
            <| fun () ->
                rejects
                    [ "Student-t"; "Sample"; "Mcmc" ]
                    (FitUncertaintyOptions(Likelihood = Likelihood.StudentT 4.0))
                    fit.Value

                rejects
                    [ "amplitudes"; "not normal"; "Sample"; "Mcmc" ]
                    (FitUncertaintyOptions(Priors = NetworkPriors(Amplitude = Prior.StudentT(4.0, 0.0, 1.0))))
                    fit.Value

            testCase "options out of range"
            <| fun () ->
                rejects [ "Draws"; "at least 100"; "99" ] (FitUncertaintyOptions(Draws = 99)) fit.Value
                rejects [ "Threads"; "at least 1" ] (FitUncertaintyOptions(Threads = Nullable 0)) fit.Value

                Expect.stringStarts
                    (string (FitUncertaintyOptions()))
                    "FitUncertaintyOptions { Draws = 1000"
                    "text"
        ]
