module UniversalApprox.Tests.Sampling.TemperingTests

open System
open Expecto
open UniversalApprox
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Tempering
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Tests.Sampling.Support

let private text source priors =
    match LogDensity.ofText None source with
    | Ok density -> LogDensity.withPriors priors density
    | Error(struct (position, reason)) -> failtest $"{position}: {reason}"

let private settings steps burnIn =
    { SamplingOptions.standard with Steps = steps; BurnIn = burnIn; Seed = seed }

let private temper options tempering start density =
    TemperingSampler.run options tempering start SamplingHooks.standard density

let private standard = TemperingOptions.standard

/// Weights 0.9 and 0.1, 10 standard deviations apart.
let private twoGaussians =
    text
        "log(0.9*exp(-0.5*((x + 5)^2 + y^2)) + 0.1*exp(-0.5*((x - 5)^2 + y^2)))"
        (Array.create 2 (Prior.Normal(0.0, 10.0)))

let private inFirst (draws: float[]) at = if draws[at] < 0.0 then 1.0 else 0.0

/// Where all walkers miss the mode of weight 0.9.
let private inMinorMode = EnsembleStart.Ball([| [| 5.0; 0.0 |] |], 1.0)

/// Σ −½((xᵢ − 1)/sd)² with priors Normal(0, 2).
let private gaussian dimension sd =
    let names = Array.init dimension (fun p -> $"x{p + 1}")

    let terms = names |> Array.map (fun name -> $"-0.5*(({name} - 1)/{sd})^2") |> String.concat " "

    text terms (Array.create dimension (Prior.Normal(0.0, 2.0)))

let private gaussianEvidence dimension sd =
    float dimension
    * (log (sd * sqrt (2.0 * Math.PI)) + Prior.logDensity (Prior.Normal(0.0, sqrt (4.0 + sd * sd))) 1.0)

let private expectEvidence what most truth (evidence: TemperedEvidence option) =
    let found = evidence.Value
    Expect.isLessThan found.StandardError most $"standard error, {what}"
    Expect.isGreaterThan found.StandardError 0.0 $"standard error, {what}"

    Expect.isLessThan
        (abs (found.LogEvidence - truth))
        (gate * found.StandardError)
        $"{what}: {found.LogEvidence} ± {found.StandardError}, {truth} expected, seed {seed}"

let private sampleAny tempering steps density =
    let settings =
        { Mcmc.ofSteps (Some steps) None with
            Sampler = McmcSampler.Tempering
            Tempering = tempering
        }

    Mcmc.run settings SamplingHooks.standard [||] (McmcTarget.ofDensity density)

let private refusal action = (Expect.throwsC (fun () -> action () |> ignore) id).Message

let private distribution =
    testList
        "draws"
        [
            testCase
                "two Gaussians 10 standard deviations apart get their weights right, from the wrong mode too"
            <| fun () ->
                for start in [ EnsembleStart.Prior; inMinorMode ] do
                    let result = temper (settings 5500 500) standard start twoGaussians
                    let share = estimate 10 inFirst result.Chain
                    passes "share" 400.0 0.9 share
                    Expect.isLessThan (abs (share.Mean - 0.9)) 0.03 $"share {share.Mean}, seed {seed}"

                    // The prior pulls both modes to 0 alike.
                    let truth = -log 101.0 - 12.5 / 101.0
                    expectEvidence "two Gaussians" 0.05 truth result.Evidence

            testCase
                "negative control: ensembles without temperatures do not find the weights from the wrong mode"
            <| fun () ->
                let result = sample (settings 5500 500) inMinorMode twoGaussians
                Expect.isLessThan (estimate 10 inFirst result.Chain).Mean 0.8 "share"

            testCase "a normal posterior has its mean and variance"
            <| fun () ->
                let result = temper (settings 4000 500) standard EnsembleStart.Prior (gaussian 2 1.0)
                // Precision 1 + 1/4.
                let mean, variance = 0.8, 0.8

                for p in 0..1 do
                    passes "mean" 400.0 mean (estimate 10 (fun draws at -> draws[at + p]) result.Chain)

                    passes
                        "variance"
                        400.0
                        variance
                        (estimate 10 (fun draws at -> (draws[at + p] - mean) ** 2.0) result.Chain)

            testCase "priors with bounds hold at every temperature"
            <| fun () ->
                let density =
                    text "-0.5*(x/0.5)^2 - abs(y)" [| Prior.Uniform(0.0, 10.0); Prior.HalfNormal 3.0 |]

                let result = temper (settings 3000 500) standard EnsembleStart.Prior density
                Expect.isTrue (result.Chain.Ensembles[0].Draws |> Array.forall (fun v -> v >= 0.0)) "bounds"

                passes
                    "mean of x"
                    400.0
                    (0.5 * sqrt (2.0 / Math.PI))
                    (estimate 10 (fun draws at -> draws[at]) result.Chain)

            testCase "the same bits on any number of threads"
            <| fun () ->
                let run threads =
                    TemperingSampler.run
                        (settings 300 100)
                        standard
                        EnsembleStart.Prior
                        { SamplingHooks.standard with Threads = threads }
                        twoGaussians

                let one, three = run 1, run 3
                Expect.equal three.Chain one.Chain "draws"
                Expect.equal three.Evidence one.Evidence "evidence"
                Expect.equal three.Diagnostics one.Diagnostics "diagnostics"

            testCase "a run that is continued is one run, whether during burn-in or after it"
            <| fun () ->
                let options = { settings 400 100 with Ensembles = 2 }
                let whole = temper options { standard with SwapEvery = 3 } EnsembleStart.Prior twoGaussians

                for first in [ 101; 250 ] do
                    let part =
                        temper
                            { options with Steps = first }
                            { standard with SwapEvery = 3 }
                            EnsembleStart.Prior
                            twoGaussians

                    let rest =
                        TemperingSampler.resume
                            { options with Steps = 400 - first; BurnIn = 0 }
                            { standard with SwapEvery = 3 }
                            part.States
                            SamplingHooks.standard
                            twoGaussians

                    Expect.equal
                        (Sampler.append part.Chain rest.Chain).Ensembles[1].Draws
                        whole.Chain.Ensembles[1].Draws
                        $"draws, {first}"

                    Expect.equal rest.Evidence whole.Evidence $"evidence, {first}"
                    Expect.equal rest.Diagnostics whole.Diagnostics $"diagnostics, {first}"
        ]

