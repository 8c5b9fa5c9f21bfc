/// Data simulated from the prior's own networks: what comes out must have the law of what went in.
module UniversalApprox.Tests.Sampling.CalibrationTests

open System
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Tests.Sampling.Support

let internal priors =
    {
        Weight = Some(Prior.Normal(1.0, 0.5))
        Bias = Some(Prior.Normal(0.0, 0.5))
        Amplitude = Some(Prior.Normal(1.0, 0.5))
        Offset = Some(Prior.Normal(0.0, 0.5))
        Noise = Some(Prior.LogNormal(-1.0, 0.5))
    }

let private dataOf (x: float[]) y = CurveData.create "simulated" [| "x" |] "y" [| x |] y

/// Outputs of the one-unit network at θ with normal noise.
let private simulate (x: float[]) (theta: float[]) sigma (random: RandomSource) =
    let network = Network.create Activation.Tanh 1 (Array.truncate 4 theta)
    Network.predict network [| x |] |> Array.map (fun f -> f + sigma * random.Normal())

// ---- Simulation-based calibration (Talts et al. 2018) ----

/// Draws per replicate.
let internal ranked = 31

/// Draws of 20 walkers, one walker each, 80 steps apart.
let private ensembleDraws
    (proposer: (unit -> Proposer) option)
    replicate
    (random: RandomSource)
    (posterior: LogDensity)
    =
    let steps, burnIn = 80 * ranked + 400, 400
    let start = EnsembleStart.Prior

    let chain =
        match proposer with
        | Some create -> sampleWith create steps burnIn 1 posterior 20 start
        | None ->
            let options =
                { options with
                    Ensembles = 1
                    Walkers = Some 20
                    Steps = steps
                    BurnIn = burnIn
                    Seed = uint64 replicate
                    Moves =
                        [|
                            { Move = Move.differentialEvolution; Weight = 0.6 }
                            { Move = Move.stretch; Weight = 0.3 }
                            { Move = Move.snooker; Weight = 0.1 }
                        |]
                }

            (Sampler.run options start { SamplingHooks.standard with Threads = 1 } posterior).Chain

    Array.init ranked (fun i ->
        let row = (80 * (i + 1) - 1) * 20 + random.Below 20
        Array.sub chain.Ensembles[0].Draws (row * 5) 5)

/// The ranks of the true f(1), log-likelihood and σ among `ranked` nearly independent posterior draws.
let private ranks (draw: int -> RandomSource -> LogDensity -> float[][]) replicate =
    let random = RandomSource(Rng.split replicate (Rng.ofSeed seed))
    let x = Array.init 12 (fun i -> -2.0 + 4.0 * float i / 11.0)
    let density y = LogDensity.ofNetwork Likelihood.GaussianUnknown priors Activation.Tanh 1 (dataOf x y)
    let truth = LogDensity.priorDraws 1 (Rng.split 1000 random.Rng) (density (Array.zeroCreate 12))
    let posterior = density (simulate x truth (exp truth[4]) random)
    let evaluator = posterior.CreateEvaluator()

    let quantities (theta: float[]) =
        let likelihood = Array.zeroCreate 1
        evaluator.EvaluateParts(theta, 1, likelihood, Array.zeroCreate 1)
        let network = Network.create Activation.Tanh 1 (Array.truncate 4 theta)
        [| Network.evaluate network [| 1.0 |]; likelihood[0]; theta[4] |]

    let draws = draw replicate random posterior |> Array.map quantities

    quantities truth
    |> Array.mapi (fun q value -> draws |> Array.filter (fun draw -> draw[q] < value) |> Array.length)

/// Probability of a false alarm for each quantity, seed and number of replications.
let private alarm = 1e-6

/// Where the distribution of the ranks of each quantity leaves its simultaneous bands, if `draw` makes `ranked` draws of each
/// replicate's posterior.
let internal calibrate draw count =
    let bands = RankBands.simultaneous (ranked + 1) count alarm
    let found = Array.Parallel.init count (ranks draw)
    List.init 3 (fun q -> found |> Array.map (Array.item q) |> RankBands.violations bands)

// ---- Joint distribution test (Geweke 2004) ----

