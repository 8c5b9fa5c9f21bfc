module UniversalApprox.Tests.Sampling.EvidenceTests

open System
open System.IO
open System.Text.Json
open System.Threading
open Expecto
open MathNet.Numerics.LinearAlgebra
open UniversalApprox
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Core.Sampling.Evidence
open UniversalApprox.Tests.Sampling.Support

let private densityOf likelihood priors activation units data =
    CollapsedDensity.create likelihood priors activation units data

/// Within 5 standard errors, those of both numbers together.
let private agree what expected expectedError (evidence: ModelEvidence) =
    let error = sqrt (expectedError * expectedError + evidence.Error * evidence.Error)
    near (gate * error) $"{what} by {evidence.Method}" expected evidence.LogEvidence
    Expect.isLessThan evidence.Error 0.15 $"error, {what}"

let private logSum (values: float[]) =
    let top = Array.max values
    top + log (values |> Array.sumBy (fun v -> exp (v - top)))

/// log p(y) of y ~ N(mean, σ²I + Σ vᵢ·columnᵢ·columnᵢᵀ), by the covariance of all points.
let private logNormal (y: float[]) mean sigma (parts: (float * float[]) list) =
    let n = y.Length

    let covariance =
        Matrix<float>
            .Build.Dense(
                n,
                n,
                fun i j ->
                    (if i = j then sigma * sigma else 0.0)
                    + List.sumBy (fun (variance, column: float[]) -> variance * column[i] * column[j]) parts
            )

    let residuals = Vector<float>.Build.Dense(y |> Array.map (fun v -> v - mean))
    let cholesky = covariance.Cholesky()

    -0.5 * float n * log (2.0 * Math.PI)
    - 0.5 * cholesky.DeterminantLn
    - 0.5 * residuals.DotProduct(cholesky.Solve residuals)

/// log ∫ p(y | φ) p(φ) dφ as the mean over draws of the prior, which knows nothing of modes and images; and its standard
/// error.
let private byPriorDraws count (density: CollapsedDensity) =
    let draws = LogDensity.priorDraws count (Rng.ofSeed seed) density.Density
    let likelihoods = Array.zeroCreate count
    let priors = Array.zeroCreate count
    density.Density.CreateEvaluator().EvaluateParts(draws, count, likelihoods, priors)
    let top = Array.max likelihoods
    let scaled = likelihoods |> Array.map (fun l -> exp (l - top))
    let mean = Array.average scaled
    let variance = scaled |> Array.averageBy (fun v -> (v - mean) * (v - mean))
    top + log mean, sqrt (variance / float count) / mean

/// Few points with much noise, so that the prior's draws are near the posterior.
let private vague likelihood activation units =
    noisyCurve (-1.0, 1.0) 5 0.3 40 (fun x -> x)
    |> densityOf likelihood NetworkPriors.standard activation units

/// The data of emcee_gauss.py beside the fixture.
let private parabola =
    lazy
        (let path = Path.Combine(AppContext.BaseDirectory, "Fixtures", "emcee_gauss.json")
         let outputs = JsonDocument.Parse(File.ReadAllText path).RootElement.GetProperty "outputs"
         let inputs = Array.init 500 (fun i -> -5.0 + 10.0 * float i / 499.0)

         CurveData.create
             "parabola"
             [| "x" |]
             "y"
             [| inputs |]
             (outputs.EnumerateArray() |> Seq.map _.GetDouble() |> Seq.toArray))

let private steps =
    lazy (noisyCurve (-2.0, 2.0) 100 0.15 41 (fun x -> tanh (2.5 * (x + 1.0)) - tanh (3.0 * (x - 0.8))))

