module UniversalApprox.Tests.Sampling.PosteriorTests

open System
open Expecto
open MathNet.Numerics.Distributions
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Tests.Core
open UniversalApprox.Tests.Sampling.Chains

/// Draws around a network, each turned into a random image of itself; `spread` is the standard deviation.
let private scrambled (network: Network) spread steps walkers =
    let layout = network.Layout
    let symmetry = Activation.symmetry network.Activation
    let theta = network.Parameters

    let draw e w s =
        let rng = Rng.ofSeed (uint64 ((e * 100 + w) * 100000 + s))
        let noise = Array.zeroCreate (theta.Length + 1)
        let rng = Rng.fillNormal (noise.AsSpan()) rng

        let image =
            Array.init (theta.Length + 1) (fun i ->
                (if i < theta.Length then theta[i] else -2.0) + spread * noise[i])

        let struct (order, rng) = Rng.permutation layout.Units rng
        let struct (signs, _) = Rng.bits rng

        for unit in 0 .. layout.Units - 1 do
            if (signs >>> unit) &&& 1UL = 1UL then
                Canonical.flip symmetry layout image 0 unit

        let copy = Array.copy image

        for unit in 0 .. layout.Units - 1 do
            Array.Copy(copy, unit * layout.Stride, image, order[unit] * layout.Stride, layout.Stride)

        image

    let names =
        Array.init (theta.Length + 1) (fun p ->
            if p < theta.Length then layout.ParameterName p else "log sigma")

    build names 2 walkers steps draw (fun e w s -> -float(((e * 7 + w) * 13 + s) % 101))

let private network activation =
    Network.create activation 1 [| 1.4; 4.9; -4.0; 1.5; -5.0; 3.0; 0.8; 0.3; 2.0; 1.0 |]

let private settings activation noise =
    { Posterior.defaults with
        Model =
            Some
                {
                    Activation = activation
                    Layout = { Dimension = 1; Units = 3 }
                    Data = None
                    Noise = noise
                    Constraints = Constraints.none
                }
        Reference = Some(network activation)
    }

let private states (chain: Chain) =
    let dimension = chain.ParameterNames.Length
    chain.Ensembles |> Array.collect (fun ensemble -> Array.chunkBySize dimension ensemble.Draws)

let private predictionsOf activation (draws: float[][]) =
    draws
    |> Array.map (fun draw ->
        Network.predict (Network.create activation 1 draw[..9]) [| [| -4.0; 0.3; 2.0; 9.0 |] |])

