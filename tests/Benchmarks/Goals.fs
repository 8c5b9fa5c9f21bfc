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

/// A posterior of sigmoid units with Normal noise of unknown size, which all samplers know from around the same fit.
type private Problem =
    {
        Name: string
        Data: CurveData
        Units: int
        Network: Network
        /// The mode of all parameters near the network.
        Fit: float[]
    }

let private densityOf units data =
    LogDensity.ofNetwork Likelihood.GaussianUnknown priors Activation.Sigmoid units data

let private problem threads name units (data: CurveData) =
    let network = (Mcmc.train threads CancellationToken.None Activation.Sigmoid units data).Trained.Network

    let density = densityOf units data

    {
        Name = name
        Data = data
        Units = units
        Network = network
        Fit = Mcmc.climb CancellationToken.None density (LogDensity.pointOf network density)
    }

/// Effective samples of the slowest parameter per second, of ensembles on all parameters from around a good fit. A fifth is
/// burn-in, counted as in peers/effective.py.
let private byEnsembles problem moves threads steps () =
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
            let start = EnsembleStart.RelativeBall([| problem.Fit |], 1e-3)
            result <- Sampler.run options start hooks (densityOf problem.Units problem.Data))

    let tau = Autocorrelation.ofChain result.Chain |> Array.choose id |> Array.map _.Tau |> Array.max

    float threads * 32.0 * float (steps - steps / 5) / (float thin * tau) / time

/// The same of NUTS on the collapsed density: the search for modes, warm-up, sampling, draws of all parameters and the verdict
/// count. An effective sample size is the smaller one of bulk and tails.
let private byDefault problem threads steps () =
    let mutable smallest = nan

    let time =
        seconds (fun () ->
            let target =
                McmcTarget.ofNetwork
                    DensityChoice.Auto
                    Likelihood.GaussianUnknown
                    priors
                    Activation.Sigmoid
                    problem.Units
                    problem.Data

            // All walkers of the peers start around one fit too. These priors tell the signs of units apart, so that other
            // signs are other modes.
            let settings = { Mcmc.ofSteps (Some steps) None with Start = Some(McmcStart.Fit Mcmc.fitRadius) }

            let hooks = { SamplingHooks.standard with Threads = threads }
            let run = Mcmc.run settings hooks [| problem.Network |] target
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

let private withFile (data: CurveData) (act: string -> unit) =
    let path = Path.Combine(Path.GetTempPath(), $"universal-approx-{Environment.ProcessId}.csv")

    try
        let row i =
            String.Format(CultureInfo.InvariantCulture, "{0:R},{1:R}", data.Inputs[0][i], data.Outputs[i])

        File.WriteAllLines(path, Array.init data.Count row)
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

    withFile sine (fun path ->
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

/// The posterior of one problem by each of the samplers, on as many threads.
let private samplers interpreter cores problem =
    let stretch = [| { Move = Move.stretch; Weight = 1.0 } |]

    let mixture =
        [| { Move = Move.differentialEvolution; Weight = 0.8 }; { Move = Move.snooker; Weight = 0.2 } |]

    // Some 50 autocorrelation times: estimates of τ from shorter runs are too small, and rates by them too large.
    let steps = 250_000
    let text (value: float) = value.ToString("R", CultureInfo.InvariantCulture)

    withFile problem.Data (fun path ->
        let given = [ path; string<int> problem.Units; problem.Fit |> Array.map text |> String.concat "," ]
        let emcee kind = python interpreter "effective.py" (kind :: string<int> steps :: given)
        let stan () = numbers "Rscript" (file "stan.R" :: given)
        let name ours = $"effective samples per second, {problem.Name}, {ours}, on {cores} threads"

        // One round: emcee takes minutes for these.
        let row ours rate peer =
            compareRates
                1
                $"{name ours}, against {steps} steps of emcee and Numba by {peer}"
                "1/s"
                rate
                (emcee peer)

        let nuts = byDefault problem cores
        row "6000 steps of NUTS on the collapsed density with warm-up and verdict" (nuts 6000) "stretch"
        row "the same" (nuts 6000) "mixture"
        row "30 000 steps of it" (nuts 30_000) "stretch"
        compareRates 3 (name "6000 steps of it" + ", against Stan with its warm-up") "1/s" (nuts 6000) stan

        compareRates
            3
            (name "30 000 steps of it" + ", against Stan with its warm-up")
            "1/s"
            (nuts 30_000)
            stan

        row
            $"stretch, {steps} steps of {cores} ensembles"
            (byEnsembles problem stretch cores steps)
            "stretch"

        row
            $"mixture, {steps} steps of {cores} ensembles"
            (byEnsembles problem mixture cores steps)
            "mixture")

let print (interpreter: string) =
    let cores = min 2 Environment.ProcessorCount
    printHeader ()
    samplers interpreter cores (problem cores "2 units on the parabola" 2 Jobs.parabola)
    samplers interpreter cores (problem cores "4 units on the sine" 4 sine)
    wholeProcess interpreter cores
    printfn ""
    toTarget interpreter cores
