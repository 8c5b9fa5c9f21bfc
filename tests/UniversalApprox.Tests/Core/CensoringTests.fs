/// Outputs that are only known to lie beyond a limit.
module UniversalApprox.Tests.Core.CensoringTests

open System
open System.Threading
open Expecto
open UniversalApprox
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Core.Sampling.Evidence

let private below, above, exact = Censoring.Below, Censoring.Above, Censoring.None

let private curve x y censoring =
    CurveData.create "dose" [| "x" |] "y" [| x |] y |> CurveData.withCensoring censoring

/// 24 points of a sigmoid with noise, cut off at 0.5 and 3.1.
let private cut =
    let y =
        [|
            0.62
            0.50
            0.50
            0.50
            0.50
            0.50
            0.50
            0.50
            0.50
            1.35
            0.62
            0.70
            1.05
            1.30
            1.55
            2.08
            2.60
            2.57
            3.06
            2.80
            2.92
            3.10
            3.10
            2.83
        |]

    let side i value =
        if i > 0 && value = 0.5 then below
        elif value = 3.1 then above
        else exact

    curve (Array.init 24 (fun i -> 0.25 * float i - 3.0)) y (Array.mapi side y)

let private sweep options units data =
    let plan = { SweepPlan.defaults with Units = units; Training = options }
    let fits = ResizeArray<UnitFit>()
    Sweep.run 1 ignore CancellationToken.None plan data fits.Add |> ignore
    List.ofSeq fits

let private one data = sweep TrainingOptions.defaults [| 1 |] data |> List.exactlyOne

let private close (digits: float) (actual: float) (expected: float) name =
    Expect.isLessThan
        (abs (actual - expected))
        (digits * (1.0 + abs expected))
        $"{name}: {actual}, not {expected}"

/// A rising sigmoid with w > 0, which is the same function.
let private rising (network: Network) = (Canonical.ofNetwork network).Parameters

