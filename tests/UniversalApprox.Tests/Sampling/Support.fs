/// Closed-form targets and the two gates that every statistical check of a sampler passes: the effective sample size is at
/// least a stated minimum, then |mean − truth| < 5·MCSE. A normal error exceeds 5 standard errors with probability 6e-7; the
/// sampling tests make some hundred such checks, so a false alarm of a changed seed has probability below 1e-4.
module UniversalApprox.Tests.Sampling.Support

open System
open System.Threading
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Core.Sampling.Evidence

/// UNIVERSALAPPROX_LONG_TESTS=1 selects longer versions of calibration tests, with twenty times the replications: `dotnet
/// run -c Release --project tests/UniversalApprox.Tests -- --filter-test-list Calibration`. On 2026-11-23 all 4000 ranks of
/// f(1), of the log-likelihood and of σ stayed inside their simultaneous bands, and 60 000 of Geweke's replications within
/// 5 standard errors, in 3 minutes (110 s of processor time).
let isLong = Environment.GetEnvironmentVariable "UNIVERSALAPPROX_LONG_TESTS" = "1"

let gate = 5.0

/// Of every run in these tests, unless a test says otherwise; named in every failure.
let seed = 20260731UL

/// `count` standard normal numbers, others for each index.
let normalNumbers index count : float[] =
    let values = Array.zeroCreate<float> count
    Rng.fillNormal (values.AsSpan()) (Rng.split index (Rng.ofSeed seed)) |> ignore
    values

let near tolerance what (expected: float) (actual: float) =
    Expect.isLessThan (abs (actual - expected)) tolerance $"{what}: {expected} and {actual}, seed {seed}"

/// f on an even grid with `noise` times the normal numbers of an index.
let noisyCurve (low: float, high: float) count noise index f =
    let x = Array.init count (fun i -> low + (high - low) * float i / float (count - 1))
    let y = Array.map2 (fun x e -> f x + noise * e) x (normalNumbers index count)
    CurveData.create "test" [| "x" |] "y" [| x |] y

/// Without other priors of the amplitudes.
let evidenceOptions =
    { ModelEvidence.defaults with
        Search = { ModelEvidence.defaults.Search with Seed = seed }
        AmplitudeFactors = [||]
    }

let evidenceOf options density =
    ModelEvidence.ofDensity options [||] CancellationToken.None density |> Option.get

type Estimate = { Mean: float; Mcse: float; EffectiveSize: float }

/// Batch means: the mean over all walkers of an ensemble in each of `batches` stretches of its steps, which are nearly
/// independent when stretches are much longer than the autocorrelation time.
let estimate (batches: int) (f: float[] -> int -> float) (chain: Chain) =
    let sums = ResizeArray<float>()
    let mutable total = 0.0
    let mutable squares = 0.0
    let mutable count = 0

    for ensemble in chain.Ensembles do
        let length = ensemble.KeptSteps / batches

        for b in 0 .. batches - 1 do
            let mutable sum = 0.0

            for row in b * length * ensemble.Walkers .. (b + 1) * length * ensemble.Walkers - 1 do
                let value = f ensemble.Draws (row * ensemble.Dimension)
                sum <- sum + value
                squares <- squares + value * value
                count <- count + 1

            total <- total + sum
            sums.Add(sum / float (length * ensemble.Walkers))

    let mean = total / float count
    let spread = sums |> Seq.averageBy (fun v -> (v - mean) * (v - mean))
    let variance = squares / float count - mean * mean
    let mcse = sqrt (spread / float (sums.Count - 1))

    { Mean = mean; Mcse = mcse; EffectiveSize = variance / (mcse * mcse) }

/// Why the gates are not passed, if so.
let verdict minimum truth estimate =
    if not (estimate.EffectiveSize >= minimum) then
        Some $"effective size {estimate.EffectiveSize} is below {minimum}"
    elif not (abs (estimate.Mean - truth) < gate * estimate.Mcse) then
        Some
            $"mean {estimate.Mean} is {abs (estimate.Mean - truth) / estimate.Mcse} standard errors from {truth}"
    else
        None

let passes what minimum truth estimate =
    match verdict minimum truth estimate with
    | None -> ()
    | Some problem -> failtest $"{what}, seed {seed}: {problem}"

let names count = Array.init count (fun p -> $"p{p + 1}")

/// The density whose value the gradient function returns.
let smooth (names: string[]) (gradient: PointGradient) =
    let value = PointDensity(fun x -> gradient.Invoke(x, Span(Array.zeroCreate names.Length)))
    LogDensity.ofFunctionWithGradient names value gradient

