/// Posteriors of networks by default: nothing depends on units or origins, and nothing that people fit is forbidden.
module UniversalApprox.Tests.Sampling.McmcTargetTests

open System
open System.Threading
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Tests.Sampling.Support

let private unknown = Likelihood.GaussianUnknown

let private curve name (x: float[]) (y: float[]) = CurveData.create name [| "x" |] "y" [| x |] y

/// A peak of height 0.38 at 451.5 with half width 5 on a background, as a spectrum in nm.
let private peak =
    let x = Array.init 60 (fun i -> 430.0 + float i * 45.0 / 59.0)

    Array.map2
        (fun x e -> 0.05 + 0.38 * exp (-0.5 * ((x - 451.5) / 5.0) ** 2.0) + 0.01 * e)
        x
        (normalNumbers 1 60)
    |> curve "peak" x

/// x′ = scale·x + shift of inputs, the same of outputs.
let private inUnits (inputScale, inputShift) (outputScale, outputShift) (data: CurveData) =
    curve
        data.Name
        (data.Inputs[0] |> Array.map (fun x -> inputScale * x + inputShift))
        (data.Outputs |> Array.map (fun y -> outputScale * y + outputShift))

let private train activation units data =
    (Mcmc.train 2 CancellationToken.None activation units data).Trained.Network

let private sample settings density likelihood priors activation units data =
    let target = McmcTarget.ofNetwork density likelihood priors activation units data
    let fit = train activation units data
    Mcmc.run settings { SamplingHooks.standard with Threads = 2 } [| fit |] target

let private usual likelihood activation units data =
    sample Mcmc.defaults DensityChoice.Auto likelihood NetworkPriors.standard activation units data

/// Quantiles of the curve at points between and beyond the data, relative to the data's own scale.
let private bandsOf (data: CurveData) (run: McmcRun) =
    let low, high = Array.min data.Inputs[0], Array.max data.Inputs[0]
    let grid = Array.init 12 (fun i -> low + (high - low) * (float i / 10.0 - 0.05))
    let map = Standardisation.ofData Scaling.Standardise false data
    let bands = Posterior.bands [| 0.05; 0.5; 0.95 |] Int32.MaxValue [| grid |] run.Posterior.Value

    bands.Function |> Array.map (Array.map (fun value -> (value - map.OutputShift) / map.OutputScale))

let private essOf (run: McmcRun) = (Mcmc.verdict run).Value.SmallestEss.Value

/// The same bands to 5 standard errors of the quantiles of both runs.
let private expectSameBands what (expected: McmcRun, expectedData) (actual: McmcRun, actualData) =
    let smallest = min (essOf expected) (essOf actual)
    Expect.isGreaterThan smallest 400.0 $"{what}: effective draws"
    let a, b = bandsOf expectedData expected, bandsOf actualData actual

    for at in 0 .. a[0].Length - 1 do
        let sd = (a[2][at] - a[0][at]) / (2.0 * 1.645)

        for q in 0..2 do
            // √(p(1 − p))/φ(z) is 1.25 at the median and 2.11 at 5 %; two independent runs.
            let factor = if q = 1 then 1.25 else 2.11
            let tolerance = gate * sqrt 2.0 * factor * sd / sqrt smallest

            Expect.isLessThan
                (abs (a[q][at] - b[q][at]))
                (tolerance + 1e-9)
                $"{what}, quantile {q} at point {at}: {a[q][at]} and {b[q][at]}, seed {seed}"

let private units =
    [
        "metres", (1e-9, 0.0), (1.0, 0.0)
        "Unix seconds", (300.0, 1.7e9), (1.0, 0.0)
        "years", (0.1, 2000.0), (1.0, 0.0)
        "y x 1e12", (1.0, 0.0), (1e12, 0.0)
        "y x 1e-12", (1.0, 0.0), (1e-12, 0.0)
        "y + 1e6", (1.0, 0.0), (1.0, 1e6)
        "all at once", (1e-9, 5.0), (-1e6, 3e7)
    ]