[<Tests>]
let fits =
    testList
        "censored outputs: fits"
        [
            testCase "the tail of the normal distribution is accurate near and far"
            <| fun () ->
                // By scipy 1.10, special.log_ndtr.
                for z, logProbability in
                    [
                        0.0, -0.6931471805599453
                        -1.0, -1.841021645009264
                        2.0, -0.023012909328963486
                        -10.0, -53.23128515051248
                        -29.9, -451.3229124585287
                        -30.1, -457.32956441638237
                        -300.0, -45006.62273211866
                        8.0, -6.220960574271743e-16
                    ] do
                    let actual = NormalTail.logProbability z
                    Expect.isLessThan (abs (actual / logProbability - 1.0)) 1e-11 $"ln Φ({z}): {actual}"

                for z in [ -40.0; -29.99; -5.0; 0.3; 6.0 ] do
                    let slope =
                        (NormalTail.logProbability (z + 1e-5) - NormalTail.logProbability (z - 1e-5)) / 2e-5

                    Expect.isLessThan
                        (abs (NormalTail.hazard z - slope))
                        (1e-5 * (1e-4 + slope))
                        $"slope at {z}"

            // The figures are those of scipy 1.10: the best of 20 runs of optimize.minimize on stats.norm.logpdf, logcdf and logsf.
            testCase "the fit has the largest likelihood, that of scipy"
            <| fun () ->
                let fit = one cut
                let accuracy = fit.Accuracy.Censored.Value
                close 1e-7 accuracy.LogLikelihood -5.9854795616730385 "log-likelihood"
                close 1e-4 accuracy.NoiseLevel 0.2625932328408611 "noise"

                Array.iter2
                    (fun actual expected -> close 1e-3 actual expected "parameter")
                    (rising fit.Trained.Network)
                    [| 1.9562521789610474; -0.9849422732631878; 2.9107947940097225; 0.27995782610610953 |]

            testCase "with weights of points too"
            <| fun () ->
                let weights = Array.init 24 (fun i -> if i % 2 = 0 then 1.0 else 0.25)
                let fit = cut |> CurveData.withErrors (PointErrors.Relative weights) |> one
                close 1e-7 fit.Accuracy.Censored.Value.LogLikelihood -3.7439115808434567 "log-likelihood"

                Array.iter2
                    (fun actual expected -> close 2e-3 actual expected "parameter")
                    (rising fit.Trained.Network)
                    [| 2.4074607714243643; -1.296129115436885; 2.780372147781154; 0.3818284900247384 |]

            testCase "is unbiased where limits that pass for values are not"
            <| fun () ->
                let n = 800
                let x = Array.init n (fun i -> -3.0 + 6.0 * float i / float (n - 1))
                let noise = Array.zeroCreate<float> n
                Rng.fillNormal (noise.AsSpan()) (Rng.ofSeed 12UL) |> ignore
                let y = Array.map2 (fun x z -> 2.0 / (1.0 + exp (1.0 - 2.0 * x)) + 0.4 * z) x noise
                let side = y |> Array.map (fun y -> if y < 0.6 then below else exact)
                let seen = y |> Array.map (max 0.6)
                let tobit = one (curve x seen side)
                let naive = one (CurveData.create "dose" [| "x" |] "y" [| x |] seen)

                let laplace =
                    Laplace.ofFit
                        Laplace.defaults
                        Likelihood.GaussianUnknown
                        NetworkPriors.standard
                        tobit
                        CancellationToken.None

                Expect.isTrue laplace.IsTrusted laplace.Verdict
                let errors = Laplace.parameters [| 0.5 |] laplace
                let truth = [| 2.0; -1.0; 2.0; 0.0 |]

                // The deviation of a parameter does not depend on the signs of its unit. Four comparisons at five standard errors:
                // a false alarm in a million.
                for p in 0..3 do
                    let sd = errors[p].Sd

                    Expect.isLessThan
                        (abs ((rising tobit.Trained.Network)[p] - truth[p]))
                        (5.0 * sd)
                        errors[p].Name

                let off p = abs ((rising naive.Trained.Network)[p] - truth[p]) / errors[p].Sd
                Expect.isGreaterThan (off 3) 10.0 "the lower plateau, with limits as values"
                close 0.1 tobit.Accuracy.Censored.Value.NoiseLevel 0.4 "noise"
                Expect.isLessThan naive.Accuracy.Rmse 0.34 "noise, with limits as values"

            testCase "keeps to constraints"
            <| fun () ->
                let constraints = { Constraints.none with Fix = [| { Parameter = "c"; Value = 0.0 } |] }

                let fit =
                    sweep { TrainingOptions.defaults with Constraints = constraints } [| 1 |] cut
                    |> List.exactlyOne

                Expect.equal fit.Trained.Network.Offset 0.0 "offset"

                Expect.isLessThan
                    fit.Accuracy.Censored.Value.LogLikelihood
                    (one cut).Accuracy.Censored.Value.LogLikelihood
                    "less likely than without"

            testCase "does not depend on units"
            <| fun () ->
                let x = cut.Inputs[0] |> Array.map (fun x -> 1000.0 + 50.0 * x)
                let y = cut.Outputs |> Array.map (fun y -> 300.0 * y - 4000.0)
                let other = one (curve x y cut.Censoring)
                let own = one cut
                let accuracy (fit: UnitFit) = fit.Accuracy.Censored.Value
                close 1e-4 ((accuracy other).NoiseLevel / 300.0) (accuracy own).NoiseLevel "noise"
                let test fit = (NestedTest.pValueOfConstant fit).Value |> log
                close 1e-4 (test other) (test own) "test"

            testCase "on a logarithmic axis is the fit of the logarithms"
            <| fun () ->
                let logarithms = curve cut.Inputs[0] (Array.map log cut.Outputs) cut.Censoring
                let axes = { Inputs = [| AxisScale.Linear |]; Output = AxisScale.Log }
                let data = CurveData.withAxes axes cut
                Expect.equal data.Censoring cut.Censoring "limits"
                Expect.equal (one data).Trained.Network (one logarithms).Trained.Network "network"

            testCase "the answer says so, and a second neuron is not told from the first"
            <| fun () ->
                let fits = sweep TrainingOptions.defaults [| 1; 2 |] cut
                let recommended = Selection.recommend (Selection.defaultCriterion fits) fits
                Expect.equal recommended.Recommended.Value.Units 1 "units"
                Expect.stringContains recommended.Answer "8 of 24 values lie below 0.500" "below"
                Expect.stringContains recommended.Answer "2 of 24 values lie above 3.10" "above"

                Expect.stringContains
                    recommended.Answer
                    "p-values, AICc and BIC are those of the likelihood"
                    "numbers"
        ]

