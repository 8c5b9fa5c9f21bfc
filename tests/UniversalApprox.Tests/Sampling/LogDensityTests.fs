module UniversalApprox.Tests.Sampling.LogDensityTests

open System
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Tests.Core
open UniversalApprox.Tests.Core.Generators

let private data = Curve.sample (Rng.ofSeed 1UL) { Curve.sine with Design = Design.Grid 37 }

let private likelihoods =
    [
        Likelihood.MeanSquaredError
        Likelihood.Gaussian 0.4
        Likelihood.GaussianUnknown
        Likelihood.StudentT(4.0, None)
        Likelihood.StudentT(2.5, Some 0.3)
    ]

let private mixedPriors =
    {
        Weight = Some(Prior.StudentT(3.0, 0.5, 2.0))
        Bias = Some(Prior.Normal(1.0, 4.0))
        Amplitude = Some(Prior.LogNormal(0.0, 1.0))
        Offset = Some(Prior.Uniform(-3.0, 3.0))
        Noise = Some(Prior.LogNormal(-1.0, 0.7))
    }

let private allPriors =
    [
        Prior.Normal(1.0, 2.0)
        Prior.StudentT(4.0, -1.0, 0.7)
        Prior.Uniform(-2.0, 5.0)
        Prior.LogNormal(0.3, 0.6)
        Prior.HalfNormal 1.7
    ]

let private theta dimension (noise: bool) =
    // No point of the data lies within a step of a kink −b/w.
    let values = Array.init dimension (fun p -> 0.31 + 0.2 * float (p % 4))

    if noise then
        values[dimension - 1] <- -0.8

    values

let private close what (expected: float) (actual: float) =
    Expect.isLessThan
        (abs (expected - actual))
        (1e-10 * (1.0 + abs expected))
        $"{what}: {actual}, expected {expected}"

/// The formula of each likelihood, point by point.
let private direct likelihood (x: float[]) =
    let units = 2
    let network = Network.create Activation.Tanh 1 (Array.truncate (3 * units + 1) x)
    let residuals = Array.map2 (-) (Network.predict network data.Inputs) data.Outputs
    let normal sigma r = Prior.logDensity (Prior.Normal(0.0, sigma)) r
    let student nu scale r = Prior.logDensity (Prior.StudentT(nu, 0.0, scale)) r

    match likelihood with
    | Likelihood.MeanSquaredError -> -(residuals |> Array.averageBy (fun r -> r * r))
    | Likelihood.Gaussian sigma -> Array.sumBy (normal sigma) residuals
    | Likelihood.GaussianUnknown -> Array.sumBy (normal (exp x[x.Length - 1])) residuals
    | Likelihood.GaussianLine ->
        let mean = Array.average data.Inputs[0]

        Array.map2 (fun at r -> normal (exp (x[7] + x[8] * (at - mean))) r) data.Inputs[0] residuals
        |> Array.sum
    | Likelihood.StudentT(nu, Some scale) -> Array.sumBy (student nu scale) residuals
    | Likelihood.StudentT(nu, None) -> Array.sumBy (student nu (exp x[x.Length - 1])) residuals

let private directPrior (priors: NetworkPriors) (x: float[]) =
    let groups = [| priors.Weight.Value; priors.Bias.Value; priors.Amplitude.Value |]

    let network = Seq.init 6 (fun p -> Prior.logDensity groups[p % 3] x[p]) |> Seq.sum

    let offset = Prior.logDensity priors.Offset.Value x[6]

    if x.Length = 8 then
        network + offset + Prior.logDensity priors.Noise.Value (exp x[7]) + x[7]
    else
        network + offset

let private numericGradient (density: LogDensity) (x: float[]) =
    let evaluator = density.CreateEvaluator()

    Array.init x.Length (fun p ->
        let at (by: float) =
            let moved = Array.copy x
            moved[p] <- moved[p] + by
            let value = Array.zeroCreate 1
            evaluator.Evaluate(moved, 1, value)
            value[0]

        (8.0 * (at 1e-4 - at -1e-4) - (at 2e-4 - at -2e-4)) / 12e-4)

let private checkGradient what (density: LogDensity) (x: float[]) =
    let gradient = Array.zeroCreate x.Length
    let value = Array.zeroCreate 1
    density.CreateEvaluator().EvaluateWithGradient(x, 1, value, gradient)
    let expected = numericGradient density x
    let size = expected |> Array.fold (fun t v -> max t (abs v)) 1.0

    Array.iter2
        (fun e a -> Expect.isLessThan (abs (e - a)) (1e-7 * size) $"{what}: gradient {a}, expected {e}")
        expected
        gradient

