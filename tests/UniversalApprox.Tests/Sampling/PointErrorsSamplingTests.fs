/// Densities, errors of parameters and leave-one-out predictions of points with errors of their own.
module UniversalApprox.Tests.Sampling.PointErrorsSamplingTests

open System
open System.Threading
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Core.Sampling.Evidence
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Tests.Core
open UniversalApprox.Tests.Sampling.Support

let private sigmas = Array.init 25 (fun i -> 0.1 + 0.02 * float (i % 7))

let private data =
    noisyCurve (-1.0, 2.0) 25 0.15 60 (fun x -> 4.0 + x * x)
    |> CurveData.withErrors (PointErrors.Known sigmas)

let private likelihoods =
    [
        Likelihood.ofData data
        Likelihood.GaussianUnknown
        Likelihood.GaussianLine
        Likelihood.MeanSquaredError
        Likelihood.StudentT(4.0, None)
        Likelihood.StudentT(4.0, Some 0.15)
    ]

let private full likelihood units =
    LogDensity.ofNetwork likelihood NetworkPriors.notebook Activation.Tanh units data

let private close tolerance what (expected: float) (actual: float) =
    Expect.isLessThan
        (abs (actual - expected))
        (tolerance * max 1.0 (abs expected))
        $"{what}: {expected} and {actual}"

let private parts (density: LogDensity) (theta: float[]) =
    let likelihoods, priors = Array.zeroCreate 1, Array.zeroCreate 1
    density.CreateEvaluator().EvaluateParts(theta, 1, likelihoods, priors)
    struct (likelihoods[0], priors[0])

[<Tests>]
let tests =
    testList
        "Densities of points with errors"
        [
            testCase "known errors are the standard deviations of a normal likelihood"
            <| fun () ->
                let density = full (Likelihood.ofData data) 1
                Expect.equal density.ParameterNames [| "w1"; "b1"; "a1"; "c" |] "nothing else is sampled"
                let theta = [| 0.7; -0.4; 1.1; 4.5 |]
                let f = Network.predict (Network.create Activation.Tanh 1 theta) data.Inputs

                let expected =
                    Array.map3
                        (fun f y sigma -> Prior.logDensity (Prior.Normal(f, sigma)) y)
                        f
                        data.Outputs
                        sigmas
                    |> Array.sum

                let struct (value, _) = parts density theta
                close 1e-12 "log-likelihood" expected value

            testCase "a common scale multiplies them, and Student's t has them as scales"
            <| fun () ->
                let theta = [| 0.7; -0.4; 1.1; 4.5 |]
                let f = Network.predict (Network.create Activation.Tanh 1 theta) data.Inputs
                let factor = 1.7
                let middle = (Array.sort sigmas)[12]
                let scaled = Array.append theta [| log (factor * middle) |]

                let expected density =
                    Array.map3
                        (fun f y sigma -> Prior.logDensity (density f (factor * sigma)) y)
                        f
                        data.Outputs
                        sigmas
                    |> Array.sum

                let struct (normal, _) = parts (full Likelihood.GaussianUnknown 1) scaled
                close 1e-12 "normal" (expected (fun f sigma -> Prior.Normal(f, sigma))) normal
                let struct (heavy, _) = parts (full (Likelihood.StudentT(4.0, None)) 1) scaled
                close 1e-12 "Student-t" (expected (fun f sigma -> Prior.StudentT(4.0, f, sigma))) heavy

            testCase "gradients are those of the values"
            <| fun () ->
                for likelihood in likelihoods do
                    let density = full likelihood 2
                    let theta = normalNumbers 61 density.Dimension
                    let value, gradient = Array.zeroCreate 1, Array.zeroCreate density.Dimension
                    density.CreateEvaluator().EvaluateWithGradient(theta, 1, value, gradient)

                    let at p step =
                        let moved = Array.copy theta
                        moved[p] <- moved[p] + step
                        let struct (likelihood, prior) = parts density moved
                        likelihood + prior

                    gradient
                    |> Array.iteri (fun p slope ->
                        let expected = (at p 1e-5 - at p -1e-5) / 2e-5
                        close 1e-5 $"{Likelihood.name likelihood}, {p}" expected slope)

            testCase "draws of the collapsed density have the full density's height"
            <| fun () ->
                for likelihood in likelihoods do
                    if CollapsedDensity.obstacle likelihood NetworkPriors.notebook = None then
                        let collapsed =
                            CollapsedDensity.create likelihood NetworkPriors.notebook Activation.Tanh 2 data

                        let phi = normalNumbers 62 collapsed.Density.Dimension

                        let struct (theta, heights) =
                            CollapsedDensity.complete (Rng.ofSeed seed) phi collapsed

                        let struct (value, prior) = parts (full likelihood 2) theta
                        close 1e-8 (Likelihood.name likelihood) (value + prior) heights[0]

            testCase "the density of standardised data is the same up to the stated constant"
            <| fun () ->
                for likelihood in likelihoods do
                    let target =
                        McmcTarget.ofNetwork
                            DensityChoice.Full
                            likelihood
                            NetworkPriors.notebook
                            Activation.Tanh
                            1
                            data

                    let differenceAt index =
                        let point =
                            normalNumbers index target.Density.Dimension |> Array.map (fun v -> 0.3 * v)

                        let struct (a, b) = parts target.Density point
                        let struct (c, d) = parts target.Full (target.ToParameters point)
                        a + b - c - d

                    close 1e-8 (Likelihood.name likelihood) (differenceAt 63) (differenceAt 64)

            testCase "log-likelihoods of the points sum to that of all"
            <| fun () ->
                for likelihood in likelihoods do
                    let density = full likelihood 1
                    let theta = [| 0.7; -0.4; 1.1; 4.5; log 0.2; 0.3 |] |> Array.truncate density.Dimension
                    let predictions = PointPredictions.ofParameters density.Network.Value [| theta |]

                    let sum =
                        Seq.init predictions.Points (fun point ->
                            let others, all = Array.zeroCreate 1, Array.zeroCreate 1
                            predictions.Fill point others all
                            all[0])
                        |> Seq.sum

                    let struct (value, _) = parts density theta

                    match likelihood with
                    // Its value leaves the constants of the normal density out.
                    | Likelihood.MeanSquaredError -> ()
                    | _ -> close 1e-10 (Likelihood.name likelihood) value sum

            testCase "errors of parameters are those of scipy"
            <| fun () ->
                let data = PointErrorsTests.scipyData ()
                let options = { Draws = 4000; Search = { CollapsedModes.defaults with Seed = seed } }
                let start = Network.create Activation.Tanh 1 (PointErrorsTests.numbers "estimate")

                let errors likelihood =
                    Laplace.ofNetwork
                        options
                        likelihood
                        NetworkPriors.standard
                        start
                        CancellationToken.None
                        data
                    |> Laplace.parameters [| 0.5 |]
                    |> Array.truncate 4

                for likelihood, name in
                    [ Likelihood.ofData data, "errors"; Likelihood.GaussianUnknown, "scaledErrors" ] do
                    let expected =
                        Array.zip (PointErrorsTests.numbers "estimate") (PointErrorsTests.numbers name)

                    for row, (estimate, error) in Array.zip (errors likelihood) expected do
                        Expect.isLessThan
                            (abs (row.Mean - estimate))
                            (0.25 * error)
                            $"{name} {row.Name}: {row.Mean}"
                        // Four thousand draws know a deviation to 1 %; the unknown scale adds a heavier tail.
                        Expect.isLessThan
                            (abs (row.Sd / error - 1.0))
                            0.08
                            $"{name} {row.Name}: {row.Sd} and {error}"
        ]
