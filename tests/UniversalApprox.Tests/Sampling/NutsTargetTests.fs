/// NUTS on targets whose moments are known, by the two gates of Support: 60 checks here, so a changed seed fails with a
/// probability below 1e-4.
module UniversalApprox.Tests.Sampling.NutsTargetTests

open System
open Expecto
open MathNet.Numerics.Distributions
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Tests.Sampling.Support

let private minimum = 400.0

/// Weighs points by their density alone, as if momenta had no energy: a negative control.
type internal BrokenEnergy(evaluator) =
    inherit Hamiltonian(evaluator)
    override _.Energy(point) = -point.LogDensity

let internal honest (evaluator: DensityEvaluator) = Hamiltonian evaluator
let internal broken (evaluator: DensityEvaluator) : Hamiltonian = BrokenEnergy evaluator

/// Chains whose warm-up is honest, one after the other.
let internal sampleBy createHamiltonian (options: NutsOptions) (starts: float[][]) (density: LogDensity) =
    let chain c =
        let rng = Rng.split c (Rng.ofSeed options.Seed)
        let tuning = Nuts.kernel options.MaxDepth density
        tuning.Load(Nuts.initWarmup tuning options starts[c % starts.Length] rng)

        for _ in 1 .. options.BurnIn do
            tuning.Advance() |> ignore

        let kernel = NutsKernel(density, options.MaxDepth, createHamiltonian)
        kernel.Load(tuning.Snapshot())
        let kept = options.Steps - options.BurnIn

        let states =
            Array.init kept (fun _ ->
                kernel.Advance() |> ignore
                Array.copy kernel.Current.Position)

        {
            KeptSteps = kept
            Walkers = 1
            Dimension = density.Dimension
            Draws = Array.concat states
            LogDensity = Array.zeroCreate kept
            Statistics = [||]
            AcceptedPerWalker = [| 0L |]
            ProposedPerWalker = [| 0L |]
            AcceptedPerMove = [||]
            ProposedPerMove = [||]
        }

    {
        Ensembles = Array.Parallel.init options.Ensembles chain
        ParameterNames = density.ParameterNames
        StepsBefore = int64 options.BurnIn
        Thin = 1
    }

let private options = { NutsOptions.standard with Seed = seed }

let private sample options start density =
    (NutsSampler.run options (EnsembleStart.Ball([| start |], 0.0)) SamplingHooks.standard density).Chain

/// Independent Student-t parameters.
let private student nu dimension =
    smooth
        (names dimension)
        (PointGradient(fun x gradient ->
            let mutable sum = 0.0

            for p in 0 .. x.Length - 1 do
                let width = nu + x[p] * x[p]
                gradient[p] <- -(nu + 1.0) * x[p] / width
                sum <- sum - 0.5 * (nu + 1.0) * log width

            sum))

/// v ~ N(0, 1) and further parameters whose width is e^(v/2).
let private funnel count =
    smooth
        (names (count + 1))
        (PointGradient(fun x gradient ->
            let inverse = exp -x[0]
            let mutable squares = 0.0

            for p in 1..count do
                squares <- squares + x[p] * x[p]
                gradient[p] <- -x[p] * inverse

            gradient[0] <- -x[0] + 0.5 * (squares * inverse - float count)
            -0.5 * (x[0] * x[0] + squares * inverse + float count * x[0])))

/// Rosenbrock's valley with a soft wall: log p = −(1 − x)²/2 − 5 (y − x²)² − x⁴/10.
let private rosenbrock =
    PointGradient(fun x gradient ->
        let across = x[1] - x[0] * x[0]
        let cube = x[0] * x[0] * x[0]
        gradient[0] <- 1.0 - x[0] + 20.0 * across * x[0] - 0.4 * cube
        gradient[1] <- -10.0 * across
        -0.5 * (1.0 - x[0]) * (1.0 - x[0]) - 5.0 * across * across - 0.1 * cube * x[0])

/// The mean of f by the trapezium rule, which for smooth densities that vanish at the borders has no error to speak of.
let private quadrature (density: PointGradient) (f: float -> float -> float) =
    let mutable mass = 0.0
    let mutable sum = 0.0

    for i in -500 .. 500 do
        let x = 0.01 * float i

        for j in -100 .. 100 do
            let y = x * x + 0.02 * float j
            let weight = exp (density.Invoke(ReadOnlySpan [| x; y |], Span(Array.zeroCreate 2)))
            mass <- mass + weight
            sum <- sum + weight * f x y

    sum / mass

