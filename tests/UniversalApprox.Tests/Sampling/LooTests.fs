module UniversalApprox.Tests.Sampling.LooTests

open System
open System.IO
open System.Text.Json
open System.Threading
open Expecto
open MathNet.Numerics.Distributions
open UniversalApprox
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Core.Sampling.Evidence
open UniversalApprox.Tests.Sampling.Support

let private options = { evidenceOptions with Search = { evidenceOptions.Search with Starts = 40 } }

let private looOf evidence = Loo.ofEvidence 1 CancellationToken.None evidence

let private dataOf x y = CurveData.create "test" [| "x" |] "y" [| x |] y

/// The evidence of one tanh unit with default priors.
let private tanhEvidence data =
    CollapsedDensity.create Likelihood.GaussianUnknown NetworkPriors.standard Activation.Tanh 1 data
    |> evidenceOf options

/// Priors in the data's units, which do not change with the data.
let private fixedPriors =
    let normal sd = Some(Prior.Normal(0.0, sd))

    { NetworkPriors.standard with
        Weight = normal 2.0
        Bias = normal 2.0
        Amplitude = normal 2.0
        Offset = normal 2.0
        Noise = Some(Prior.HalfNormal 0.5)
    }

/// Fixtures/loo.json, written by loo.R beside it, and the log-likelihoods that it makes.
let private peer =
    lazy
        (let path = Path.Combine(AppContext.BaseDirectory, "Fixtures", "loo.json")
         JsonDocument.Parse(File.ReadAllText path).RootElement)

let private peerLikelihoods k =
    let uniform s step = float s * step % 1.0

    Array.init 20 (fun index ->
        let i = float (index + 1)

        Array.init 1000 (fun s ->
            let first = Normal.InvCDF(0.0, 1.0, uniform (s + 1) 0.6180339887498949)
            let second = Normal.InvCDF(0.0, 1.0, uniform (s + 1) 0.7548776662466927)
            let z = first * (0.2 + 0.05 * k) * (1.0 + 0.12 * i) + second * 0.1
            let error = sin (3.0 * i + k) * 1.2 + z
            -0.5 * error * error - 0.1 * k))

let private peerLoo =
    lazy
        (let efficiencies = Array.init 20 (fun i -> 0.35 + 0.65 * float i / 19.0)
         [| 1.0; 2.0; 3.0 |] |> Array.map (peerLikelihoods >> Loo.ofLogLikelihoods efficiencies))

let private settingsOf steps burnIn =
    let settings = Mcmc.ofSteps (Some steps) (Some burnIn)

    { settings with
        Sampling = { settings.Sampling with Seed = seed }
        Nuts = { settings.Nuts with Seed = seed }
    }

let private numbers (element: JsonElement) = element.EnumerateArray() |> Seq.map _.GetDouble() |> Seq.toArray