[<Tests>]
let posteriors =
    testList
        "censored outputs: posteriors"
        [
            testCase
                "chains and the approximation without them agree, and the gradient is that of differences"
            <| fun () ->
                let fit = one cut

                let target =
                    McmcTarget.ofNetwork
                        DensityChoice.Auto
                        Likelihood.GaussianUnknown
                        NetworkPriors.standard
                        Activation.Sigmoid
                        1
                        cut

                Expect.stringContains target.Note.Value "some outputs are limits" "note"
                let point = Array.init target.Density.Dimension (fun i -> 0.3 + 0.1 * float i)
                let evaluator = target.Density.CreateEvaluator()
                let value, gradient = [| 0.0 |], Array.zeroCreate point.Length
                evaluator.EvaluateWithGradient(point, 1, value, gradient)

                let at (z: float[]) =
                    evaluator.Evaluate(z, 1, value)
                    value[0]

                for p in 0 .. point.Length - 1 do
                    let moved by = Array.mapi (fun q z -> if p = q then z + by else z) point
                    close 1e-6 gradient[p] ((at (moved 1e-5) - at (moved -1e-5)) / 2e-5) $"slope {p}"

                let settings = Mcmc.ofSteps (Some 3000) (Some 1000)

                let run =
                    Mcmc.run
                        settings
                        { SamplingHooks.standard with Threads = 2 }
                        [| fit.Trained.Network |]
                        target

                let verdict = (Mcmc.verdict run).Value
                Expect.isTrue verdict.IsConverged verdict.Text

                let laplace =
                    Laplace.ofFit
                        { Laplace.defaults with Draws = 4000 }
                        Likelihood.GaussianUnknown
                        NetworkPriors.standard
                        fit
                        CancellationToken.None

                Expect.isTrue laplace.IsTrusted laplace.Verdict
                let errors = Laplace.parameters [| 0.5 |] laplace

                // Two gates: effective draws, then five standard errors of both. Log σ and the offset do not depend on labels.
                Expect.isGreaterThan laplace.EffectiveDraws 500.0 "draws"

                for error, summary in Array.zip errors run.Posterior.Value.Summaries do
                    if error.Name = "log_sigma" then
                        let wide =
                            5.0
                            * summary.Sd
                            * sqrt (1.0 / verdict.SmallestEss.Value + 1.0 / laplace.EffectiveDraws)

                        Expect.isLessThan (abs (error.Mean - summary.Mean)) wide error.Name
                        close 0.15 error.Sd summary.Sd "deviation"

                let loo = Loo.ofRun 1 CancellationToken.None run
                Expect.equal loo.Pointwise.Length 24 "every point"

            testCase "what has no exact answer is refused"
            <| fun () ->
                let refused words (work: unit -> unit) =
                    let message =
                        try
                            work ()
                            ""
                        with :? OptionException as error ->
                            error.Message

                    Expect.stringContains message words words

                let network = (one cut).Trained.Network

                refused "limits" (fun () ->
                    ModelEvidence.ofNetworks
                        ModelEvidence.defaults
                        Likelihood.GaussianUnknown
                        NetworkPriors.standard
                        [| network |]
                        CancellationToken.None
                        cut
                    |> ignore)

                refused "Likelihood" (fun () ->
                    LogDensity.ofNetwork
                        (Likelihood.StudentT(4.0, None))
                        NetworkPriors.standard
                        Activation.Sigmoid
                        1
                        cut
                    |> ignore)

                let plan = { SweepPlan.defaults with Units = [| 1 |] }
                let validate plan () = SweepPlan.validate cut plan
                refused "Folds" (validate { plan with Validation = Validation.Folds 5 })
                refused "ValidationFraction" (validate { plan with Validation = Validation.Holdout 0.2 })

                refused
                    "Loss"
                    (validate
                        { plan with
                            Training =
                                { plan.Training with Optimizer = Optimizer.adam; Loss = Loss.Huber 1.0 }
                        })

                refused "Censoring" (fun () -> CurveData.withCensoring (Array.create 24 below) cut |> ignore)
        ]