/// A normal law with standard deviations from 1/√condition to 1, reflected (Householder) so that all parameters are
/// correlated, and centred at 1, 2, …
type Normal(dimension: int, condition: float) =
    let mirror =
        Array.init dimension (fun p -> 1.0 / sqrt (float dimension) * (if p % 2 = 0 then 1.0 else -1.0))

    let deviations =
        Array.init dimension (fun p ->
            if dimension = 1 then
                1.0
            else
                Math.Pow(condition, -0.5 * float p / float (dimension - 1)))

    let whiten (draws: float[]) at (target: float[]) =
        let mutable dot = 0.0

        for q in 0 .. dimension - 1 do
            dot <- dot + mirror[q] * (draws[at + q] - float (q + 1))

        for p in 0 .. dimension - 1 do
            target[at + p] <- (draws[at + p] - float (p + 1) - 2.0 * mirror[p] * dot) / deviations[p]

    /// The independent standard normal variables behind the draws.
    member _.Whitened(chain: Chain) =
        let whitened (ensemble: EnsembleChain) =
            let draws = Array.zeroCreate ensemble.Draws.Length

            for row in 0 .. ensemble.KeptSteps * ensemble.Walkers - 1 do
                whiten ensemble.Draws (row * dimension) draws

            { ensemble with Draws = draws }

        { chain with Ensembles = Array.map whitened chain.Ensembles }

    member _.Dimension = dimension

    member _.Density =
        LogDensity.ofFunction
            (names dimension)
            (PointDensity(fun x ->
                let mutable dot = 0.0

                for q in 0 .. dimension - 1 do
                    dot <- dot + mirror[q] * (x[q] - float (q + 1))

                let mutable sum = 0.0

                for p in 0 .. dimension - 1 do
                    let z = (x[p] - float (p + 1) - 2.0 * mirror[p] * dot) / deviations[p]
                    sum <- sum - 0.5 * z * z

                sum))

    /// The same density with its gradient: −H D⁻¹z, with D the deviations and H the reflection.
    member _.Smooth =
        smooth
            (names dimension)
            (PointGradient(fun x gradient ->
                let mutable dot = 0.0

                for q in 0 .. dimension - 1 do
                    dot <- dot + mirror[q] * (x[q] - float (q + 1))

                let mutable sum = 0.0
                let mutable pull = 0.0

                for p in 0 .. dimension - 1 do
                    let z = (x[p] - float (p + 1) - 2.0 * mirror[p] * dot) / deviations[p]
                    sum <- sum - 0.5 * z * z
                    gradient[p] <- -z / deviations[p]
                    pull <- pull + mirror[p] * gradient[p]

                for p in 0 .. dimension - 1 do
                    gradient[p] <- gradient[p] - 2.0 * pull * mirror[p]

                sum))

    member _.Centre = Array.init dimension (fun p -> float (p + 1))

    /// Rows of the covariance matrix times `scale`.
    member _.Covariance scale =
        let reflect (v: float[]) =
            let dot = Array.fold2 (fun s a b -> s + a * b) 0.0 mirror v
            Array.mapi (fun p value -> value - 2.0 * mirror[p] * dot) v

        let columns =
            Array.init dimension (fun p ->
                let unit = Array.init dimension (fun q -> if p = q then 1.0 else 0.0)
                reflect (Array.map2 (fun s v -> scale * s * s * v) deviations (reflect unit)))

        Array.init dimension (fun i -> Array.init dimension (fun j -> 0.5 * (columns[i][j] + columns[j][i])))

/// Why whitened means and second moments of a normal target do not pass the gates; empty if all do.
let problems minimum (target: Normal) chain =
    let whitened = target.Whitened chain

    [
        for p in 0 .. target.Dimension - 1 do
            verdict minimum 0.0 (estimate 25 (fun draws at -> draws[at + p]) whitened)
            verdict minimum 1.0 (estimate 25 (fun draws at -> draws[at + p] * draws[at + p]) whitened)
    ]
    |> List.choose id

let only move = [| { Move = move; Weight = 1.0 } |]

let options = { SamplingOptions.standard with Seed = seed }

let sample options start density = Sampler.run options start SamplingHooks.standard density

/// The stretch move without the factor z^(d − 1): a negative control that every check of moves must catch.
type internal BrokenStretch() =
    inherit Proposer()
    let honest = StretchProposer 2.0

    override _.Propose(half, walker, random, target, at) =
        honest.Propose(half, walker, random, target, at) |> ignore
        0.0

/// A chain from moves that are no Move: one ensemble after another, no burn-in beyond `burnIn`.
let internal sampleWith
    (proposer: unit -> Proposer)
    steps
    burnIn
    ensembles
    (density: LogDensity)
    walkers
    start
    =
    let ensemble e =
        let rng = Rng.split e (Rng.ofSeed options.Seed)
        let kernel = EnsembleKernel(density, walkers, [| struct (proposer (), 1.0) |])

        let struct (positions, _) =
            EnsembleStart.positions start walkers ensembles e (Rng.split 0 rng) density

        kernel.Load(Ensemble.init kernel positions (Rng.split 1 rng))
        let draws = ResizeArray<float>()

        for s in 1..steps do
            kernel.Advance() |> ignore

            if s > burnIn then
                draws.AddRange kernel.Positions

        {
            KeptSteps = steps - burnIn
            Walkers = walkers
            Dimension = density.Dimension
            Draws = draws.ToArray()
            LogDensity = [||]
            Statistics = [||]
            AcceptedPerWalker = [||]
            ProposedPerWalker = [||]
            AcceptedPerMove = [||]
            ProposedPerMove = [||]
        }

    {
        Ensembles = Array.init ensembles ensemble
        ParameterNames = density.ParameterNames
        StepsBefore = int64 burnIn
        Thin = 1
    }
