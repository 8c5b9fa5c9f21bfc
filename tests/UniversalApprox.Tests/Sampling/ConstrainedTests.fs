/// Posteriors and errors of networks with constraints.
module UniversalApprox.Tests.Sampling.ConstrainedTests

open System
open System.Threading
open Expecto
open UniversalApprox
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Core.Sampling.Constrained
open UniversalApprox.Tests.Support.Constrained

let private trained constraints activation units data =
    Mcmc.trainUnder constraints 1 CancellationToken.None activation units data

let private sampled constraints likelihood activation units data =
    let network = (trained constraints activation units data).Trained.Network

    let target =
        McmcTarget.ofConstrained
            constraints
            (Some network)
            DensityChoice.Auto
            likelihood
            NetworkPriors.standard
            activation
            units
            data

    let settings = Mcmc.ofSteps (Some 4000) (Some 1000)
    Mcmc.run settings { SamplingHooks.standard with Threads = 2 } [| network |] target

/// The residual deviation of the certified fit.
let private known = Likelihood.Gaussian 1.1587725499

let private column index (run: McmcRun) =
    run.Posterior.Value.Raw.Ensembles
    |> Array.collect (fun ensemble ->
        ensemble.Draws |> Array.chunkBySize ensemble.Dimension |> Array.map (fun draw -> draw[index]))

