module UniversalApprox.Tests.Sampling.LaplaceTests

open System
open System.Threading
open Expecto
open UniversalApprox
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Tests.Sampling.Support

/// n evenly spaced points of a function with normal noise.
let private curve (low: float, high: float) count noise index f =
    let x = Array.init count (fun i -> low + (high - low) * float i / float (count - 1))
    let y = Array.map2 (fun x e -> f x + noise * e) x (normalNumbers index count)
    CurveData.create "test" [| "x" |] "y" [| x |] y

let private parabola count = curve (-5.0, 5.0) count 0.15 1 (fun x -> x * x)

let private densityOf likelihood priors activation units data =
    CollapsedDensity.create likelihood priors activation units data

let private notebook = NetworkPriors.notebook

let private unknownNoise activation units data =
    densityOf Likelihood.GaussianUnknown NetworkPriors.standard activation units data

let private options draws = { Draws = draws; Search = { CollapsedModes.defaults with Seed = seed } }

let private fitOf draws density =
    Laplace.fit (options draws) [||] CancellationToken.None density |> Option.get

let private search density = CollapsedModes.search (options 0).Search [||] CancellationToken.None density

let private close tolerance what (expected: float) (actual: float) =
    Expect.isLessThan
        (abs (actual - expected) / max 1.0 (abs expected))
        tolerance
        $"{what}: {expected} and {actual}"

let private gridOf (data: CurveData) count =
    let low = Array.min data.Inputs[0]
    let high = Array.max data.Inputs[0]
    Array.init count (fun i -> low + (high - low) * float i / float (count - 1))

/// A long chain of the collapsed density from over-dispersed starts around the modes.
let private sample steps (fit: LaplaceFit) =
    let density = fit.Density
    let walkers = 8 * density.Density.Dimension

    let starts =
        Array.init 2 (fun e -> CollapsedModes.dispersed 1.5 walkers (Rng.split e (Rng.ofSeed seed)) fit.Modes)

    let sampling =
        { SamplingOptions.standard with
            Steps = steps
            BurnIn = steps / 5
            Thin = 4
            Ensembles = 2
            Walkers = Some walkers
            Seed = seed
            Moves =
                [|
                    { Move = Move.differentialEvolution; Weight = 0.8 }
                    { Move = Move.snooker; Weight = 0.2 }
                |]
        }

    let result = Sampler.run sampling (EnsembleStart.Walkers starts) SamplingHooks.standard density.Density

    let chain = CollapsedDensity.completeChain (Rng.ofSeed seed) 0 result.Chain density

    let settings =
        { Posterior.defaults with
            Model =
                Some
                    {
                        Activation = density.Model.Activation
                        Layout = density.Model.Layout
                        Data = Some density.Model.Data
                        Noise = Bands.noNoise
                        Constraints = Constraints.none
                    }
            Reference = Some fit.Network
        }

    Posterior.create settings chain

/// Standard deviations of all parameters and widths of the curve's bands agree with those of a long chain: to the standard
/// errors of both, and to 5 % in the long version.
let private agreesWithChain density =
    let steps, draws, minimum = if isLong then 60000, 20000, 4000.0 else 10000, 4000, 400.0
    let fit = fitOf draws density
    Expect.isTrue fit.IsTrusted fit.Verdict
    let posterior = sample steps fit
    let probabilities = [| 0.05; 0.95 |]

    for error, summary in Array.zip (Laplace.parameters probabilities fit) posterior.Summaries do
        let size = defaultArg summary.Diagnostics.EssBulk 0.0
        Expect.isGreaterThan size minimum $"ESS of {summary.Name}"
        let chainError = defaultArg summary.McseSd infinity / summary.Sd
        // Of draws whose kurtosis is at most 6.
        let ownError = sqrt (1.25 / fit.EffectiveDraws)
        let tolerance = gate * sqrt (chainError * chainError + ownError * ownError)

        Expect.isLessThan
            (abs (error.Sd / summary.Sd - 1.0))
            (if isLong then min 0.05 tolerance else tolerance)
            $"sd of {summary.Name}: {error.Sd} and {summary.Sd}, seed {seed}"

    let grid = [| gridOf density.Model.Data 40 |]
    let width (bands: Bands) = Array.map2 (-) bands.Function[1] bands.Function[0]

    let widths =
        Array.map2
            (/)
            (width (Laplace.bands probabilities grid fit))
            (width (Posterior.bands probabilities Bands.defaultDraws grid posterior))

    Expect.isLessThan (abs (Array.average widths - 1.0)) 0.04 $"bands, seed {seed}"

