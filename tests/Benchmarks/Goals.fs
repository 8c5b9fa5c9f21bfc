/// Compares this project with its peers by a user's goals: effective samples, a good fit, a finished file.
module UniversalApprox.Benchmarks.Goals

open System
open System.Globalization
open System.IO
open System.Threading
open UniversalApprox.Benchmarks.Comparison
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior

/// The priors of peers/effective.py.
let private priors = { NetworkPriors.notebook with Noise = Some(Prior.HalfNormal 5.0) }

/// Effective samples of the slowest parameter per second, of ensembles on all parameters from around a good fit. A fifth is
/// burn-in, counted as in peers/effective.py.
let private byEnsembles moves threads steps () =
    let density = LogDensity.ofNetwork Likelihood.GaussianUnknown priors Activation.Sigmoid 2 Jobs.parabola

    let fit = [| 0.387; -2.54; 115.0; -0.377; -2.58; 123.0; -16.9; log 0.145 |]
    let thin = 10

    let options =
        { SamplingOptions.standard with
            Walkers = Some 32
            Steps = steps
            BurnIn = steps / 5
            Thin = thin
            Ensembles = threads
            Moves = moves
        }

    let mutable result = Unchecked.defaultof<SamplingResult>

    let time =
        seconds (fun () ->
            let hooks = { SamplingHooks.standard with Threads = threads }
            result <- Sampler.run options (EnsembleStart.RelativeBall([| fit |], 1e-3)) hooks density)

    let tau = Autocorrelation.ofChain result.Chain |> Array.choose id |> Array.map _.Tau |> Array.max

    float threads * 32.0 * float (steps - steps / 5) / (float thin * tau) / time

/// The same of NUTS on the collapsed density: training, warm-up, sampling, draws of all parameters and the verdict count. An
/// effective sample size is the smaller one of bulk and tails.
let private byDefault threads likelihood priors units data () =
    let mutable smallest = nan

    let time =
        seconds (fun () ->
            let target =
                McmcTarget.ofNetwork DensityChoice.Auto likelihood priors Activation.Sigmoid units data

            // All walkers of the peer start around one fit too. These priors tell the signs of units apart, so that other
            // signs are other modes.
            let settings = { Mcmc.ofSteps (Some 6000) None with Start = Some(McmcStart.Fit Mcmc.fitRadius) }
            let fit = Mcmc.train threads CancellationToken.None Activation.Sigmoid units data
            let hooks = { SamplingHooks.standard with Threads = threads }
            let run = Mcmc.run settings hooks [| fit.Trained.Network |] target
            smallest <- (Mcmc.verdict run).Value.SmallestEss.Value)

    smallest / time

/// Data of the sine for 8 sigmoid units. The benchmark measures seconds until the sum of squares is within 1 % of the best
/// known one. It tries one new random start after the other.
let private sine = Curve.sample (Rng.ofSeed 1UL) Curve.sine

let private fitsOf restarts threads seed =
    let plan =
        { SweepPlan.defaults with
            Units = [| 8 |]
            Restarts = restarts
            Seed = seed
            Validation = Validation.Skip
        }

    let fits = ResizeArray<UnitFit>()
    Sweep.run threads ignore CancellationToken.None plan sine fits.Add
    fits[0].Accuracy.Sse

let private reach target threads (seed: uint64) () =
    seconds (fun () ->
        let mutable attempt = seed * 1000UL

        while fitsOf threads threads attempt > target do
            attempt <- attempt + 1UL)

let private withSine (act: string -> unit) =
    let path = Path.Combine(Path.GetTempPath(), $"universal-approx-sine-{Environment.ProcessId}.csv")

    try
        let row i =
            String.Format(CultureInfo.InvariantCulture, "{0:R},{1:R}", sine.Inputs[0][i], sine.Outputs[i])

        File.WriteAllLines(path, Array.init sine.Count row)
        act path
    finally
        File.Delete path

let private toTarget interpreter cores =
    let best = fitsOf 256 cores 99UL
    let target = 1.01 * best
    let limit = 20

    printfn
        "The best known sum of squares of 8 units on the sine is %.6g (256 restarts); peers stop after %d s.\n"
        best
        limit

    printHeader ()

    withSine (fun path ->
        let mutable seed = 0UL

        // Each round has a new seed, the same for both.
        let ours () =
            seed <- seed + 1UL
            reach target cores seed ()

        let peer kind () =
            python
                interpreter
                "target.py"
                [
                    kind
                    path
                    target.ToString("R", CultureInfo.InvariantCulture)
                    string<uint64> seed
                    string<int> limit
                ]
                ()

        compare
            5
            "8 units on the sine to 1 % of the best, against scikit-learn's L-BFGS"
            "s"
            ours
            (peer "lbfgs")

        compare 3 "the same, against PyTorch's Adam" "s" ours (peer "adam"))

let private wholeProcess interpreter cores =
    let csv = Path.Combine(Path.GetTempPath(), $"universal-approx-sweep-{Environment.ProcessId}.csv")

    let ours () =
        seconds (fun () ->
            ProcessTimes.run $"New-CurveData Parabola | Invoke-UnitSweep | Export-Csv '{csv}'" |> ignore)

    let peer () =
        let mutable found = [||]

        let time =
            seconds (fun () -> found <- python interpreter "sweep.py" [ "notebook"; string<int> cores ] ())

        if found.Length = 0 then [||] else [| time |]

    compare
        7
        "whole process: PowerShell, default sweep (5 sizes × 16 restarts × 10 trial runs, folds), CSV; against Python and the notebook's 15 networks"
        "s"
        ours
        peer

    File.Delete csv

let print (interpreter: string) =
    let cores = min 2 Environment.ProcessorCount
    printHeader ()
    let stretch = [| { Move = Move.stretch; Weight = 1.0 } |]

    let mixture =
        [| { Move = Move.differentialEvolution; Weight = 0.8 }; { Move = Move.snooker; Weight = 0.2 } |]

    // Some 50 autocorrelation times: estimates of τ from shorter runs are too small, and rates by them too large.
    let steps = 250_000

    // One round: emcee takes a minute for these.
    let row name ours kind =
        compareRates
            1
            $"effective samples per second, {name}, on {cores} threads, against {steps} steps of emcee and Numba by {kind}"
            "1/s"
            ours
            (python interpreter "effective.py" [ kind; string<int> steps ])

    let defaultRun = byDefault cores Likelihood.GaussianUnknown priors 2 Jobs.parabola
    row "NUTS on the collapsed density with warm-up and verdict" defaultRun "stretch"
    row "the same" defaultRun "mixture"
    row $"stretch, {steps} steps of {cores} ensembles" (byEnsembles stretch cores steps) "stretch"
    row $"mixture, {steps} steps of {cores} ensembles" (byEnsembles mixture cores steps) "mixture"

    wholeProcess interpreter cores
    printfn ""
    toTarget interpreter cores