[<Tests>]
let tests =
    testList
        "Log-densities"
        [
            testCase "every likelihood and prior is its formula, in a batch and alone"
            <| fun () ->
                for likelihood in likelihoods do
                    let density = LogDensity.ofNetwork likelihood mixedPriors Activation.Tanh 2 data
                    let d = density.Dimension
                    let first = theta d (d = 8)
                    let batch = Array.append first (first |> Array.map (fun v -> 0.7 * v))
                    let values = Array.zeroCreate 2
                    let likelihoodPart = Array.zeroCreate 2
                    let priorPart = Array.zeroCreate 2
                    let evaluator = density.CreateEvaluator()
                    evaluator.Evaluate(batch, 2, values)
                    evaluator.EvaluateParts(batch, 2, likelihoodPart, priorPart)

                    for b in 0..1 do
                        let x = Array.sub batch (b * d) d
                        close $"{likelihood}" (direct likelihood x) likelihoodPart[b]
                        close $"prior of {likelihood}" (directPrior mixedPriors x) priorPart[b]
                        Expect.equal values[b] (likelihoodPart[b] + priorPart[b]) "sum"

            for activation in List.filter Activation.isTrainable Activation.all do
                testCase $"gradients are those of finite differences: {Activation.name activation}"
                <| fun () ->
                    for likelihood in likelihoods do
                        let density = LogDensity.ofNetwork likelihood mixedPriors activation 2 data

                        checkGradient
                            $"{likelihood}"
                            density
                            (theta density.Dimension (density.Dimension = 8))

            testCase "the parts of the gradient add up to it"
            <| fun () ->
                let density =
                    LogDensity.ofNetwork
                        (Likelihood.StudentT(4.0, None))
                        mixedPriors
                        Activation.Sigmoid
                        2
                        data

                let x = theta 8 true
                let evaluator = density.CreateEvaluator()
                let values = Array.init 3 (fun _ -> Array.zeroCreate<float> 1)
                let gradients = Array.init 3 (fun _ -> Array.zeroCreate<float> 8)
                evaluator.EvaluateWithGradient(x, 1, values[0], gradients[0])
                evaluator.EvaluatePartsWithGradient(x, 1, values[1], values[2], gradients[1], gradients[2])
                let value part : float = Array.head values[part]
                close "value" (value 1 + value 2) (value 0)
                Expect.equal (Array.map2 (+) gradients[1] gradients[2]) gradients[0] "gradient"

            testCase
                "the notebook's density: −SSE/n and Normal(0, 30) priors, all normalising constants included"
            <| fun () ->
                let parabola = Curve.sample (Rng.ofSeed 1UL) Curve.parabola

                let density =
                    LogDensity.ofNetwork
                        Likelihood.MeanSquaredError
                        NetworkPriors.notebook
                        Activation.Sigmoid
                        2
                        parabola

                let value = Array.zeroCreate 1
                density.CreateEvaluator().Evaluate(Array.zeroCreate 7, 1, value)
                let meanSquare = parabola.Outputs |> Array.averageBy (fun y -> y * y)
                close "at 0" (-meanSquare - 7.0 * log (sqrt (2.0 * Math.PI) * 30.0)) value[0]

            testCase "priors integrate to 1, and their draws have their distribution"
            <| fun () ->
                for prior in allPriors do
                    let step = 1e-3
                    // Midpoints: the support ends on none of them.
                    let grid = Array.init 400000 (fun i -> -200.0 + step * (float i + 0.5))
                    let mass = grid |> Array.map (fun x -> step * exp (Prior.logDensity prior x))
                    Expect.isLessThan (abs (Array.sum mass - 1.0)) 1e-4 $"integral of {Prior.name prior}"
                    let cumulative = Array.scan (+) 0.0 mass
                    let count = 20000
                    let mutable rng = Rng.ofSeed 5UL

                    let draws =
                        Array.init count (fun _ ->
                            let struct (x, next) = Prior.sample prior rng
                            rng <- next
                            x)
                        |> Array.sort

                    let distance =
                        draws
                        |> Array.mapi (fun i x ->
                            let place = int ((x + 200.0) / step) |> max 0 |> min 400000
                            abs (cumulative[place] - (float i + 0.5) / float count))
                        |> Array.max

                    // P(√n·D > 2.7) = 9e-7 (Kolmogorov).
                    Expect.isLessThan (sqrt (float count) * distance) 2.75 $"draws of {Prior.name prior}"

            testCase
                "improper or zero-width priors and noise priors that allow negative values are rejected by name"
            <| fun () ->
                let build priors =
                    LogDensity.ofNetwork Likelihood.GaussianUnknown priors Activation.Tanh 1 data

                let standard = NetworkPriors.notebook

                rejects [ "Weight"; "normal(0, 0)" ] (fun () ->
                    build { standard with Weight = Some(Prior.Normal(0.0, 0.0)) })

                rejects [ "Bias"; "Infinity" ] (fun () ->
                    build { standard with Bias = Some(Prior.Normal(0.0, infinity)) })

                rejects [ "Amplitude" ] (fun () ->
                    build { standard with Amplitude = Some(Prior.Uniform(1.0, 1.0)) })

                rejects [ "Offset" ] (fun () ->
                    build { standard with Offset = Some(Prior.StudentT(0.0, 0.0, 1.0)) })

                rejects [ "Noise"; "scale" ] (fun () ->
                    build { standard with Noise = Some(Prior.HalfNormal -1.0) })

                rejects [ "Noise"; "positive" ] (fun () ->
                    build { standard with Noise = Some(Prior.Normal(1.0, 0.1)) })

                rejects [ "Noise"; "positive" ] (fun () ->
                    build { standard with Noise = Some(Prior.Uniform(-1.0, 1.0)) })

            testCase "likelihoods out of range are rejected"
            <| fun () ->
                let build likelihood =
                    LogDensity.ofNetwork likelihood NetworkPriors.notebook Activation.Tanh 1 data

                rejects [ "NoiseLevel"; "0" ] (fun () -> build (Likelihood.Gaussian 0.0))
                rejects [ "DegreesOfFreedom"; "-1" ] (fun () -> build (Likelihood.StudentT(-1.0, None)))
                rejects [ "NoiseLevel" ] (fun () -> build (Likelihood.StudentT(4.0, Some nan)))

            testCase "names must be there, and different"
            <| fun () ->
                let f = PointDensity(fun _ -> 0.0)
                rejects [ "ParameterNames" ] (fun () -> LogDensity.ofFunction [||] f)

                rejects [ "'a', 'b', 'a'"; "all different" ] (fun () ->
                    LogDensity.ofFunction [| "a"; "b"; "a" |] f)

                rejects [ "ParameterNames"; "not empty" ] (fun () -> LogDensity.ofFunction [| "a"; " " |] f)

            testCase "outside a prior's support the likelihood is not asked"
            <| fun () ->
                let density =
                    LogDensity.ofFunction
                        [| "a" |]
                        (PointDensity(fun x -> if x[0] < 0.0 then failwith "asked" else -x[0]))
                    |> LogDensity.withPriors [| Prior.LogNormal(0.0, 1.0) |]

                let values = Array.zeroCreate 2
                density.CreateEvaluator().Evaluate([| -1.0; 2.0 |], 2, values)
                Expect.equal values[0] -infinity "outside"
                close "inside" (-2.0 + Prior.logDensity (Prior.LogNormal(0.0, 1.0)) 2.0) values[1]

            testCase "a function that throws gives an error that carries the point"
            <| fun () ->
                let density =
                    LogDensity.ofFunction [| "a"; "b" |] (PointDensity(fun _ -> failwith "no such thing"))

                let error =
                    Expect.throwsC
                        (fun () -> density.CreateEvaluator().Evaluate([| 1.5; 2.5 |], 1, Array.zeroCreate 1))
                        (fun e -> e :?> DensityException)

                Expect.equal error.Point [| 1.5; 2.5 |] "point"
                Expect.stringContains error.Message "no such thing" "cause"
                Expect.stringContains error.Message "1.5, 2.5" "point in the message"

            testCase "parameters beyond all measure are impossible, not an error"
            <| fun () ->
                for likelihood in likelihoods do
                    let density =
                        LogDensity.ofNetwork likelihood NetworkPriors.notebook Activation.Relu 1 data

                    let values = Array.zeroCreate 1
                    let x = Array.create density.Dimension 1e200
                    density.CreateEvaluator().Evaluate(x, 1, values)
                    Expect.equal values[0] -infinity $"{likelihood}"

            testCase "the point of a fit has its parameters and the size of its residuals"
            <| fun () ->
                let density =
                    LogDensity.ofNetwork
                        Likelihood.GaussianUnknown
                        NetworkPriors.notebook
                        Activation.Tanh
                        1
                        data

                let network = Network.create Activation.Tanh 1 [| 1.0; 0.0; 0.0; 0.0 |]
                let point = LogDensity.pointOf network density
                let meanSquare = data.Outputs |> Array.averageBy (fun y -> y * y)
                close "log sigma" (0.5 * log meanSquare) point[4]
                Expect.equal density.ParameterNames [| "w1"; "b1"; "a1"; "c"; "log_sigma" |] "names"

                rejects [ "network"; "tanh" ] (fun () ->
                    LogDensity.pointOf (Network.create Activation.Relu 1 [| 1.0; 0.0; 0.0; 0.0 |]) density)

            testCase "evaluation does not allocate"
            <| fun () ->
                for likelihood in likelihoods do
                    let density = LogDensity.ofNetwork likelihood mixedPriors Activation.Tanh 2 data
                    let evaluator = density.CreateEvaluator()
                    let x = theta density.Dimension (density.Dimension = 8)
                    let values = Array.zeroCreate 1
                    evaluator.Evaluate(x, 1, values)
                    let before = GC.GetAllocatedBytesForCurrentThread()

                    for _ in 1..20 do
                        evaluator.Evaluate(x, 1, values)

                    Expect.equal (GC.GetAllocatedBytesForCurrentThread() - before) 0L $"bytes of {likelihood}"
        ]