let private ladder =
    testList
        "ladder"
        [
            testCase "temperatures adapt until exchanges are equally likely, and stay after burn-in"
            <| fun () ->
                let run steps =
                    (temper (settings steps 1000) standard EnsembleStart.Prior (gaussian 5 0.1)).Diagnostics[0]

                let short, long = run 1001, run 3000
                Expect.equal long.Temperatures short.Temperatures "temperatures"
                Expect.equal long.Temperatures[0] 1.0 "posterior"
                Expect.equal (Array.last long.Temperatures) infinity "prior"
                Expect.equal long.Temperatures (Array.sort long.Temperatures) "ascending"
                Expect.equal long.Swaps 2000L "swaps"
                let acceptance = long.SwapAcceptance

                Expect.isLessThan
                    (Array.max acceptance - Array.min acceptance)
                    0.15
                    $"acceptance {acceptance}"

                Expect.isGreaterThan long.RoundTrips 100L "round trips"

            testCase "a run until convergence goes on while walkers do not travel"
            <| fun () ->
                let settings =
                    { Mcmc.ofSteps (Some 600) None with
                        Sampler = McmcSampler.Tempering
                        Until = Some { Convergence.defaults with EffectiveSamples = 50.0; MaximumRHat = 1.5 }
                    }

                let stopOf temperatures =
                    (Mcmc.run
                        { settings with Tempering = { standard with Temperatures = Some temperatures } }
                        SamplingHooks.standard
                        [||]
                        (McmcTarget.ofDensity (gaussian 4 0.01)))
                        .Stop

                Expect.equal (stopOf 3) SamplingStop.Completed "three temperatures"
                Expect.isTrue (stopOf 16).IsConverged "sixteen"

            testCase "default temperatures grow with the root of the number of parameters"
            <| fun () ->
                let count p = TemperingOptions.temperatures p standard
                Expect.equal (List.map count [ 1; 2; 9; 100; 100000 ]) [ 8; 9; 12; 26; 200 ] "temperatures"

            testCase "the verdict says when walkers do not travel"
            <| fun () ->
                let run temperatures =
                    sampleAny { standard with Temperatures = Some temperatures } 1000 (gaussian 6 0.01)

                let stuck = run 3
                Expect.isLessThan stuck.Ladders[0].RoundTrips 20L "round trips"
                let verdict = (Mcmc.verdict stuck).Value
                Expect.isFalse verdict.IsConverged verdict.Text
                Expect.stringContains verdict.Text "walkers hardly travel between the temperatures" "in words"
                Expect.stringContains verdict.Text "Set Temperatures to at least 5" "what to do"
                let reason = verdict.Reasons |> List.find _.IsFewRoundTrips

                Expect.contains
                    (Verdict.advice reason)
                    { Option = "Temperatures"; AtLeast = Some 5L }
                    "as data"

                let verdict = (Mcmc.verdict (run 20)).Value
                Expect.isFalse (verdict.Reasons |> List.exists _.IsFewRoundTrips) verdict.Text
        ]

