/// Noise whose logarithm is a line in the inputs, and the test that finds noise that is not equal.
module UniversalApprox.Tests.Sampling.LineNoiseTests

open System
open System.Threading
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Tests.Core
open UniversalApprox.Tests.Sampling.Support

/// Quiet at first and loud later, as the acceleration of a motorcyclist's head after an impact (B. W. Silverman, J. R. Statist. Soc. B
/// 47, 1985): ln σ rises from ln 1 to ln 30.
let private logSigma x = 3.4 * x / 50.0

let private impact count index =
    let x = Array.init count (fun i -> 50.0 * float i / float (count - 1))

    let y =
        Array.map2
            (fun x e -> 100.0 * tanh ((x - 25.0) / 6.0) + exp (logSigma x) * e)
            x
            (normalNumbers index count)

    CurveData.create "impact" [| "t" |] "a" [| x |] y

let private truth = Network.create Activation.Tanh 1 [| 1.0 / 6.0; -25.0 / 6.0; 100.0; 0.0 |]

let private run sampler likelihood data =
    let target =
        McmcTarget.ofNetwork DensityChoice.Auto likelihood NetworkPriors.standard Activation.Tanh 1 data

    let settings = { Mcmc.ofSteps (Some 1500) (Some 500) with Sampler = sampler }
    Mcmc.run settings { SamplingHooks.standard with Threads = 2 } [| truth |] target

let private noiseBand (posterior: Posterior) x =
    let bands = Posterior.bands [| 0.16; 0.84 |] 2000 [| [| x |] |] posterior
    let observation = bands.Observation.Value
    0.5 * (observation[1][0] - observation[0][0])

let private rejects data = EqualNoise.pValue truth data |> Option.exists (fun p -> p < EqualNoise.level)

[<Tests>]
let tests =
    testList
        "Noise that changes with x"
        [
            testCase "NUTS samples it by itself, and the band follows the quiet and the loud end"
            <| fun () ->
                let data = impact 150 70
                let line = run McmcSampler.Auto Likelihood.GaussianLine data
                let posterior = line.Posterior.Value

                Expect.equal
                    posterior.Raw.ParameterNames
                    [| "w1"; "b1"; "a1"; "c"; "log_sigma"; "log_sigma_slope" |]
                    "names"

                Expect.isTrue
                    (line.Target.Density.HasGradient && line.Target.Collapsed.IsNone)
                    "full, with gradient"

                for row, expected in
                    Array.zip (Array.skip 4 posterior.Summaries) [| logSigma 25.0; 3.4 / 50.0 |] do
                    Expect.isLessThan
                        (abs (row.Mean - expected))
                        (gate * row.Sd)
                        $"{row.Name}: {row.Mean} ± {row.Sd}, truth {expected}, seed {seed}"

                let equal = (run McmcSampler.Auto Likelihood.GaussianUnknown data).Posterior.Value

                for x in [ 2.0; 48.0 ] do
                    let ratio = noiseBand posterior x / exp (logSigma x)

                    Expect.isTrue
                        (ratio > 0.65 && ratio < 1.5)
                        $"at {x}: {ratio} times the noise, seed {seed}"

                Expect.isGreaterThan
                    (noiseBand equal 2.0 / exp (logSigma 2.0))
                    5.0
                    "equal noise misleads there"

            testCase "ensembles of walkers sample it too"
            <| fun () ->
                let ensemble =
                    (run McmcSampler.Ensemble Likelihood.GaussianLine (impact 60 71)).Posterior.Value

                let slope = Array.last ensemble.Summaries
                Expect.isGreaterThan slope.Sd 0.0 "walkers move"

                Expect.isLessThan
                    (abs (slope.Mean - 3.4 / 50.0))
                    (gate * slope.Sd)
                    $"{slope.Mean} ± {slope.Sd}"

            testCase "several inputs have a slope each, and amplitudes cannot be integrated out"
            <| fun () ->
                let inputs = [| normalNumbers 72 40; normalNumbers 73 40 |]
                let data = CurveData.create "two" [| "u"; "v" |] "y" inputs (normalNumbers 74 40)

                let density =
                    LogDensity.ofNetwork Likelihood.GaussianLine NetworkPriors.standard Activation.Tanh 1 data

                Expect.equal
                    (Array.skip 5 density.ParameterNames)
                    [| "log_sigma"; "log_sigma_slope_1"; "log_sigma_slope_2" |]
                    "names"

                let rows =
                    StandardPriors.describe
                        (Standardisation.ofData Scaling.Standardise false data)
                        data.InputNames
                        1
                        Likelihood.GaussianLine
                        NetworkPriors.standard

                Expect.equal
                    (rows.Length)
                    8
                    "a prior for each of weights, bias, amplitude, offset, sigma and slopes"

                Expect.throws
                    (fun () ->
                        McmcTarget.ofNetwork
                            DensityChoice.Collapsed
                            Likelihood.GaussianLine
                            NetworkPriors.standard
                            Activation.Tanh
                            1
                            data
                        |> ignore)
                    "collapsed"

            testCase "the test finds it, and equal noise of any shape seldom"
            <| fun () ->
                Expect.isTrue (rejects (impact 150 75)) "unequal"

                let x = Array.init 60 (fun i -> float i / 2.0)
                let constant = Network.create Activation.Tanh 1 [| 1.0; 0.0; 0.0; 0.0 |]

                let share (noise: float -> float) =
                    let alarms =
                        Seq.init 400 (fun k ->
                            let y = normalNumbers (1000 + k) 60 |> Array.map noise
                            let data = CurveData.create "equal" [| "x" |] "y" [| x |] y
                            EqualNoise.pValue constant data |> Option.exists (fun p -> p < 0.05))
                        |> Seq.filter id
                        |> Seq.length

                    float alarms / 400.0

                // Five standard errors of a share of 0.05 of 400: a false alarm of this check has probability 6e-7.
                let limit = 0.05 + 5.0 * sqrt (0.05 * 0.95 / 400.0)

                for name, noise in [ "normal", id; "heavy", (fun e -> e * e * e) ] do
                    Expect.isLessThan (share noise) limit $"{name}, seed {seed}"

            testCase "it is not asked of few points or of equal residuals"
            <| fun () ->
                Expect.isNone (EqualNoise.pValue truth (impact 19 76)) "19 points"

                let exact =
                    CurveData.create "exact" [| "x" |] "y" [| [| 0.0 .. 29.0 |] |] (Array.create 30 1.0)

                let zero = Network.create Activation.Tanh 1 [| 1.0; 0.0; 0.0; 0.0 |]
                Expect.isNone (EqualNoise.pValue zero exact) "all residuals are 1"

            testCase "the answer recommends it where the test rejects"
            <| fun () ->
                let answer data = (PointErrorsTests.answerOf data).Answer

                Expect.stringContains (answer (impact 150 77)) "GaussianLine" "unequal"

                let known =
                    PointErrors.Known(impact (150) 77 |> fun d -> d.Inputs[0] |> Array.map (logSigma >> exp))

                let told = answer (impact 150 77 |> CurveData.withErrors known)
                Expect.isFalse (told.Contains "GaussianLine") $"known errors explain it: {told}"
        ]
