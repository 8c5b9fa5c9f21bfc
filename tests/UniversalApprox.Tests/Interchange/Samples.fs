/// Draws and files that the tests of file formats share.
module UniversalApprox.Tests.Interchange.Samples

open System
open System.Globalization
open System.IO
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Tests.Support

/// A block of `steps` steps after `before`, whose numbers are all different: parameter p of walker w at step s (from 1).
let value e s w p = float p + 10.0 * float w + 1e3 * float e + 1e6 * float s
let logDensity e s w = -(value e s w 0) - 0.5

let block names ensembles walkers steps before hasStatistics : Chain =
    let dimension = Array.length names

    let ensemble e =
        let states = steps * walkers
        let step state = before + state / walkers + 1

        {
            KeptSteps = steps
            Walkers = walkers
            Dimension = dimension
            Draws =
                Array.init (states * dimension) (fun i ->
                    value e (step (i / dimension)) (i / dimension % walkers) (i % dimension))
            LogDensity = Array.init states (fun i -> logDensity e (step i) (i % walkers))
            Statistics =
                if hasStatistics then
                    Array.init states (fun i ->
                        {
                            Energy = -(logDensity e (step i) (i % walkers)) + 1.0
                            AcceptanceRate = 0.9
                            Depth = step i % 5
                            LeapfrogSteps = step i % 31
                            IsDivergent = step i = 3
                        })
                else
                    [||]
            AcceptedPerWalker = Array.init walkers (fun w -> int64 (min steps (w + 1)))
            ProposedPerWalker = Array.create walkers (int64 steps)
            AcceptedPerMove = [||]
            ProposedPerMove = [||]
        }

    {
        Ensembles = Array.init ensembles ensemble
        ParameterNames = names
        StepsBefore = int64 before
        Thin = 1
    }

/// `count` blocks of `steps` steps, made when they are asked for.
let blocks names ensembles walkers steps count hasStatistics =
    seq {
        for i in 0 .. count - 1 do
            block names ensembles walkers steps (i * steps) hasStatistics
    }

/// Runs a Python program; None where Python or one of the packages is missing.
let tryPython (packages: string list) (script: string) : string option =
    // A Python beside the system's may hide the packages of the distribution.
    let candidates = [ "/usr/bin/python3"; "python3"; "python" ]
    let imports = packages |> List.map (fun package -> $"import {package}\n") |> String.concat ""

    let works program =
        try
            (Process.run program [ "-c"; imports ]).ExitCode = 0
        with :? ComponentModel.Win32Exception ->
            false

    candidates
    |> List.tryFind works
    |> Option.map (fun program ->
        let result = Process.run program [ "-c"; imports + script ]

        if result.ExitCode <> 0 then
            failtest $"Python ended with {result.ExitCode}: {result.Error}{result.Output}"

        result.Output)

/// The same, as a test that is skipped where a package is missing.
let python packages script =
    match tryPython packages script with
    | Some output -> output
    | None ->
        let names = String.concat ", " packages
        skiptest $"there is no Python with {names}"

let private text (number: float) = number.ToString("R", CultureInfo.InvariantCulture)

/// A file as CmdStan 2.36 writes it: draws of mu ~ N(3, 1) and of a vector of two, from a seed.
type StanRun =
    {
        Seed: uint64
        Draws: int
        WarmUp: int
        SavesWarmUp: bool
        Thin: int
        Divergent: int list
    }

let stanRun = { Seed = 1UL; Draws = 400; WarmUp = 100; SavesWarmUp = false; Thin = 1; Divergent = [] }

let stanText (run: StanRun) =
    let rows n = (n + run.Thin - 1) / run.Thin
    let total = rows run.Draws + (if run.SavesWarmUp then rows run.WarmUp else 0)
    let noise = Array.zeroCreate (4 * total)
    Rng.fillNormal (noise.AsSpan()) (Rng.ofSeed run.Seed) |> ignore

    let row i =
        let mu, a, b = noise[4 * i], noise[4 * i + 1], noise[4 * i + 2]
        let lp = -0.5 * (mu * mu + a * a + b * b)
        let isDivergent = if List.contains i run.Divergent then "1" else "0"
        // The warm-up of this file is far away, so that a test sees whether it was dropped.
        let isWarmUp = run.SavesWarmUp && i < rows run.WarmUp
        let centre = if isWarmUp then 1000.0 else 3.0
        let energy = -lp + 0.5 * noise[4 * i + 3] ** 2.0

        $"{text lp},0.93,0.71,2,3,{isDivergent},{text energy},{text (centre + mu)},{text a},{text b}"

    let warm = if run.SavesWarmUp then rows run.WarmUp else 0

    String.concat
        "\n"
        [
            "# stan_version_major = 2"
            "# stan_version_minor = 36"
            "# stan_version_patch = 0"
            "# model = eight_model"
            "# method = sample (Default)"
            "#   sample"
            $"#     num_samples = {run.Draws}"
            $"#     num_warmup = {run.WarmUp}"
            $"""#     save_warmup = {(if run.SavesWarmUp then "true" else "false (Default)")}"""
            $"#     thin = {run.Thin}"
            "#           nuts"
            "#             max_depth = 10 (Default)"
            "lp__,accept_stat__,stepsize__,treedepth__,n_leapfrog__,divergent__,energy__,mu,theta.1,theta.2"
            for i in 0 .. warm - 1 do
                row i
            "# Adaptation terminated"
            "# Step size = 0.71"
            "# Diagonal elements of inverse mass matrix:"
            "# 1.1, 0.9, 1"
            for i in warm .. total - 1 do
                row i
            "# "
            "#  Elapsed Time: 0.02 seconds (Warm-up)"
            ""
        ]

/// Four chains as files output_1.csv … in a folder.
let stanFiles (folder: string) =
    [|
        for chain in 1..4 do
            TemporaryFolder.write folder $"output_{chain}.csv" (stanText { stanRun with Seed = uint64 chain })
    |]

/// The file that emcee made (Fixtures/emcee_chain.py).
let emceeFixture = Path.Combine(AppContext.BaseDirectory, "Fixtures", "emcee_chain.h5")

/// The error of a file says which, and what was expected.
let refused (path: string) (part: string) (read: unit -> 'a) =
    Expect.throwsC (read >> ignore) (fun error ->
        Expect.isTrue (error :? InvalidDataException) $"{error}"
        Expect.stringContains error.Message path "names the file"
        Expect.stringContains error.Message part "says what is wrong")