let private evidence =
    testList
        "evidence"
        [
            testCase "of normal likelihoods and priors is the closed form"
            <| fun () ->
                for dimension, sd in [ 1, 0.1; 2, 0.5; 4, 0.05 ] do
                    let result =
                        temper (settings 2500 500) standard EnsembleStart.Prior (gaussian dimension sd)

                    expectEvidence $"P = {dimension}" 0.15 (gaussianEvidence dimension sd) result.Evidence

            testCase "of a constant likelihood is that constant, exactly"
            <| fun () ->
                let density = text "7 + 0*x" [| Prior.Normal(0.0, 1.0) |]
                let found = (temper (settings 200 50) standard EnsembleStart.Prior density).Evidence.Value
                Expect.isLessThan (abs (found.LogEvidence - 7.0)) 1e-12 "value"
                Expect.isLessThan found.StandardError 1e-12 "standard error"

            testCase "is there as soon as there are two batches, and not before"
            <| fun () ->
                let run steps = temper (settings steps 10) standard EnsembleStart.Prior twoGaussians
                Expect.isNone (run 11).Evidence "one swap"
                Expect.isSome (run 12).Evidence "two swaps"

            testCase "batches merge without a change of the estimate"
            <| fun () ->
                let values = normalNumbers 1 1000 |> Array.map (fun value -> [| value; 2.0 * value |])

                let stones =
                    values
                    |> Array.fold (fun stones row -> SteppingStones.add row stones) SteppingStones.empty

                let struct (value, error) = SteppingStones.evidence stones

                let expected =
                    Seq.init 2 (fun pair -> log (values |> Array.averageBy (fun row -> exp row[pair])))
                    |> Seq.sum

                Expect.isLessThan (abs (value - expected)) 1e-10 "value"
                Expect.isLessThanOrEqual stones.Counts.Length 32 "batches"
                Expect.equal (Array.sum stones.Counts) 1000L "swaps"
                // Independent values, so any batches give the same error: exp(2z) has a relative variance of e⁴ − 1.
                Expect.isTrue (error > 0.05 && error < 1.0) $"{error}"
        ]

let private refusals =
    testList
        "refusals"
        [
            testCase "a log-density without priors, and networks"
            <| fun () ->
                let bare =
                    match LogDensity.ofText None "-x^2" with
                    | Ok density -> density
                    | Error _ -> failtest "text"

                let message = refusal (fun () -> temper (settings 100 10) standard inMinorMode bare)
                Expect.stringContains message "Priors" "the core"

                let start = Some(McmcStart.Given(EnsembleStart.Ball([| [| 0.0 |] |], 1.0)))

                let run target =
                    refusal (fun () ->
                        Mcmc.run
                            { Mcmc.defaults with Sampler = McmcSampler.Tempering; Start = start }
                            SamplingHooks.standard
                            [||]
                            target)

                let message = run (McmcTarget.ofDensity bare)
                Expect.stringContains message "Sampler" "no priors"
                Expect.stringContains message "without Priors" "no priors"

                let network =
                    McmcTarget.ofNetwork
                        DensityChoice.Auto
                        Likelihood.GaussianUnknown
                        NetworkPriors.standard
                        Activation.Tanh
                        1
                        (Curve.sample (Rng.ofSeed 1UL) Curve.sine)

                Expect.stringContains (run network) "for networks" "network"

            testCase "options out of range are named"
            <| fun () ->
                for name, tempering in
                    [
                        "Temperatures", { standard with Temperatures = Some 1 }
                        "Temperatures", { standard with Temperatures = Some 201 }
                        "SwapEvery", { standard with SwapEvery = 0 }
                    ] do
                    let error =
                        Expect.throwsC
                            (fun () ->
                                temper (settings 100 10) tempering EnsembleStart.Prior twoGaussians |> ignore)
                            id

                    match error with
                    | :? OptionException as error -> Expect.equal error.Option name "option"
                    | other -> failtest $"{other}"

            testCase "a likelihood that is not a number ends the run with the point"
            <| fun () ->
                let density =
                    LogDensity.ofFunction
                        [| "x" |]
                        (PointDensity(fun x -> if x[0] > 2.0 then nan else -x[0] * x[0]))
                    |> LogDensity.withPriors [| Prior.Normal(0.0, 1.0) |]

                let result =
                    temper (settings 2000 100) standard (EnsembleStart.Ball([| [| 0.0 |] |], 0.1)) density

                match result.Stop with
                | SamplingStop.Failed error -> Expect.isGreaterThan error.Point[0] 2.0 "point"
                | other -> failtest $"{other}"
        ]

[<Tests>]
let tests = testList "Tempering" [ distribution; ladder; evidence; refusals ]