/// One replication: θ and y from their joint law, the other walkers exactly from the posterior given y, then some steps.
/// These leave the joint law as it was, so any function of (θ, y) has the mean it had before. The pair is independent of
/// all other replications. Returns the change of some such functions, whose expectation is 0.
let private jointChange (proposers: unit -> Proposer[]) replicate =
    let random = RandomSource(Rng.split replicate (Rng.ofSeed seed))
    let x = [| -1.0; 0.0; 1.0 |]
    let sigma = 0.7
    let density y = LogDensity.ofNetwork (Likelihood.Gaussian sigma) priors Activation.Tanh 1 (dataOf x y)
    let empty = density (Array.zeroCreate 3)

    let prior () =
        let theta = LogDensity.priorDraws 1 random.Rng empty
        random.Uniform() |> ignore
        random.Rng <- Rng.split 7 random.Rng
        theta

    let truth = prior ()
    let y = simulate x truth sigma random
    let posterior = density y

    let residualSquare (theta: float[]) =
        let network = Network.create Activation.Tanh 1 theta
        Array.map2 (fun f y -> (f - y) * (f - y)) (Network.predict network [| x |]) y |> Array.sum

    // Rejection from the prior: the likelihood is at most that of no residuals at all.
    let rec exact () =
        let theta = prior ()

        if log (random.Uniform()) < -0.5 * residualSquare theta / (sigma * sigma) then
            theta
        else
            exact ()

    let walkers = 10
    let positions = Array.init walkers (fun w -> if w = 0 then truth else exact ()) |> Array.concat
    let moves = proposers () |> Array.map (fun p -> struct (p, 1.0))
    let kernel = EnsembleKernel(posterior, walkers, moves)
    kernel.Load(Ensemble.init kernel positions (Rng.split 8 random.Rng))

    for _ in 1..5 do
        kernel.Advance() |> ignore

    let functions (theta: float[]) =
        [|
            theta[0]
            theta[2] * theta[2]
            theta[0] * theta[2]
            theta[3] * y[0]
            theta[2] * theta[0] * y[2]
            residualSquare theta
        |]

    Array.map2 (-) (functions (Array.sub kernel.Positions 0 4)) (functions truth)

/// The largest mean of a change, in standard errors.
let private jointViolation proposers count =
    let changes = Array.Parallel.init count (jointChange proposers)

    Seq.init changes[0].Length (fun q ->
        let values = changes |> Array.map (fun c -> c[q])
        let mean = Array.average values
        let variance = values |> Array.averageBy (fun v -> (v - mean) * (v - mean))
        abs mean / sqrt (variance / float count))
    |> Seq.max

let private honest () =
    [ Move.stretch; Move.walk; Move.differentialEvolution; Move.snooker; Move.kde ]
    |> List.map (Proposers.create 4 5)
    |> List.toArray

let internal replications = if isLong then 20 else 1

[<Tests>]
let tests =
    testList
        "Calibration"
        [
            testCase "simulation-based calibration: ranks of f(1), log-likelihood and σ are uniform"
            <| fun () ->
                Expect.equal
                    (calibrate (ensembleDraws None) (200 * replications))
                    [ []; []; [] ]
                    $"outside the simultaneous bands, seed {seed}"

            testCase "simulation-based calibration catches a stretch without z^(d−1) (negative control)"
            <| fun () ->
                Expect.isNonEmpty
                    (List.concat (calibrate (ensembleDraws (Some(fun () -> BrokenStretch()))) 200))
                    "outside the simultaneous bands"

            testCase "uniform ranks leave the simultaneous bands as often as stated"
            <| fun () ->
                let values, count, trials = ranked + 1, 100, 4000
                let bands = RankBands.simultaneous values count 0.05
                let expected = RankBands.leaving values count bands

                Expect.isTrue
                    (expected > 0.03 && expected <= 0.05)
                    $"{expected}: not much narrower than they could be"

                let random = RandomSource(Rng.ofSeed seed)

                let leaves _ =
                    let ranks = Array.init count (fun _ -> random.Below values)
                    if RankBands.violations bands ranks = [] then 0.0 else 1.0

                let share = Array.init trials leaves |> Array.average
                let error = sqrt (expected * (1.0 - expected) / float trials)

                Expect.isLessThan
                    (abs (share - expected))
                    (gate * error)
                    $"{share} for {expected}, seed {seed}"

            testCase "joint distribution test of all moves (Geweke)"
            <| fun () ->
                Expect.isLessThan
                    (jointViolation honest (3000 * replications))
                    gate
                    $"standard errors, seed {seed}"

            testCase "the joint distribution test catches a stretch without z^(d−1) (negative control)"
            <| fun () ->
                Expect.isGreaterThan
                    (jointViolation (fun () -> [| BrokenStretch() |]) 3000)
                    gate
                    "standard errors"
        ]