let private sameInAllUnits =
    let reference =
        lazy
            (let run = usual unknown Activation.Gaussian 1 peak
             run, peak)

    let evidence units data =
        let density = CollapsedDensity.create unknown NetworkPriors.standard Activation.Gaussian units data

        let fit =
            (Laplace.fit
                Laplace.defaults
                [| train Activation.Gaussian units data |]
                CancellationToken.None
                density)
                .Value

        fit.LogEvidence, fit.LogEvidenceError

    let gain data =
        let two, errorOfTwo = evidence 2 data
        let one, errorOfOne = evidence 1 data
        two - one, sqrt (errorOfTwo * errorOfTwo + errorOfOne * errorOfOne)

    let referenceGain = lazy (gain peak)

    [
        for name, input, output in units do
            testCase $"the posterior is the same in other units: {name}"
            <| fun () ->
                let data = inUnits input output peak
                let run = usual unknown Activation.Gaussian 1 data
                let expected = reference.Value
                let verdict, expectedVerdict = (Mcmc.verdict run).Value, (Mcmc.verdict (fst expected)).Value
                Expect.isTrue expectedVerdict.IsConverged expectedVerdict.Text
                Expect.equal verdict.IsConverged expectedVerdict.IsConverged verdict.Text
                // A negative scale turns the bands upside down.
                if fst output > 0.0 then
                    expectSameBands name expected (run, data)

            testCase $"evidence differs between sizes by the same in other units: {name}"
            <| fun () ->
                let expected, error = referenceGain.Value
                let actual, otherError = gain (inUnits input output peak)
                let tolerance = gate * sqrt (error * error + otherError * otherError) + 1e-6
                Expect.isLessThan (abs (actual - expected)) tolerance $"{expected} and {actual}"
    ]

let private nothingForbidden =
    /// Draws fit as well as the trained network: the mean square of the residuals of the posterior mean is not 20 % larger.
    let fitsAsWell (run: McmcRun) (data: CurveData) =
        let bands = Posterior.bands [| 0.5 |] 2000 data.Inputs run.Posterior.Value

        let meanSquare (f: float[]) =
            Array.map2 (fun a b -> (a - b) * (a - b)) f data.Outputs |> Array.average

        let trained = Network.predict run.Trained[0] data.Inputs

        Expect.isLessThan
            (meanSquare bands.Function[0])
            (1.2 * meanSquare trained)
            (Mcmc.verdict run).Value.Text

    let along (low, high) count f index noise =
        let x = Array.init count (fun i -> low + (high - low) * float i / float (count - 1))
        curve "f" x (Array.map2 (fun x e -> f x + noise * e) x (normalNumbers index count))

    [
        for name, activation, count, data in
            [
                "a step between two points",
                Activation.Sigmoid,
                1,
                along (0.0, 1.0) 60 (fun x -> if x < 0.503 then 2.0 else 10.0) 2 0.05
                "signals of thousands",
                Activation.Sigmoid,
                1,
                along (-5.0, 5.0) 60 (fun x -> 2000.0 + 8000.0 / (1.0 + exp -x)) 3 50.0
                "sin 50x", Activation.Sin, 1, along (0.0, 1.0) 120 (fun x -> sin (50.0 * x)) 4 0.1
                "amplitudes of 100 sd(y) on a ridge",
                Activation.Sigmoid,
                2,
                along (-5.0, 5.0) 100 (fun x -> x * x) 5 0.15
            ] do
            testCase $"default priors allow {name}"
            <| fun () -> fitsAsWell (usual unknown activation count data) data
    ]