[<Tests>]
let tests =
    testList
        "Loo"
        [
            testCase "agrees with R's package loo: pointwise, sums, errors, p_loo and k̂"
            <| fun () ->
                for expected, actual in
                    Seq.zip (peer.Value.GetProperty("models").EnumerateArray()) peerLoo.Value do
                    let number (name: string) = expected.GetProperty(name).GetDouble()
                    near 1e-8 "elpd" (number "elpd") actual.Elpd
                    near 1e-8 "its error" (number "elpdError") actual.StandardError
                    near 1e-8 "p_loo" (number "p") actual.EffectiveParameters
                    near 1e-8 "its error" (number "pError") actual.EffectiveParametersError

                    Array.iter2
                        (near 1e-8 "pointwise")
                        (numbers (expected.GetProperty "pointwise"))
                        actual.Pointwise

                    Array.iter2 (near 1e-8 "k̂") (numbers (expected.GetProperty "k")) actual.ParetoK
                    Expect.isFalse actual.IsTrusted "k̂ of 0.9"
                    near 1e-12 "limit" (2.0 / 3.0) actual.ParetoKLimit

            testCase "differences and stacking weights agree with R's package loo"
            <| fun () ->
                let models = peerLoo.Value
                let difference = Loo.difference models[0] models[1]
                let expected = numbers (peer.Value.GetProperty "difference")
                near 1e-8 "difference" (abs expected[0]) (abs difference.Difference)
                near 1e-8 "its error" expected[1] difference.StandardError
                let pointwise = models |> Array.map _.Pointwise
                let weights = Loo.stackingWeights pointwise
                Array.iter2 (near 1e-3 "weight") (numbers (peer.Value.GetProperty "stacking")) weights

                let score =
                    Seq.init 20 (fun i ->
                        log (Array.map2 (fun w (p: float[]) -> w * exp p[i]) weights pointwise |> Array.sum))
                    |> Seq.sum

                // The peer's optimum is not better.
                Expect.isGreaterThan score (peer.Value.GetProperty("score").GetDouble() - 2e-6) "score"

            testCase "stacking: one model, a model that is never better, impossible points, equal models"
            <| fun () ->
                Expect.equal (Loo.stackingWeights [| [| -1.0; -2.0 |] |]) [| 1.0 |] "one"
                let worse = Loo.stackingWeights [| [| -1.0; -2.0 |]; [| -2.0; -3.0 |] |]
                near 1e-5 "worse" 1.0 worse[0]
                let impossible = Loo.stackingWeights [| [| -infinity; -1.0 |]; [| -1.0; -infinity |] |]
                near 1e-9 "halves" 0.5 impossible[0]
                let equal = Loo.stackingWeights [| [| -1.0; -2.0 |]; [| -1.0; -2.0 |] |]
                near 1e-12 "equal" 0.5 equal[0]

            testCase "each point's number is the quotient of the evidences with and without it"
            <| fun () ->
                let data = noisyCurve (-1.0, 1.0) 14 0.25 50 (fun x -> tanh (2.0 * x))
                let many = { options with Draws = 20000 }

                for likelihood in [ Likelihood.Gaussian 0.25; Likelihood.GaussianUnknown ] do
                    let evidence (data: CurveData) =
                        CollapsedDensity.create likelihood fixedPriors Activation.Tanh 1 data
                        |> evidenceOf many

                    let all = evidence data
                    let loo = looOf all
                    let isTrusted i = loo.ParetoK[i] < loo.ParetoKLimit
                    let points = [ 1; 4; 7; 10 ] |> List.filter isTrusted
                    Expect.isGreaterThan points.Length 2 $"{likelihood}: points with a small k̂"

                    for i in points do
                        let without (values: float[]) = Array.removeAt i values
                        let rest = evidence (dataOf (without data.Inputs[0]) (without data.Outputs))
                        let error = sqrt (all.Error * all.Error + rest.Error * rest.Error)
                        // The reweighted draws have errors of their own, about as large.
                        near
                            (gate * 1.5 * error)
                            $"{likelihood}, point {i}"
                            (all.LogEvidence - rest.LogEvidence)
                            loo.Pointwise[i]

            testCase "draws of all parameters give the same numbers as collapsed ones"
            <| fun () ->
                let data = noisyCurve (-2.0, 2.0) 40 0.2 51 (fun x -> tanh (1.5 * x))

                let settings = settingsOf 4000 500

                let run density likelihood =
                    McmcTarget.ofNetwork density likelihood NetworkPriors.standard Activation.Tanh 1 data
                    |> Mcmc.run settings SamplingHooks.standard [||]
                    |> Loo.ofRun 1 CancellationToken.None

                let collapsed = run DensityChoice.Collapsed Likelihood.GaussianUnknown
                let full = run DensityChoice.Full Likelihood.GaussianUnknown

                let evidence = tanhEvidence data |> looOf

                for what, loo in [ "collapsed", collapsed; "full", full; "of the evidence", evidence ] do
                    Expect.isTrue loo.IsTrusted $"{what}: k̂ {loo.MaxParetoK}"
                    near 0.25 $"elpd, {what}" collapsed.Elpd loo.Elpd
                    near 0.8 $"p_loo, {what}" 4.0 loo.EffectiveParameters

                // Student's t has no collapsed density, and much the same answer here.
                let heavy = run DensityChoice.Auto (Likelihood.StudentT(30.0, None))
                near 1.0 "Student's t" collapsed.Elpd heavy.Elpd

            testCase "units and origins of the data change every number by a constant"
            <| fun () ->
                let data = noisyCurve (-2.0, 2.0) 40 0.2 51 (fun x -> tanh (1.5 * x))

                let moved =
                    dataOf
                        (data.Inputs[0] |> Array.map (fun x -> 100.0 * x + 3e5))
                        (data.Outputs |> Array.map (fun y -> 0.01 * y - 70.0))

                let loo data = tanhEvidence data |> looOf

                let here, there = loo data, loo moved

                Array.iter2
                    (fun a b -> near 1e-5 "pointwise" (a + log 100.0) b)
                    here.Pointwise
                    there.Pointwise

            testCase "averaged curves: one model's own, and the mixture of several"
            <| fun () ->
                let data = noisyCurve (-2.0, 2.0) 60 0.2 53 (fun x -> tanh (1.5 * x))

                let models =
                    [| 1; 2 |]
                    |> Array.map (fun units ->
                        CollapsedDensity.create
                            Likelihood.GaussianUnknown
                            NetworkPriors.standard
                            Activation.Tanh
                            units
                            data
                        |> evidenceOf options)

                let grid = [| [| -1.5; 0.0; 1.5; 8.0 |] |]
                let bands weights = ModelAverage.bands [| 0.05; 0.95 |] weights grid models
                let first, second, both = bands [| 1.0; 0.0 |], bands [| 0.0; 1.0 |], bands [| 0.5; 0.5 |]

                for i in 0..2 do
                    near 0.12 "the curve" (tanh (1.5 * grid[0][i])) first.Mean[i]
                    near 0.12 "the curve" (tanh (1.5 * grid[0][i])) second.Mean[i]

                for i in 0..3 do
                    let middle = 0.5 * (first.Mean[i] + second.Mean[i])
                    let width = second.Function[1][i] - second.Function[0][i]
                    near (0.1 * width) "the mean of both" middle both.Mean[i]

                // Outside the data two units know less.
                Expect.isGreaterThan (both.Function[1][3]) (first.Function[1][3]) "upper band"
                // Laplace draws the same posterior in another way.
                let laplace =
                    Laplace.fit Laplace.defaults [||] CancellationToken.None models[0].Density
                    |> Option.get
                    |> Laplace.bands [| 0.05; 0.95 |] grid

                for i in 0..2 do
                    near 0.02 "Laplace, curve" laplace.Function.[0].[i] first.Function.[0].[i]

                    near
                        0.05
                        "Laplace, observations"
                        laplace.Observation.Value.[1].[i]
                        first.Observation.Value.[1].[i]

                let refuses weights models =
                    Expect.throwsT<OptionException>
                        (fun () -> ModelAverage.bands [| 0.5 |] weights grid models |> ignore)
                        "was accepted"

                refuses [| 1.0 |] models
                refuses [| 0.0; 0.0 |] models
                refuses [| -1.0; 2.0 |] models
                refuses [||] [||]

            testCase "the same bits on any number of threads; cancellation; a density without points"
            <| fun () ->
                let data = noisyCurve (-2.0, 2.0) 30 0.2 52 (fun x -> tanh (1.5 * x))

                let evidence = tanhEvidence data

                Expect.equal
                    (Loo.ofEvidence 4 CancellationToken.None evidence).Pointwise
                    (looOf evidence).Pointwise
                    "threads"

                Expect.throwsT<OperationCanceledException>
                    (fun () -> Loo.ofEvidence 2 (CancellationToken true) evidence |> ignore)
                    "cancelled"

                let normal =
                    LogDensity.ofFunction [| "x" |] (PointDensity(fun point -> -0.5 * point[0] * point[0]))

                let settings =
                    { settingsOf 100 10 with
                        Start = Some(McmcStart.Given(EnsembleStart.Ball([| [| 0.0 |] |], 1.0)))
                    }

                let run = Mcmc.run settings SamplingHooks.standard [||] (McmcTarget.ofDensity normal)

                Expect.throwsT<OptionException>
                    (fun () -> Loo.ofRun 1 CancellationToken.None run |> ignore)
                    "a user's own density"
        ]