[<Tests>]
let tests =
    testList
        "NUTS targets"
        [
            for dimension, condition, isDense in
                [ 1, 1.0, true; 2, 1e6, true; 10, 1e6, true; 50, 100.0, true; 50, 4.0, false ] do
                testCase $"normal, {dimension} dimensions, condition {condition}, dense metric: {isDense}"
                <| fun () ->
                    let target = Normal(dimension, condition)

                    let chain =
                        sample
                            { options with DenseMetric = isDense }
                            (Array.create dimension 0.0)
                            target.Smooth

                    Expect.equal (problems minimum target chain) [] $"seed {seed}"

            testCase "independent normals with deviations from 1e-6 to 1e6"
            <| fun () ->
                let widths = Array.init 5 (fun p -> Math.Pow(10.0, 3.0 * float p - 6.0))

                let density =
                    smooth
                        (names 5)
                        (PointGradient(fun x gradient ->
                            let mutable sum = 0.0

                            for p in 0..4 do
                                let z = x[p] / widths[p]
                                gradient[p] <- -z / widths[p]
                                sum <- sum - 0.5 * z * z

                            sum))

                let chain = sample options (Array.create 5 1.0) density

                for p in 0..4 do
                    for power in [ 1; 2 ] do
                        chain
                        |> estimate 25 (fun draws at -> Math.Pow(draws[at + p] / widths[p], power))
                        |> passes $"moment {power} of p{p + 1}" minimum (float (power - 1))

            testCase "Student-t with ν = 4: quantiles"
            <| fun () ->
                let chain = sample { options with Steps = 3000 } [| 1.0; -2.0; 0.5 |] (student 4.0 3)

                for probability in [ 0.05; 0.5; 0.9; 0.99 ] do
                    let quantile = StudentT.InvCDF(0.0, 1.0, 4.0, probability)

                    for p in [ 0; 2 ] do
                        chain
                        |> estimate 25 (fun draws at -> if draws[at + p] < quantile then 1.0 else 0.0)
                        |> passes $"P(p{p + 1} < {quantile})" minimum probability

            testCase "Neal's funnel with v ~ N(0, 1), four x given v ~ N(0, e^v)"
            <| fun () ->
                let chain =
                    sample
                        { options with Steps = 6000; TargetAcceptance = 0.9 }
                        (Array.create 5 0.1)
                        (funnel 4)

                for what, truth, f in
                    [
                        "E v", 0.0, (fun (draws: float[]) at -> draws[at])
                        "E v²", 1.0, (fun draws at -> draws[at] * draws[at])
                        "E x", 0.0, (fun draws at -> draws[at + 1])
                        "P(|x| < e^(v/2))",
                        0.6826894921370859,
                        (fun draws at -> if abs draws[at + 4] < exp (draws[at] / 2.0) then 1.0 else 0.0)
                    ] do
                    chain |> estimate 25 f |> passes what minimum truth

            testCase "Rosenbrock's valley, by quadrature"
            <| fun () ->
                // The valley is narrower at its ends: larger steps would seldom get there.
                let chain =
                    sample
                        { options with Steps = 5000; TargetAcceptance = 0.95 }
                        [| -1.0; 1.0 |]
                        (smooth (names 2) rosenbrock)

                for what, f in
                    [
                        "E x", (fun x _ -> x)
                        "E y", (fun _ y -> y)
                        "E x²", (fun x _ -> x * x)
                        "E xy", (fun x y -> x * y)
                        "E y²", (fun _ y -> y * y)
                    ] do
                    chain
                    |> estimate 25 (fun draws at -> f draws[at] draws[at + 1])
                    |> passes what minimum (quadrature rosenbrock f)

            testCase "weights without the kinetic energy are caught (negative control)"
            <| fun () ->
                let target = Normal(5, 1e4)
                let draw create = sampleBy create options [| target.Centre |] target.Smooth
                Expect.isNonEmpty (problems minimum target (draw broken)) "the broken sampler"
                Expect.isEmpty (problems minimum target (draw honest)) "the honest one"
        ]