let private paths =
    let step =
        let x = Array.init 40 (fun i -> 1.7e9 + 300.0 * float i)

        Array.map2
            (fun (x: float) e -> 5.0 + 3.0 * tanh ((x - 1.7e9 - 6000.0) / 2000.0) + 0.2 * e)
            x
            (normalNumbers 6 40)
        |> curve "step" x

    let given = { NetworkPriors.notebook with Weight = None; Bias = None }

    [
        for likelihood in [ unknown; Likelihood.Gaussian 0.2; Likelihood.MeanSquaredError ] do
            testCase
                $"the full and the collapsed density have the same posterior: {Likelihood.name likelihood}"
            <| fun () ->
                // With the normal noise of variance n/2 the ridges are long.
                let data =
                    if likelihood = Likelihood.MeanSquaredError then
                        inUnits (1.0, 0.0) (20.0, 0.0) step
                    else
                        step

                let settings =
                    { Mcmc.ofSteps (Some 3000) None with
                        Nuts = { Mcmc.defaults.Nuts with Steps = 3000; TargetAcceptance = 0.95 }
                    }

                let run density =
                    sample settings density likelihood NetworkPriors.standard Activation.Tanh 1 data

                expectSameBands "densities" (run DensityChoice.Full, data) (run DensityChoice.Collapsed, data)

        testCase "log-densities of completed draws are those of all parameters in the data's units"
        <| fun () ->
            for density in [ DensityChoice.Collapsed; DensityChoice.Full ] do
                for likelihood in [ unknown; Likelihood.Gaussian 0.2; Likelihood.MeanSquaredError ] do
                    for priors in [ NetworkPriors.standard; given ] do
                        let data = inUnits (1e-3, -1.69e6) (3.0, 10.0) step

                        let run =
                            sample
                                (Mcmc.ofSteps (Some 60) None)
                                density
                                likelihood
                                priors
                                Activation.Sigmoid
                                2
                                data

                        let ensemble = run.Posterior.Value.Raw.Ensembles[0]
                        let values = Array.zeroCreate ensemble.LogDensity.Length
                        run.Target.Full.CreateEvaluator().Evaluate(ensemble.Draws, values.Length, values)

                        Array.iter2
                            (fun a b ->
                                Expect.isLessThan
                                    (abs (a - b))
                                    (1e-5 * (1.0 + abs b))
                                    $"{density}, {Likelihood.name likelihood}")
                            values
                            ensemble.LogDensity

        testCase "priors that are given hold in the data's units, in both densities"
        <| fun () ->
            let priors = { NetworkPriors.standard with Offset = Some(Prior.Normal(4.0, 0.01)) }

            for density in [ DensityChoice.Collapsed; DensityChoice.Full ] do
                let run =
                    sample (Mcmc.ofSteps (Some 1000) None) density unknown priors Activation.Sigmoid 1 step

                let offset = run.Posterior.Value.Summaries |> Array.find (fun row -> row.Name = "c")
                Expect.isLessThan (abs (offset.Mean - 4.0)) 0.05 $"{density}"

        testCase "a run that is continued has the draws of one run, whatever the sampler and the density"
        <| fun () ->
            for sampler, density in
                [
                    McmcSampler.Nuts, DensityChoice.Collapsed
                    McmcSampler.Nuts, DensityChoice.Full
                    McmcSampler.Ensemble, DensityChoice.Collapsed
                ] do
                let run steps =
                    sample
                        { Mcmc.ofSteps (Some steps) (Some 50) with Sampler = sampler }
                        density
                        unknown
                        NetworkPriors.standard
                        Activation.Tanh
                        1
                        step

                let whole = (run 200).Posterior.Value.Raw
                let resumed = (Mcmc.resume 80 SamplingHooks.standard (run 120)).Posterior.Value.Raw
                Expect.equal resumed.Ensembles whole.Ensembles $"{sampler}, {density}"

        testCase "blocks that are handed on have the draws of the chain"
        <| fun () ->
            let target =
                McmcTarget.ofNetwork DensityChoice.Auto unknown NetworkPriors.standard Activation.Tanh 1 step

            let settings =
                { Mcmc.ofSteps (Some 130) (Some 30) with
                    Nuts = { Mcmc.defaults.Nuts with Steps = 130; BurnIn = 30; BlockSteps = 40 }
                }

            let run settings hooks = Mcmc.run settings hooks [||] target
            let whole = (run settings SamplingHooks.standard).Posterior.Value.Raw
            let blocks = ResizeArray<Chain>()
            run (Mcmc.handingOn settings) { SamplingHooks.standard with OnBlock = Some blocks.Add } |> ignore

            for e in 0..3 do
                let draws = blocks |> Seq.collect (fun block -> block.Ensembles[e].Draws) |> Seq.toArray
                Expect.equal draws whole.Ensembles[e].Draws "draws"

        testCase "the sampler is chosen by the density and by what is asked for, and the notes say so"
        <| fun () ->
            let noteOf settings likelihood activation =
                let run =
                    sample settings DensityChoice.Auto likelihood NetworkPriors.standard activation 1 step

                String.concat " " run.Notes, run.States.IsChains

            let brief = Mcmc.ofSteps (Some 20) None
            let notes, isNuts = noteOf brief unknown Activation.Tanh
            Expect.isTrue isNuts notes
            Expect.stringContains notes "gradient without jumps" "NUTS"
            let notes, isNuts = noteOf brief unknown Activation.Relu
            Expect.isFalse isNuts notes
            Expect.stringContains notes "kinks" "relu"
            let walkers = { brief with Sampling = { brief.Sampling with Walkers = Some 10 } }
            let notes, isNuts = noteOf walkers unknown Activation.Tanh
            Expect.isFalse isNuts notes
            Expect.stringContains notes "asked for" "walkers"
            let notes, isNuts = noteOf brief (Likelihood.StudentT(4.0, None)) Activation.Tanh
            Expect.isTrue isNuts notes
            Expect.stringContains notes "because the noise is Student-t" "the full density"

        testCase
            "with heavy tails, chains start around a robust fit far above the modes of normal noise, which need not be given"
        <| fun () ->
            let x = Array.init 60 (fun i -> -3.0 + 6.0 * float i / 59.0)

            let data =
                Array.map2 (fun x e -> tanh x + 0.05 * e) x (normalNumbers 1 60)
                |> Array.mapi (fun i y -> if i = 20 || i = 21 then y + 8.0 else y)
                |> curve "outliers" x

            let robust = Network.create Activation.Tanh 1 [| 1.0; 0.0; 1.0; 0.3; 2.0; 0.01; 0.0 |]

            let target =
                McmcTarget.ofNetwork
                    DensityChoice.Auto
                    (Likelihood.StudentT(4.0, None))
                    NetworkPriors.standard
                    Activation.Tanh
                    2
                    data

            let startFrom fits = PreparedStart.prepare CancellationToken.None 2 target 1 4 1UL fits None

            // Normal noise spends a unit on the outliers.
            let normal =
                Mcmc.train 2 CancellationToken.None Activation.Tanh 2 data
                |> fun fit ->
                    PreparedStart.densityAt target.Full (LogDensity.pointOf fit.Trained.Network target.Full)

            for fits in [ [| robust |]; [||] ] do
                let start = startFrom fits
                Expect.isGreaterThan start.Height.Value (normal + 20.0) $"log-density, {fits.Length} fits"
                Expect.stringContains (String.concat " " start.Notes) "near a robust fit" "note"

        testCase "chains start where they can disagree: around all modes, wider than each"
        <| fun () ->
            // A step up and a step down, of which one unit can follow either.
            let x = Array.init 80 (fun i -> -7.9 + 0.2 * float i)
            // The noise of mirrored points is the same, so that neither step fits better.
            let noise = normalNumbers 7 40

            let data =
                x
                |> Array.mapi (fun i x ->
                    tanh (4.0 * (x + 3.0)) - tanh (4.0 * (x - 3.0)) + 0.1 * noise[min i (79 - i)])
                |> curve "steps" x

            let target =
                McmcTarget.ofNetwork DensityChoice.Auto unknown NetworkPriors.standard Activation.Tanh 1 data

            let run = Mcmc.run (Mcmc.ofSteps (Some 200) None) SamplingHooks.standard [||] target
            let centre (draw: float[]) = -draw[1] / draw[0]

            let sides =
                run.Posterior.Value.Raw.Ensembles
                |> Array.map (fun chain -> sign (centre chain.Draws[..2]))
                |> Array.distinct

            Expect.hasLength sides 2 (String.concat " " run.Notes)
            Expect.isFalse (Mcmc.verdict run).Value.IsConverged "they disagree"
    ]

