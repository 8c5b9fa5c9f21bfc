/// Whether verdicts can be trusted: how often they say "converged" of wrong means, and "not converged" of good runs. The usual
/// run takes one seed of each target. UNIVERSALAPPROX_LONG_TESTS=1 takes twenty and prints a table:
/// `UNIVERSALAPPROX_LONG_TESTS=1 dotnet run -c Release --project tests/UniversalApprox.Tests -- --filter-test-list Campaign`.
module UniversalApprox.Tests.Sampling.CampaignTests

open System
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Tests.Sampling.Support

/// A target with the true means of its parameters.
type private Target = { Name: string; Density: LogDensity; Start: EnsembleStart; Means: float[] }

let private target name (means: float[]) radius (f: float[] -> float) =
    let count = means.Length

    {
        Name = name
        Density = LogDensity.ofFunction (names count) (PointDensity(fun x -> f (x.ToArray())))
        Start = EnsembleStart.Ball([| means |], radius)
        Means = means
    }

/// Two normal laws with distance 10, of which the first has the given weight. Walkers start all over both.
let private twoModes weight =
    let density (x: float[]) =
        let at centre share = log share - 0.5 * ((x[0] - centre) ** 2.0 + x[1] * x[1])
        let first, second = at 0.0 weight, at 10.0 (1.0 - weight)
        let top = max first second
        top + log (exp (first - top) + exp (second - top))

    { target $"two modes, {weight}" [| 10.0 * (1.0 - weight); 0.0 |] 6.0 density with
        Start = EnsembleStart.Ball([| [| 5.0; 0.0 |] |], 6.0)
    }

let private funnel =
    target "funnel" (Array.zeroCreate 10) 0.1 (fun x ->
        let v = x[0]
        let mutable sum = -v * v / 18.0 - 4.5 * v

        for i in 1..9 do
            sum <- sum - 0.5 * x[i] * x[i] * exp -v

        sum)

/// x ~ N(1, 10), y given x ~ N(x², 0.1).
let private rosenbrock =
    { target "Rosenbrock" [| 1.0; 11.0 |] 0.1 (fun x ->
          -(100.0 * (x[1] - x[0] * x[0]) ** 2.0 + (1.0 - x[0]) ** 2.0) / 20.0) with
        Start = EnsembleStart.Ball([| [| 1.0; 1.0 |] |], 0.1)
    }

/// The multivariate law with 5 degrees of freedom.
let private student =
    target "Student-t, 20" (Array.zeroCreate 20) 0.1 (fun x ->
        let square = Array.sumBy (fun v -> v * v) x
        -12.5 * log (1.0 + square / 5.0))

let private box =
    target "box" (Array.create 5 0.5) 0.1 (fun x ->
        if x |> Array.forall (fun v -> v >= 0.0 && v <= 1.0) then
            0.0
        else
            -infinity)

let private scales =
    let sizes = [| 1e-6; 1e-3; 1.0; 1e3; 1e6 |]

    target "scales 1e-6 to 1e6" (Array.zeroCreate 5) 1e-7 (fun x ->
        -0.5 * (Array.map2 (fun v size -> (v / size) ** 2.0) x sizes |> Array.sum))

let private targets = [ twoModes 0.5; twoModes 0.9; funnel; rosenbrock; student; box; scales ]

type private Outcome = { Verdict: Verdict; IsRight: bool; Worst: float; Ess: float }

/// `truths` are means with their standard errors.
let private outcome (truths: (float * float)[]) verdict (posterior: Posterior) =
    let off =
        Array.map2
            (fun (summary: ParameterSummary) (mean, error) ->
                match summary.McseMean with
                | Some own -> abs (summary.Mean - mean) / sqrt (own * own + error * error)
                | None -> infinity)
            posterior.Summaries
            truths

    let ess =
        posterior.Summaries
        |> Array.map (fun summary ->
            min
                (Option.defaultValue 0.0 summary.Diagnostics.EssBulk)
                (Option.defaultValue 0.0 summary.Diagnostics.EssTail))

    {
        Verdict = verdict
        IsRight = Array.max off < gate
        Worst = Array.max off
        Ess = Array.min ess
    }

let private runTarget (target: Target) steps seed =
    let options = { SamplingOptions.standard with Steps = steps; BurnIn = steps / 10; Seed = seed }

    let chain = (sample options target.Start target.Density).Chain
    let posterior = Posterior.create Posterior.defaults chain
    let truths = target.Means |> Array.map (fun mean -> mean, 0.0)
    outcome truths (Posterior.verdict Convergence.defaults posterior) posterior

/// The default run of a network from a fit.
let private network name curve units priors =
    let data = Curve.sample (Rng.ofSeed 1UL) curve

    let target =
        McmcTarget.ofNetwork
            DensityChoice.Auto
            Likelihood.GaussianUnknown
            priors
            Activation.Sigmoid
            units
            data

    let fit =
        lazy (Mcmc.train 2 Threading.CancellationToken.None Activation.Sigmoid units data).Trained.Network

    let run steps seed =
        let settings = Mcmc.ofSteps (Some steps) None
        let settings = { settings with Nuts = { settings.Nuts with Seed = seed } }
        Mcmc.run settings { SamplingHooks.standard with Threads = 2 } [| fit.Value |] target

    // A long run of another seed.
    let truths =
        lazy
            ((run (if isLong then 40000 else 3000) 99UL).Posterior.Value.Summaries
             |> Array.map (fun summary -> summary.Mean, defaultArg summary.McseMean infinity))

    name,
    fun steps seed ->
        let run = run steps seed
        outcome truths.Value (Mcmc.verdict run).Value run.Posterior.Value

let private cases =
    [
        for target in targets do
            target.Name, (if isLong then [ 300; 1000; 3000; 10000; 30000 ] else [ 3000 ]), runTarget target

        for name, run in
            [
                network "parabola ridge" Curve.parabola 2 NetworkPriors.standard
                network "parabola, the notebook's priors" Curve.parabola 2 NetworkPriors.notebook
                network "sine, 4 units" Curve.sine 4 NetworkPriors.standard
            ] do
            name, (if isLong then [ 200; 1000; 2000; 6000 ] else [ 800 ]), run
    ]

[<Tests>]
let tests =
    testSequenced
    <| testList
        "Campaign of verdicts"
        [
            for name, lengths, run in cases do
                testCase name
                <| fun () ->
                    let mutable good, refused = 0, 0
                    let lies = ResizeArray<string>()

                    for steps in lengths do
                        for repetition in 1 .. (if isLong then 20 else 1) do
                            let seed = seed + uint64 (1000 * repetition + steps)
                            let outcome = run steps seed

                            if isLong then
                                printfn
                                    $"{name}|{steps}|{outcome.Verdict.IsConverged}|{outcome.IsRight}|{outcome.Worst:F2}|{outcome.Ess:F0}|{outcome.Verdict.Text}"

                            if outcome.Verdict.IsConverged && not outcome.IsRight then
                                lies.Add
                                    $"{steps} steps, seed {seed}, off by {outcome.Worst:F1} MCSE: {outcome.Verdict.Text}"

                            if outcome.IsRight && outcome.Ess >= 1000.0 then
                                good <- good + 1

                                if not outcome.Verdict.IsConverged then
                                    refused <- refused + 1

                    Expect.isEmpty lies "said to be converged, with wrong means"

                    Expect.isLessThanOrEqual
                        (float refused)
                        (0.05 * float good + (if isLong then 0.0 else 1.0))
                        $"refused of {good} good runs"
        ]