/// Shares of a grid of points over simulated data: where the true curve is inside its 90 % band, and new observations inside
/// theirs; and the share of fits that are trusted.
let private coverage count points noise =
    let truth x = 1.3 * tanh (2.5 * (x + 1.0)) - 0.9 * tanh (3.0 * (x - 0.8))
    let below x limit = MathNet.Numerics.Distributions.Normal.CDF(truth x, noise, limit)

    let shares =
        Array.init count (fun i ->
            let data = curve (-2.0, 2.0) points noise (1000 + i) truth
            let fit = fitOf 1000 (unknownNoise Activation.Tanh 2 data)
            let grid = gridOf data 41
            let bands = Laplace.bands [| 0.05; 0.95 |] [| grid |] fit

            let inside =
                Array.map3
                    (fun x low high -> if truth x >= low && truth x <= high then 1.0 else 0.0)
                    grid
                    bands.Function[0]
                    bands.Function[1]

            let observations = bands.Observation.Value

            let observed =
                Array.map3
                    (fun x low high -> below x high - below x low)
                    grid
                    observations[0]
                    observations[1]

            [| Array.average inside; Array.average observed; (if fit.IsTrusted then 1.0 else 0.0) |])

    Array.init 3 (fun k -> shares |> Array.averageBy (fun share -> share[k]))