[<Tests>]
let tests =
    testList
        "constraints: posteriors"
        [
            testCase "the gradient of bounded, fixed and centred coordinates is that of differences"
            <| fun () ->
                let x = Array.init 30 (fun i -> 100.0 + float i)
                let z = Array.init 30 (fun i -> sin (float i))
                let y = Array.map2 (fun x z -> 5.0 + tanh (0.2 * (x - 110.0)) * 3.0 + z) x z
                let data = CurveData.create "two" [| "x"; "z" |] "y" [| x; z |] y

                let constraints =
                    { fixing [ "w1_2", 0.5 ] with Monotone = [| Monotone.Increasing; Monotone.Free |] }
                    |> bounding [ "a", -20.0, 20.0; "b2", -infinity, 30.0; "c", 0.0, infinity ]

                let network = (trained constraints Activation.Tanh 2 data).Trained.Network

                for likelihood in [ Likelihood.GaussianUnknown; Likelihood.GaussianLine ] do
                    let full = LogDensity.ofNetwork likelihood NetworkPriors.standard Activation.Tanh 2 data

                    let struct (coordinates, density) = ConstrainedDensity.create constraints network full
                    Expect.equal density.Dimension (full.Dimension - 1) "one is fixed"
                    let start = coordinates.OfParameters(LogDensity.pointOf network full)
                    let point = start |> Array.mapi (fun i z -> z + 0.1 * float (i % 3 - 1))
                    let evaluator = density.CreateEvaluator()
                    let value, gradient = [| 0.0 |], Array.zeroCreate density.Dimension
                    evaluator.EvaluateWithGradient(point, 1, value, gradient)
                    Expect.isTrue (Double.IsFinite value[0]) "finite"

                    let at (z: float[]) =
                        evaluator.Evaluate(z, 1, value)
                        value[0]

                    // ∫ exp of it is an integral over θ: the volume is ln |dθ/dz|.
                    let theta = coordinates.ToParameters point
                    let own = [| 0.0 |]
                    full.CreateEvaluator().Evaluate(theta, 1, own)

                    Expect.floatClose
                        Accuracy.high
                        (at point)
                        (own[0] + coordinates.LogVolume(point, 0))
                        "volume"

                    Expect.isTrue
                        (Constraints.isSatisfied constraints (LogDensity.networkOf full.Network.Value theta))
                        "satisfied"

                    for p in 0 .. point.Length - 1 do
                        let moved by = Array.mapi (fun q z -> if p = q then z + by else z) point
                        let slope = (at (moved 1e-5) - at (moved -1e-5)) / 2e-5
                        let error = abs (slope - gradient[p])
                        Expect.isLessThan error (1e-5 * (1.0 + abs slope)) density.ParameterNames[p]

            testCase "with the offset fixed, errors are those that NIST certifies, and the offset has none"
            <| fun () ->
                let fit = trained (fixing [ "c", 0.0 ]) Activation.Sigmoid 1 rat42

                let laplace =
                    Laplace.ofFit Laplace.defaults known NetworkPriors.standard fit CancellationToken.None

                Expect.isTrue laplace.IsTrusted laplace.Verdict
                let errors = Laplace.parameters [| 0.05; 0.95 |] laplace

                // The posterior is not quite normal: its deviations differ from the certified ones by up to 3 %, and 1000 draws by 5 %.
                for index, certified in [ 0, 3.4465663377e-3; 1, 8.8295217536e-2; 2, 1.7340283401 ] do
                    let ratio = errors[index].Sd / certified
                    Expect.isTrue (ratio > 0.88 && ratio < 1.12) $"{errors[index].Name}: {ratio}"

                Expect.equal (errors[3].Name, errors[3].Estimate, errors[3].Sd) ("c", 0.0, 0.0) "offset"
                Expect.stringContains laplace.Verdict "c = 0" "words"

            testCase "a bound cuts the posterior off, and nothing else"
            <| fun () ->
                // The truth: draws without the bounds, of which only those within them count.
                let wide = sampled (fixing [ "c", 0.0 ]) known Activation.Sigmoid 1 rat42
                let w, b, a = column 0 wide, column 1 wide, column 2 wide

                for name, constraints, keep in
                    [
                        "above", bounding [ "a1", -infinity, 72.0 ], (fun i -> a[i] <= 72.0)
                        "below", bounding [ "w1", 0.0675, infinity ], (fun i -> w[i] >= 0.0675)
                        "between",
                        bounding [ "b1", -2.75, -2.55; "a1", 71.0, infinity ],
                        (fun i -> b[i] >= -2.75 && b[i] <= -2.55 && a[i] >= 71.0)
                    ] do
                    let run = sampled (fixing [ "c", 0.0 ] |> constraints) known Activation.Sigmoid 1 rat42
                    let kept = [| 0 .. a.Length - 1 |] |> Array.filter keep
                    let verdict = (Mcmc.verdict run).Value
                    Expect.isTrue verdict.IsConverged $"{name}: {verdict.Text}"

                    for index, values in [ 0, w; 1, b; 2, a ] do
                        let truth = kept |> Array.map (fun i -> values[i])
                        let own = column index run
                        let mean = Array.average truth
                        let variance = truth |> Array.averageBy (fun v -> (v - mean) * (v - mean))

                        // Gate 1: 300 effective draws of both; the wide chain mixes within 4 steps. Gate 2: five standard errors.
                        // False alarms of nine comparisons: below 1e-5.
                        Expect.isGreaterThan kept.Length 1500 $"{name}: draws within"
                        let effective = min verdict.SmallestEss.Value (float kept.Length / 4.0)
                        Expect.isGreaterThan effective 300.0 $"{name}: effective draws"
                        let error = 5.0 * sqrt (2.0 * variance / effective)
                        let name = $"{name}: {run.Target.ParameterNames[index]}"
                        Expect.isLessThan (abs (Array.average own - mean)) error name
                        Expect.isLessThan (Array.max own) (Array.max truth + sqrt variance) $"{name}, range"

                    Expect.all (column 3 run) (fun c -> c = 0.0) "the offset is constant"

                    Expect.all
                        (run.Posterior.Value.Raw.Ensembles[0].Draws
                         |> Array.chunkBySize 4
                         |> Array.map (Network.create Activation.Sigmoid 1))
                        (Constraints.isSatisfied run.Target.Full.Network.Value.Constraints)
                        "all draws are within"

            testCase "draws of units that constraints tell apart are not relabelled"
            <| fun () ->
                let x = Array.init 40 (fun i -> -4.0 + 0.2 * float i)

                let y =
                    x
                    |> Array.mapi (fun i x ->
                        tanh (x - 1.0) + 0.5 * tanh (x + 2.0) + 0.05 * float (i % 3 - 1))

                let data = CurveData.create "bends" [| "x" |] "y" [| x |] y
                let run = sampled (fixing [ "w2", -1.0 ]) Likelihood.GaussianUnknown Activation.Tanh 2 data
                let posterior = run.Posterior.Value
                Expect.equal posterior.Canonical posterior.Raw "as sampled"
                Expect.equal posterior.MaxProbability.Network.Value.HiddenUnits[1].Weights[0] -1.0 "w2"

            testCase "what cannot be is refused"
            <| fun () ->
                let target density constraints =
                    McmcTarget.ofConstrained
                        constraints
                        None
                        density
                        Likelihood.GaussianUnknown
                        NetworkPriors.standard
                        Activation.Sigmoid
                        1
                        rat42
                    |> ignore

                Expect.throwsT<OptionException>
                    (fun () -> target DensityChoice.Collapsed (fixing [ "c", 0.0 ]))
                    "collapsed"

                Expect.throwsT<OptionException>
                    (fun () -> target DensityChoice.Auto (fixing [ "w2", 0.0 ]))
                    "a unit that there is not"
        ]