/// The share of a grid of points where the true curve is inside the 90 % band, over simulated data.
let private coverage count points noise =
    let truth x = 1.3 * tanh (2.5 * (x + 1.0)) - 0.9 * tanh (3.0 * (x - 0.8))
    let x = Array.init points (fun i -> -2.0 + 4.0 * float i / float (points - 1))

    Array.init count (fun i ->
        let data =
            Array.map2 (fun x e -> truth x + noise * e) x (normalNumbers (1000 + i) points) |> curve "c" x

        let run =
            sample
                (Mcmc.ofSteps (Some 800) (Some 400))
                DensityChoice.Auto
                unknown
                NetworkPriors.standard
                Activation.Tanh
                2
                data

        let grid = Array.init 41 (fun i -> -2.0 + 0.1 * float i)
        let bands = Posterior.bands [| 0.05; 0.95 |] 1000 [| grid |] run.Posterior.Value

        Array.map3
            (fun x low high -> if truth x >= low && truth x <= high then 1.0 else 0.0)
            grid
            bands.Function[0]
            bands.Function[1]
        |> Array.average)
    |> Array.average

let private covers =
    [
        testCase "bands of 90 % hold the curve in 90 % of simulated data"
        <| fun () ->
            let count, cases =
                if isLong then
                    200, [ 30, 0.1; 100, 0.15; 1000, 0.3 ]
                else
                    30, [ 60, 0.15 ]

            for points, noise in cases do
                let share = coverage count points noise
                // The points of one curve go together: a share has a standard error of some 0.25/√count.
                let low, high = if isLong then 0.86, 0.94 else 0.79, 0.98
                Expect.isGreaterThan share low $"n = {points}"
                Expect.isLessThan share high $"n = {points}"
    ]

[<Tests>]
let tests = testList "Sampled networks" (sameInAllUnits @ nothingForbidden @ paths @ covers)