[<Tests>]
let tests =
    testList
        "Laplace"
        [
            testCase "agrees with a long chain: parabola, two sigmoids, the notebook's priors"
            <| fun () ->
                agreesWithChain (
                    densityOf Likelihood.GaussianUnknown notebook Activation.Sigmoid 2 (parabola 100)
                )

            testCase "agrees with a long chain: sine, three sigmoids, default priors"
            <| fun () ->
                let data = curve (-10.0, 10.0) 150 0.1 2 sin
                agreesWithChain (unknownNoise Activation.Sigmoid 3 data)

            testCase "agrees with a long chain: a steep step"
            <| fun () ->
                let data = curve (0.0, 1.0) 41 0.05 3 (fun x -> if x > 0.4 then 1.0 else 0.0)
                agreesWithChain (unknownNoise Activation.Sigmoid 1 data)

            testCase "90 % bands hold the true curve in some 90 % of simulated data"
            <| fun () ->
                let count, cases =
                    if isLong then
                        200, [ 30, 0.1; 100, 0.2; 1000, 0.3 ]
                    else
                        40, [ 60, 0.15 ]

                for points, noise in cases do
                    let shares = coverage count points noise
                    let curve, observations, trusted = shares[0], shares[1], shares[2]
                    let shown = $"n = {points}: curve {curve:F3}, observations {observations:F3}, seed {seed}"
                    // The points of one curve go together: a share has a standard error of some 0.25/√count.
                    let low, high = if isLong then 0.86, 0.94 else 0.81, 0.97
                    Expect.isTrue (curve > low && curve < high) shown
                    Expect.isTrue (observations > 0.86 && observations < 0.94) shown
                    Expect.isGreaterThan trusted 0.5 $"trusted, n = {points}"

                    if isLong then
                        printfn $"Coverage of 90 %% bands by Laplace, {shown}, trusted {trusted:F3}"

            testCase "its evidence is the integral of the density"
            <| fun () ->
                let data = curve (-2.0, 2.0) 25 0.2 4 (fun x -> tanh (1.5 * x))
                let density = unknownNoise Activation.Tanh 1 data
                let fit = fitOf 20000 density
                Expect.isTrue fit.IsTrusted fit.Verdict
                // A midpoint rule around the mode with w > 0, whose width is some 0.2 in each direction; the other one is its
                // image.
                let grid low high count =
                    Array.init count (fun i -> low + (high - low) * (float i + 0.5) / float count)

                let w = grid 0.3 5.1 96
                let b = grid -1.5 1.5 60
                let logSigma = grid -3.5 0.0 35

                let points =
                    [|
                        for w in w do
                            for b in b do
                                for s in logSigma do
                                    w
                                    b
                                    s
                    |]

                let row = points.Length / 3
                let values = Array.zeroCreate row
                density.Density.CreateEvaluator().Evaluate(points, row, values)
                let top = Array.max values
                let sum = values |> Array.sumBy (fun l -> exp (l - top))
                let integral = top + log sum + log (2.0 * 0.05 * 0.05 * 0.1)

                Expect.isLessThan
                    (abs (fit.LogEvidence - integral))
                    (gate * fit.LogEvidenceError + 0.005)
                    $"{fit.LogEvidence} and {integral}"

            testCase "no units or origin of x or y change modes, bands or verdict"
            <| fun () ->
                let fitIn data = fitOf 1000 (unknownNoise Activation.Sigmoid 1 data)
                let probabilities = [| 0.05; 0.5; 0.95 |]
                let u = Array.init 21 (fun i -> -0.5 + 9.0 * float i / 20.0)
                let expected = fitIn CollapsedTests.gridData
                let expectedBands = Laplace.bands probabilities [| u |] expected
                let scale = expected.Density.Map.OutputScale

                for name, (xShift, xScale), (yShift, yScale) in CollapsedTests.otherUnits do
                    let fit = fitIn (CollapsedTests.gridDataIn (xShift, xScale) (yShift, yScale))

                    Array.iter2
                        (fun (e: CollapsedMode) (a: CollapsedMode) ->
                            Array.iter2 (close 1e-8 $"mode, {name}") e.Point a.Point
                            close 1e-6 $"weight, {name}" e.Weight a.Weight)
                        expected.Modes.Modes
                        fit.Modes.Modes

                    close 1e-5 $"k̂, {name}" expected.ParetoK fit.ParetoK

                    let bands =
                        Laplace.bands probabilities [| u |> Array.map (fun x -> xShift + xScale * x) |] fit

                    let equal what (e: float[]) (a: float[]) =
                        Array.iter2
                            (fun e a ->
                                let back = (a - yShift) / yScale

                                Expect.isLessThan
                                    (abs (back - e) / scale)
                                    1e-8
                                    $"{what}, {name}: {e} and {back}")
                            e
                            a

                    equal "mean" expectedBands.Mean bands.Mean
                    Array.iter2 (equal "curve") expectedBands.Function bands.Function
                    Array.iter2 (equal "observations") expectedBands.Observation.Value bands.Observation.Value

            testCase "images of one mode are one mode"
            <| fun () ->
                let data =
                    curve (-2.0, 2.0) 60 0.1 5 (fun x -> tanh (2.0 * (x + 1.0)) - tanh (3.0 * (x - 1.0)))

                let density = unknownNoise Activation.Tanh 2 data
                let found = search density
                let mode = found.Modes[0].Point
                // Swapped, and the first with its sign flipped.
                let image = [| -mode[2]; -mode[3]; mode[0]; mode[1]; mode[4] |]
                let network = CollapsedDensity.networkAt image density

                let again =
                    CollapsedModes.search
                        { (options 0).Search with Starts = 0 }
                        [| network; CollapsedDensity.networkAt mode density |]
                        CancellationToken.None
                        density

                Expect.equal again.Modes.Length 1 "modes"
                Expect.equal again.Modes[0].Hits 2 "hits"
                Array.iter2 (close 1e-7 "mode") mode again.Modes[0].Point
                close 1e-12 "images" (log 8.0) found.LogImages

            testCase "a mixture of modes: one sigmoid for a parabola, left or right"
            <| fun () ->
                let data = curve (-5.0, 5.0) 101 0.0 6 (fun x -> x * x)
                let found = search (unknownNoise Activation.Sigmoid 1 data)
                Expect.equal found.Modes.Length 2 "modes"
                close 1e-6 "weight" 0.5 found.Modes[0].Weight
                close 1e-6 "height" found.Modes[0].LogDensity found.Modes[1].LogDensity
                let points = CollapsedModes.dispersed 2.0 4 (Rng.ofSeed 1UL) found
                // By the centre of the unit: each mode has a chain.
                let centres = points |> Array.map (fun p -> -p[1] / p[0])
                Expect.isTrue (Array.exists (fun c -> c > 0.0) centres) "right"
                Expect.isTrue (Array.exists (fun c -> c < 0.0) centres) "left"

            testCase "the notebook's priors have one mode for both signs of a sigmoid"
            <| fun () ->
                let data = curve (-2.0, 2.0) 40 0.1 7 (fun x -> 20.0 / (1.0 + exp (-3.0 * x)))
                let density = densityOf Likelihood.GaussianUnknown notebook Activation.Sigmoid 1 data
                let found = search density
                Expect.equal found.Modes.Length 1 "modes"
                close 1e-12 "images" (log 2.0) found.LogImages
                // The network at the mode is of the sign that the prior of the offset prefers.
                let network = CollapsedDensity.networkAt found.Modes[0].Point density
                Expect.isLessThan (abs network.Offset) 1.0 "offset"

            testCase "several inputs, weighted points, a known σ"
            <| fun () ->
                let inputs = [| normalNumbers 20 120; normalNumbers 21 120 |]

                let outputs =
                    Array.init 120 (fun i -> tanh (2.0 * inputs[0][i] - inputs[1][i]))
                    |> Array.map2 (fun e f -> f + 0.1 * e) (normalNumbers 22 120)

                let errors =
                    PointErrors.Known(Array.init 120 (fun i -> if i % 2 = 0 || i < 3 then 0.1 else 0.2))

                let data =
                    CurveData.create "two" [| "u"; "v" |] "y" inputs outputs |> CurveData.withErrors errors

                let density =
                    CollapsedDensity.create
                        (Likelihood.ofData data)
                        NetworkPriors.standard
                        Activation.Tanh
                        1
                        data

                let fit = fitOf 1000 density
                Expect.isTrue fit.IsTrusted fit.Verdict
                let rows = Laplace.parameters [| 0.5 |] fit
                Expect.equal (rows |> Array.map _.Name) [| "w1_1"; "w1_2"; "b1"; "a1"; "c" |] "names"

                for row, truth in Array.zip rows [| 2.0; -1.0; 0.0; 1.0; 0.0 |] do
                    Expect.isLessThan
                        (abs (row.Mean - truth))
                        (gate * row.Sd)
                        $"{row.Name}: {row.Mean} ± {row.Sd}"

                    Expect.isLessThan (abs (row.Estimate - row.Mean)) (3.0 * row.Sd) $"{row.Name} at the mode"

                let bands = Laplace.bands [| 0.05; 0.95 |] [| [| 0.0; 1.0 |]; [| 0.0; 1.0 |] |] fit
                let observation = bands.Observation.Value
                // The noise, 0.1, is far wider than what is not known of the curve.
                Expect.isGreaterThan (observation[1][0] - observation[0][0]) 0.3 "new observations"
                Expect.isLessThan (bands.Function[1][0] - bands.Function[0][0]) 0.15 "the curve"

            testCase "a unit too many: sample instead"
            <| fun () ->
                let data = curve (-2.0, 2.0) 50 0.1 8 (fun x -> tanh (2.0 * x))
                let fit = fitOf 1000 (unknownNoise Activation.Tanh 3 data)
                Expect.isFalse fit.IsTrusted fit.Verdict
                Expect.stringContains fit.Verdict "sample instead" "verdict"
                let bands = Laplace.bands [| 0.5 |] [| gridOf data 5 |] fit
                Expect.isTrue (Array.forall Double.IsFinite bands.Mean) "bands all the same"

            testCase "−SSE/n has bands of the curve, not of observations"
            <| fun () ->
                let density =
                    densityOf Likelihood.MeanSquaredError notebook Activation.Sigmoid 1 (parabola 100)

                let fit = fitOf 1000 density
                close 1e-12 "σ" (sqrt 50.0) fit.Noise
                Expect.isNone (Laplace.bands [| 0.5 |] [| [| 0.0 |] |] fit).Observation "observations"

            testCase "data without noise, constant data, one point"
            <| fun () ->
                for data in
                    [
                        curve (-2.0, 2.0) 30 0.0 9 (fun x -> tanh (2.0 * x + 0.3))
                        curve (-2.0, 2.0) 30 0.0 9 (fun _ -> 4.0)
                        CurveData.create "one" [| "x" |] "y" [| [| 1.0 |] |] [| 2.0 |]
                    ] do
                    let density = unknownNoise Activation.Tanh 1 data

                    match Laplace.fit (options 200) [||] CancellationToken.None density with
                    | None -> failtest "no mode"
                    | Some fit ->
                        Expect.isTrue (Array.forall Double.IsFinite fit.Network.Parameters) "network"
                        let bands = Laplace.bands [| 0.05; 0.95 |] [| gridOf data 3 |] fit
                        Expect.isTrue (Array.forall Double.IsFinite bands.Mean) "bands"

            testCase "the same arguments give the same fit on any number of threads"
            <| fun () ->
                let density = unknownNoise Activation.Tanh 2 (parabola 60)

                let fitOn threads =
                    Laplace.fit
                        { Draws = 200; Search = { CollapsedModes.defaults with Threads = threads } }
                        [||]
                        CancellationToken.None
                        density
                    |> Option.get

                let first = fitOn 1
                let second = fitOn 4
                Expect.equal second.Chain first.Chain "draws"
                Expect.equal second.Modes first.Modes "modes"

            testCase "heaviside units, too few draws and a cancelled search are errors"
            <| fun () ->
                let step = unknownNoise Activation.Heaviside 1 (parabola 20)

                Expect.throwsT<OptionException>
                    (fun () -> Laplace.fit Laplace.defaults [||] CancellationToken.None step |> ignore)
                    "heaviside"

                let units = Network.create Activation.Heaviside 1 [| 1.0; 0.0; 1.0; 0.0 |]

                try
                    Laplace.ofNetwork
                        Laplace.defaults
                        Likelihood.GaussianUnknown
                        NetworkPriors.standard
                        units
                        CancellationToken.None
                        (parabola 20)
                    |> ignore

                    failtest "was accepted"
                with :? OptionException as error ->
                    Expect.stringContains error.Message "Sample its posterior with Mcmc" "advice"

                let density = unknownNoise Activation.Tanh 1 (parabola 20)

                Expect.throwsT<OptionException>
                    (fun () ->
                        Laplace.fit { Laplace.defaults with Draws = 99 } [||] CancellationToken.None density
                        |> ignore)
                    "draws"

                Expect.throws
                    (fun () -> Laplace.fit Laplace.defaults [||] (CancellationToken true) density |> ignore)
                    "cancelled"

            testCase "stretched coordinates: there and back, Jacobian and gradient"
            <| fun () ->
                for dimension in 1..3 do
                    for size in [ 0.0; 1e-5; 0.3; 30.0 ] do
                        let layout: HiddenLayout = { Dimension = dimension; Units = 2 }
                        let count = layout.Count + 1
                        let phi = normalNumbers 30 count |> Array.map (fun v -> size * v)
                        let tau = StretchedUnits.ofHidden layout phi
                        let back = Array.zeroCreate count
                        StretchedUnits.toHidden layout tau 0 back 0 count |> ignore
                        Array.iter2 (close 1e-12 "back") phi back
                        // log p(φ) = g·φ, which in τ is g·φ(τ) + log |dφ/dτ|.
                        let slope = normalNumbers 31 count

                        let value (tau: float[]) =
                            let phi = Array.zeroCreate count
                            let jacobian = StretchedUnits.toHidden layout tau 0 phi 0 count
                            Array.map2 (*) slope phi |> Array.sum |> (+) jacobian

                        let gradient = Array.copy slope
                        StretchedUnits.pullBack layout tau gradient

                        for p in 0 .. count - 1 do
                            let moved step =
                                let copy = Array.copy tau
                                copy[p] <- copy[p] + step
                                value copy

                            let difference step = (moved step - moved -step) / (2.0 * step)
                            let expected = (4.0 * difference 5e-4 - difference 1e-3) / 3.0
                            close 1e-7 $"gradient, d = {dimension}, size {size}" expected gradient[p]

                        // The determinant of the differences of φ.
                        let jacobian =
                            MathNet.Numerics.LinearAlgebra.Matrix<float>.Build.Dense(
                                count,
                                count,
                                fun i j ->
                                    let at step =
                                        let copy = Array.copy tau
                                        copy[j] <- copy[j] + step
                                        let phi = Array.zeroCreate count
                                        StretchedUnits.toHidden layout copy 0 phi 0 count |> ignore
                                        phi[i]

                                    (8.0 * (at 1e-3 - at -1e-3) - (at 2e-3 - at -2e-3)) / 12e-3
                            )

                        close
                            1e-8
                            $"Jacobian, d = {dimension}, size {size}"
                            (log (jacobian.Determinant()))
                            (StretchedUnits.toHidden layout tau 0 back 0 count)
        ]