[<Tests>]
let tests =
    testList
        "Posterior"
        [
            testList
                "relabelled draws are the same functions under one labelling"
                [
                    for activation in
                        [
                            Activation.Sigmoid
                            Activation.Tanh
                            Activation.Gaussian
                            Activation.Softplus
                            Activation.Relu
                        ] do
                        testCase (Activation.name activation)
                        <| fun () ->
                            let chain = scrambled (network activation) 0.05 200 5
                            let posterior = Posterior.create (settings activation Bands.noNoise) chain
                            let before = predictionsOf activation (states chain)
                            let after = predictionsOf activation (states posterior.Canonical)

                            Array.iter2
                                (Array.iter2 (fun (a: float) b ->
                                    Expect.isLessThan (abs (a - b)) 1e-12 "prediction"))
                                before
                                after

                            let reference = posterior.Relabelling.Value.Reference.Parameters

                            for draw in states posterior.Canonical do
                                for p in 0..9 do
                                    // The offset of a complement unit and scaled units add up several errors.
                                    Expect.isLessThan (abs (draw[p] - reference[p])) 1.5 $"parameter {p}"

                            Expect.equal
                                (states posterior.Canonical |> Array.map (fun draw -> draw[10]))
                                (states chain |> Array.map (fun draw -> draw[10]))
                                "further parameters stay"
                ]

            testCase "every image of a draw is relabelled to the same parameters"
            <| fun () ->
                let chain = scrambled (network Activation.Tanh) 0.3 50 4
                let map = Relabelling.ofChain (network Activation.Tanh) chain
                let layout = { Dimension = 1; Units = 3 }

                for draw in states chain |> Array.truncate 100 do
                    let expected = Relabelling.apply map draw
                    let image = Array.copy draw
                    Canonical.flip Symmetry.Odd layout image 0 1
                    Canonical.flip Symmetry.Odd layout image 0 2
                    Array.Copy(draw, 0, image, 6, 3)
                    Array.Copy(draw, 6, image, 0, 3)
                    Expect.equal (Relabelling.apply map image) expected "image"

            testCase "relabelling makes a switching chain a converged one"
            <| fun () ->
                let chain = scrambled (network Activation.Tanh) 0.05 400 5
                let posterior = Posterior.create (settings Activation.Tanh Bands.noNoise) chain

                let sd (chain: Chain) =
                    (Array.head (
                        ParameterSummary.ofChain ParameterSummary.defaults (Array.create 11 None) chain
                    ))
                        .Sd

                Expect.isGreaterThan (sd posterior.Raw) 0.5 "raw"
                Expect.isLessThan (sd posterior.Canonical) 0.06 "canonical"

            testCase "the draw of highest density is shown with its formula and errors"
            <| fun () ->
                let chain = scrambled (network Activation.Sigmoid) 0.05 50 3
                let x = [| -2.0; 0.0; 2.0 |]
                let data = CurveData.create "d" [| "x" |] "y" [| x |] [| 0.0; 1.0; 2.0 |]
                let settings = settings Activation.Sigmoid Bands.noNoise

                let settings =
                    { settings with
                        Model = settings.Model |> Option.map (fun model -> { model with Data = Some data })
                    }

                let best = (Posterior.create settings chain).MaxProbability
                let all = chain.Ensembles |> Array.collect _.LogDensity
                Expect.equal best.LogDensity (Array.max all) "log-density"
                let index = best.KeptStep * 3 + best.Walker
                Expect.equal chain.Ensembles[best.Ensemble].LogDensity[index] best.LogDensity "where"

                Expect.equal
                    chain.Ensembles[best.Ensemble].Draws[index * 11 .. index * 11 + 10]
                    best.Parameters
                    "draw"

                let residuals = Array.map2 (-) (Network.predict best.Network.Value [| x |]) data.Outputs

                close
                    1e-14
                    (Array.averageBy (fun r -> r * r) residuals)
                    best.MeanSquaredError.Value
                    "mean square"

                close 1e-14 (Array.averageBy abs residuals) best.MeanAbsoluteError.Value "mean absolute"
                Expect.stringContains best.Formula.Value "sig(" "formula"

            testCase "kinks of relu draws are a chain of their own"
            <| fun () ->
                let chain = scrambled (network Activation.Relu) 0.01 20 3
                let posterior = Posterior.create (settings Activation.Relu Bands.noNoise) chain
                let kinks = posterior.Kinks.Value

                Expect.equal
                    kinks.ParameterNames
                    [| "kink1"; "jump1"; "kink2"; "jump2"; "kink3"; "jump3" |]
                    "names"

                let expected = Canonical.kinks posterior.Relabelling.Value.Reference

                for draw in states kinks do
                    for unit in 0..2 do
                        Expect.isLessThan (abs (draw[2 * unit] - expected[unit].Position)) 0.3 "position"

                let smooth =
                    Posterior.create
                        (settings Activation.Tanh Bands.noNoise)
                        (scrambled (network Activation.Tanh) 0.01 20 3)

                Expect.isNone smooth.Kinks "smooth"

            testCase "a user's own density has draws and summaries, and no network"
            <| fun () ->
                let posterior = Posterior.create Posterior.defaults (gaussian 1UL 0.5 2 2 4 500)
                Expect.equal posterior.Canonical posterior.Raw "draws"
                Expect.isNone posterior.MaxProbability.Network "network"
                Expect.hasLength posterior.Summaries 2 "summaries"

                Generators.rejects [ "Bands" ] (fun () ->
                    Posterior.bands [| 0.5 |] 10 [| [| 0.0 |] |] posterior)

            testList
                "summaries against closed forms"
                [
                    testCase "quantiles and intervals of an even grid are exact"
                    <| fun () ->
                        let values = Array.init 1001 (fun i -> float ((i * 617) % 1001) / 1000.0)

                        Array.iter2
                            (fun p q -> close 1e-12 p q "quantile")
                            [| 0.0; 0.05; 0.123; 0.5; 1.0 |]
                            (ParameterSummary.quantiles [| 0.0; 0.05; 0.123; 0.5; 1.0 |] values)

                        let struct (low, high) = ParameterSummary.highestDensityInterval 0.9 values
                        close 1e-12 0.9 (high - low) "length"

                    testCase "the highest-density interval of an exponential law starts at 0"
                    <| fun () ->
                        // Exact quantiles in place of draws.
                        let values = Array.init 20000 (fun i -> -log(1.0 - (float i + 0.5) / 20000.0))
                        let struct (low, high) = ParameterSummary.highestDensityInterval 0.94 values
                        close 1e-4 0.0 low "low"
                        close 1e-3 (-log 0.06) high "high"

                    testCase "a normal sample lies within 5 standard errors of the truth"
                    <| fun () ->
                        let chain = gaussian 3UL 0.6 3 4 10 5000

                        for summary in
                            ParameterSummary.ofChain
                                ParameterSummary.defaults
                                (Array.create 3 (Some 2.0))
                                chain do
                            let near (expected: float) (actual: float) (error: float option) name =
                                Expect.isLessThan (abs (actual - expected)) (5.0 * error.Value) name

                            Expect.isGreaterThan summary.Diagnostics.EssBulk.Value 10000.0 "gate"
                            near 0.0 summary.Mean summary.McseMean "mean"
                            near 1.0 summary.Sd summary.McseSd "sd"
                            near 0.0 summary.Median summary.McseMedian "median"

                            for i in 0..3 do
                                let p = ParameterSummary.defaults.Probabilities[i]

                                near
                                    (Normal.InvCDF(0.0, 1.0, p))
                                    summary.Quantiles[i]
                                    summary.McseQuantiles[i]
                                    $"{p}"

                            // The interval's ends wander along the flat of the density: n^(-1/3), not n^(-1/2).
                            Expect.isLessThan
                                (abs (summary.IntervalHigh - summary.IntervalLow - 2.0 * 1.8808))
                                0.1
                                "interval"

                            close 0.05 0.75 summary.Contraction.Value "contraction"
                            Expect.isFalse summary.IsOnlyPrior "learnt"

                    testCase "a constant parameter has a summary with undefined diagnostics"
                    <| fun () ->
                        let chain = build [| "a" |] 2 2 30 (fun _ _ _ -> [| 0.1 |]) (fun _ _ _ -> 0.0)

                        let summary =
                            (ParameterSummary.ofChain ParameterSummary.defaults [| Some 1.0 |] chain)[0]

                        close 1e-15 0.1 summary.Mean "mean"

                        Expect.equal
                            (summary.McseMean, summary.McseMedian, summary.AutocorrelationTime)
                            (None, None, None)
                            "none"

                        close 1e-15 1.0 summary.Contraction.Value "contraction"

                    testCase "a single draw has a summary"
                    <| fun () ->
                        let chain = build [| "a" |] 1 1 1 (fun _ _ _ -> [| 7.0 |]) (fun _ _ _ -> 0.0)
                        let summary = (ParameterSummary.ofChain ParameterSummary.defaults [| None |] chain)[0]

                        Expect.equal
                            (summary.Mean, summary.Sd, summary.Median, summary.IntervalLow)
                            (7.0, 0.0, 7.0, 7.0)
                            "values"
                ]

            testCase "contraction says how much was learnt, and when nothing was"
            <| fun () ->
                close 1e-15 0.75 (Contraction.ofSds 2.0 1.0) "half the prior's sd"
                close 1e-15 0.0 (Contraction.ofSds 2.0 2.0) "the prior"
                Expect.isTrue (Contraction.isOnlyPrior 0.05 1000.0) "only the prior"
                Expect.isFalse (Contraction.isOnlyPrior 0.05 100.0) "too few draws to say"
                Expect.isFalse (Contraction.isOnlyPrior 0.3 1000.0) "learnt"
                Generators.rejects [ "priorSd"; "0" ] (fun () -> Contraction.ofSds 0.0 1.0)

            testCase "draws from the prior are recognised as the prior, relabelled and all"
            <| fun () ->
                for activation in [ Activation.Tanh; Activation.Sigmoid; Activation.Softplus ] do
                    let count = 10
                    let noise = normals 99UL (2 * 10 * 400 * count)

                    let draw e w s =
                        Array.sub noise (((e * 10 + w) * 400 + s) * count) count |> Array.map ((*) 30.0)

                    let names = Array.init count (fun p -> { Dimension = 1; Units = 3 }.ParameterName p)

                    let chain =
                        build names 2 10 400 draw (fun e w s ->
                            -0.5 * Array.sumBy (fun x -> x * x / 900.0) (draw e w s))

                    let settings =
                        { settings activation Bands.noNoise with PriorSds = Some(Array.create count 30.0) }

                    for summary in (Posterior.create settings chain).Summaries do
                        Expect.isTrue
                            summary.IsOnlyPrior
                            $"{Activation.name activation} {summary.Name}: {summary.Contraction}"

            testCase "bands of a line with known posterior are its quantiles"
            <| fun () ->
                // N = 0: f = c, with c ~ N(2, 0.5²) and σ = e^(ln 0.3).
                let values = normals 7UL 40000

                let chain =
                    build
                        [| "c"; "log sigma" |]
                        2
                        10
                        2000
                        (fun e w s -> [| 2.0 + 0.5 * values[(e * 10 + w) * 2000 + s]; log 0.3 |])
                        (fun _ _ _ -> 0.0)

                let layout = { Dimension = 1; Units = 0 }
                let noise = { Scale = NoiseScale.LogParameter 1; DegreesOfFreedom = None }
                let probabilities = [| 0.05; 0.5; 0.95 |]

                let bands =
                    Bands.ofChain
                        Activation.Tanh
                        layout
                        noise
                        probabilities
                        1000000
                        [| [| -1e3; 0.0; 5.0 |] |]
                        chain

                Expect.equal (bands.Draws, bands.Thinning) (40000, 1.0) "all draws"

                for i in 0..2 do
                    let z = Normal.InvCDF(0.0, 1.0, probabilities[i])
                    let density = Normal.PDF(0.0, 1.0, z)

                    let error sd =
                        5.0 * sd * sqrt (probabilities[i] * (1.0 - probabilities[i]) / 40000.0) / density

                    for point in 0..2 do
                        let curve = bands.Function[i]
                        let observation = bands.Observation.Value[i]
                        Expect.isLessThan (abs (curve[point] - (2.0 + 0.5 * z))) (error 0.5) "curve"
                        let total = sqrt (0.25 + 0.09)

                        Expect.isLessThan
                            (abs (observation[point] - (2.0 + total * z)))
                            (error total)
                            "observation"

            testCase "bands are pointwise quantiles of the draws' predictions, however labelled"
            <| fun () ->
                let chain = scrambled (network Activation.Sigmoid) 0.1 100 4
                let posterior = Posterior.create (settings Activation.Sigmoid Bands.noNoise) chain
                let grid = [| -4.0; 0.3; 2.0; 9.0 |]
                let bands = Posterior.bands [| 0.1; 0.5 |] 1000000 [| grid |] posterior
                let predictions = predictionsOf Activation.Sigmoid (states posterior.Canonical)

                for point in 0..3 do
                    let column = predictions |> Array.map (fun row -> row[point])
                    let expected = ParameterSummary.quantiles [| 0.1; 0.5 |] column
                    close 1e-12 expected[0] bands.Function[0].[point] "10 %"
                    close 1e-12 expected[1] bands.Function[1].[point] "50 %"
                    close 1e-12 (Array.average column) bands.Mean[point] "mean"

                Expect.isNone bands.Observation "no noise, no observations"
                let thinned = Posterior.bands [| 0.5 |] 100 [| grid |] posterior
                Expect.equal (thinned.Draws, thinned.Thinning) (100, 8.0) "thinning is stated"

                Expect.equal
                    (Posterior.bands [| 0.5 |] 100 [| grid |] posterior).Function
                    thinned.Function
                    "the same again"

            testCase "bad settings are named"
            <| fun () ->
                let chain = scrambled (network Activation.Tanh) 0.1 10 2
                let good = settings Activation.Tanh Bands.noNoise

                let reject parts settings =
                    Generators.rejects parts (fun () -> Posterior.create settings chain)

                reject [ "PriorSds"; "11"; "got 1" ] { good with PriorSds = Some [| 1.0 |] }
                reject [ "PriorSds"; "0" ] { good with PriorSds = Some(Array.zeroCreate 11) }
                reject [ "Reference" ] { good with Reference = Some(network Activation.Sigmoid) }
                reject [ "Reference"; "model" ] { good with Model = None }
                let bands p draws columns () = Posterior.bands p draws columns (Posterior.create good chain)
                Generators.rejects [ "Probabilities"; "1.5" ] (bands [| 1.5 |] 10 [| [| 0.0 |] |])
                Generators.rejects [ "MaximumDraws"; "0" ] (bands [| 0.5 |] 0 [| [| 0.0 |] |])
                Generators.rejects [ "columns"; "got 2" ] (bands [| 0.5 |] 10 [| [| 0.0 |]; [| 0.0 |] |])
                Generators.rejects [ "columns"; "NaN" ] (bands [| 0.5 |] 10 [| [| nan |] |])

                Generators.rejects [ "IntervalMass"; "1" ] (fun () ->
                    ParameterSummary.highestDensityInterval 1.0 [| 1.0 |])

                Generators.rejects [ "values"; "none" ] (fun () -> ParameterSummary.quantiles [| 0.5 |] [||])
        ]