[<Tests>]
let tests =
    testList
        "Evidence"
        [
            testCase "without units it is an integral over σ alone"
            <| fun () ->
                let data = noisyCurve (-1.0, 1.0) 20 0.7 42 (fun _ -> 3.0)

                let density =
                    densityOf Likelihood.GaussianUnknown NetworkPriors.standard Activation.Tanh 0 data

                let scale = density.Map.OutputScale
                let mean = Array.average data.Outputs
                let ones = Array.create data.Count 1.0
                let step = 0.01

                let terms =
                    [| -4.0 .. step .. 3.0 |]
                    |> Array.map (fun logSigma ->
                        let sigma = exp logSigma
                        // σ ~ half-normal with the scale of y, and c ~ N(mean, 60² scale²).
                        let prior = Prior.logDensity (Prior.HalfNormal scale) sigma + logSigma
                        prior + logNormal data.Outputs mean sigma [ 3600.0 * scale * scale, ones ])

                evidenceOf evidenceOptions density |> agree "no units" (logSum terms + log step) 0.0

            testCase "of one unit it is a double integral of normal densities"
            <| fun () ->
                let data = noisyCurve (-1.0, 1.0) 8 0.2 43 (fun x -> tanh (2.0 * x))
                let normal sd = Some(Prior.Normal(0.0, sd))

                let priors =
                    { NetworkPriors.standard with
                        Weight = normal 2.0
                        Bias = normal 1.5
                        Amplitude = normal 3.0
                        Offset = normal 4.0
                    }

                let ones = Array.create data.Count 1.0
                let step = 0.1

                for activation in [ Activation.Tanh; Activation.Sigmoid; Activation.Gaussian ] do
                    let terms =
                        [|
                            for w in -12.0 .. step .. 12.0 do
                                for b in -9.0 .. step .. 9.0 do
                                    let column =
                                        data.Inputs[0]
                                        |> Array.map (fun x -> Activation.value activation (w * x + b))

                                    Prior.logDensity (Prior.Normal(0.0, 2.0)) w
                                    + Prior.logDensity (Prior.Normal(0.0, 1.5)) b
                                    + logNormal data.Outputs 0.0 0.2 [ 9.0, column; 16.0, ones ]
                        |]

                    densityOf (Likelihood.Gaussian 0.2) priors activation 1 data
                    |> evidenceOf evidenceOptions
                    |> agree (Activation.name activation) (logSum terms + 2.0 * log step) 0.0

            testCase "counts every image of every unit once: as the mean over draws of the prior"
            <| fun () ->
                for activation, units, likelihood in
                    [
                        Activation.Tanh, 1, Likelihood.GaussianUnknown
                        Activation.Tanh, 2, Likelihood.Gaussian 0.6
                        Activation.Sigmoid, 3, Likelihood.Gaussian 0.6
                        Activation.Gaussian, 2, Likelihood.Gaussian 0.6
                        Activation.Softplus, 2, Likelihood.Gaussian 0.6
                        Activation.Relu, 1, Likelihood.Gaussian 0.6
                    ] do
                    let density = vague likelihood activation units
                    let truth, error = byPriorDraws 100000 density
                    Expect.isLessThan error 0.05 $"prior draws, {units} {activation}"
                    evidenceOf evidenceOptions density |> agree $"{units} {activation}" truth error

            testCase "also where sequential Monte Carlo has to be used"
            <| fun () ->
                let density = vague (Likelihood.Gaussian 0.5) Activation.Tanh 4
                let truth, error = byPriorDraws 100000 density
                let evidence = evidenceOf evidenceOptions density
                Expect.equal evidence.Method EvidenceMethod.SequentialMonteCarlo "method"
                agree "four units" truth error evidence

            testCase
                "the parabola by two sigmoids: for the priors as written, and with the offset of centred units"
            <| fun () ->
                // Two: by importance sampling on formulas of their own in numpy, 184.949 ± 0.004 and 181.045 ± 0.007. Three: by
                // eight times the draws.
                let written = { NetworkPriors.notebook with Noise = Some(Prior.HalfNormal 5.0) }
                let normal sd = Some(Prior.Normal(0.0, sd))

                // a·(σ(wx + b) − ½) = (a/2)·tanh((wx + b)/2).
                let centred =
                    { written with Weight = normal 15.0; Bias = normal 15.0; Amplitude = normal 15.0 }

                for what, priors, activation, units, truth, error in
                    [
                        "two as written", written, Activation.Sigmoid, 2, 184.949, 0.01
                        "two centred", centred, Activation.Tanh, 2, 181.045, 0.01
                        "three centred", centred, Activation.Tanh, 3, 188.45, 0.05
                    ] do
                    let evidence =
                        densityOf Likelihood.GaussianUnknown priors activation units parabola.Value
                        |> evidenceOf evidenceOptions

                    near 0.3 what truth evidence.LogEvidence
                    agree what truth error evidence
                    Expect.isFalse evidence.IsLowerBound what

            testCase "differences between sizes do not depend on the units and origins of the data"
            <| fun () ->
                let moved =
                    CurveData.create
                        "moved"
                        [| "x" |]
                        "y"
                        [| steps.Value.Inputs[0] |> Array.map (fun x -> 1000.0 * x + 50000.0) |]
                        (steps.Value.Outputs |> Array.map (fun y -> 0.001 * y - 40.0))

                let logs data =
                    [ 1; 2 ]
                    |> List.map (fun units ->
                        (densityOf
                            Likelihood.GaussianUnknown
                            NetworkPriors.standard
                            Activation.Tanh
                            units
                            data
                         |> evidenceOf evidenceOptions)
                            .LogEvidence)

                let here = logs steps.Value
                let there = logs moved
                near 1e-4 "difference" (here[1] - here[0]) (there[1] - there[0])
                near 1e-4 "units of y" (here[0] + 100.0 * log 1000.0) there[0]

            testCase
                "too few units are improbable, and the width of the amplitudes' prior shifts the odds of a further one"
            <| fun () ->
                let evidences =
                    [| 1; 2; 3 |]
                    |> Array.map (fun units ->
                        densityOf
                            Likelihood.GaussianUnknown
                            NetworkPriors.standard
                            Activation.Tanh
                            units
                            steps.Value
                        |> evidenceOf { evidenceOptions with AmplitudeFactors = [| 0.25; 4.0 |] })

                let rows = ModelEvidence.compare evidences
                Expect.equal (rows |> Array.map _.Factor) [| 1.0; 0.25; 4.0 |] "factors"

                for row in rows do
                    near 1e-12 "sum" 1.0 (Array.sum row.Probabilities)
                    Expect.isLessThan row.Probabilities[0] 1e-6 "one unit"

                // Each further unit pays some log 4 more for a wider prior.
                let odds (row: SizeProbabilities) = log (row.Probabilities[2] / row.Probabilities[1])
                Expect.isLessThan (odds rows[0]) (odds rows[1]) "narrower"
                Expect.isLessThan (odds rows[2]) (odds rows[0]) "wider"

            testCase "probabilities of far apart evidences, of one and of none"
            <| fun () ->
                Expect.equal (ModelEvidence.probabilities [| -1e5; 0.0; -1e5 |]) [| 0.0; 1.0; 0.0 |] "far"
                Expect.equal (ModelEvidence.probabilities [| -300.0 |]) [| 1.0 |] "one"
                Expect.equal (ModelEvidence.probabilities [||]) [||] "none"
                Expect.equal (ModelEvidence.compare [||]).Length 1 "rows of none"

            testCase "too few starts are told: a lower bound"
            <| fun () ->
                // Five sigmoids make a parabola in many ways, even with the images of signs counted as one.
                let density =
                    noisyCurve (-5.0, 5.0) 60 0.15 44 (fun x -> x * x)
                    |> densityOf Likelihood.GaussianUnknown NetworkPriors.notebook Activation.Sigmoid 5

                let evidence =
                    evidenceOf
                        { evidenceOptions with Search = { evidenceOptions.Search with Starts = 8 } }
                        density

                Expect.isGreaterThan evidence.NewModeShare 0.05 "new modes"
                Expect.isTrue evidence.IsLowerBound "lower bound"

            testCase "the same bits on any number of threads, other bits for other seeds"
            <| fun () ->
                let density =
                    densityOf Likelihood.GaussianUnknown NetworkPriors.standard Activation.Tanh 3 steps.Value

                let on threads seed =
                    let search = { Starts = 30; Seed = seed; Threads = threads }
                    evidenceOf { evidenceOptions with Search = search; AmplitudeFactors = [| 4.0 |] } density

                let first = on 1 1UL
                let second = on 4 1UL
                Expect.equal first.Method EvidenceMethod.SequentialMonteCarlo "method"
                Expect.equal second.LogEvidence first.LogEvidence "evidence"
                Expect.equal second.Error first.Error "error"
                Expect.equal second.Draws first.Draws "draws"
                Expect.equal second.Variants first.Variants "variants"
                Expect.notEqual (on 1 2UL).LogEvidence first.LogEvidence "another seed"

            testCase "weights are not forgotten"
            <| fun () ->
                let sigmas = [| 1.0; 2.0; 0.5; 1.0; 3.0; 1.0 |] |> Array.map (fun weight -> 0.6 / sqrt weight)

                let data =
                    noisyCurve (-1.0, 1.0) 6 0.3 45 id |> CurveData.withErrors (PointErrors.Known sigmas)

                let density =
                    CollapsedDensity.create
                        (Likelihood.ofData data)
                        NetworkPriors.standard
                        Activation.Tanh
                        2
                        data

                let truth, error = byPriorDraws 100000 density
                evidenceOf evidenceOptions density |> agree "weighted" truth error

            testCase "options out of range, Student's t, heaviside units and cancellation are errors"
            <| fun () ->
                let network = Network.create Activation.Tanh 1 [| 1.0; 0.0; 1.0; 0.0 |]

                let ofNetwork options likelihood network =
                    ModelEvidence.ofNetworks
                        options
                        likelihood
                        NetworkPriors.standard
                        [| network |]
                        CancellationToken.None
                        steps.Value
                    |> ignore

                let refuses what f =
                    try
                        f ()
                        failtest $"{what} was accepted"
                    with :? OptionException as error ->
                        Expect.stringContains error.Message what "message"

                let gaussian = Likelihood.GaussianUnknown
                refuses "Draws" (fun () -> ofNetwork { evidenceOptions with Draws = 199 } gaussian network)

                refuses "AmplitudeFactors" (fun () ->
                    ofNetwork { evidenceOptions with AmplitudeFactors = [| 0.0 |] } gaussian network)

                refuses "Student-t" (fun () ->
                    ofNetwork evidenceOptions (Likelihood.StudentT(4.0, None)) network)

                refuses "no gradient" (fun () ->
                    ofNetwork
                        evidenceOptions
                        gaussian
                        (Network.create Activation.Heaviside 1 [| 1.0; 0.0; 1.0; 0.0 |]))

                Expect.throwsT<OperationCanceledException>
                    (fun () ->
                        densityOf gaussian NetworkPriors.standard Activation.Tanh 2 steps.Value
                        |> ModelEvidence.ofDensity evidenceOptions [||] (CancellationToken true)
                        |> ignore)
                    "cancelled"
        ]
