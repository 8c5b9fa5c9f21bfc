module UniversalApprox.Tests.Sampling.DetailedBalanceTests

open System
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Tests.Sampling.Support

/// h walkers and h helpers, at 0 unless set, and a move that proposes for the walkers.
type private HalfEnsemble(proposer: Proposer, dimension: int, half: int) =
    let positions = Array.zeroCreate<float>(2 * half * dimension)
    let row k = k * dimension
    let halfStep = HalfStep(dimension, positions, Array.init half (fun j -> row (half + j)))

    member _.Walker k = Array.sub positions (row k) dimension
    member _.SetWalker(k, position: float[]) = position.CopyTo(positions, row k)
    member _.SetHelper(j, position: float[]) = position.CopyTo(positions, row (half + j))

    member _.BeginHalfStep() =
        halfStep.Step <- halfStep.Step + 1L
        proposer.Prepare halfStep

    /// The proposal for a walker, and the logarithm of its Hastings ratio.
    member _.Propose(k, random: RandomSource) =
        let target = Array.zeroCreate dimension
        let ratio = proposer.Propose(halfStep, row k, random, target, 0)
        struct (target, ratio)

/// Given its helpers, a move with its acceptance rule is reversible: if x is drawn from the target and x′ is where the
/// walker is after the half-step, (x, x′) and (x′, x) have the same law. So every antisymmetric function of the pair has
/// mean 0. All trials are independent; no chain is involved.
let private violations
    (proposer: Proposer)
    dimension
    half
    trials
    (target: float[] -> int -> float)
    (draw: RandomSource -> float)
    =
    let random = RandomSource(Rng.ofSeed 11UL)
    let ensemble = HalfEnsemble(proposer, dimension, half)

    let functions: (float[] -> float[] -> float)[] =
        let radius (x: float[]) = Array.sumBy (fun v -> v * v) x
        let inner x = if radius x < float dimension then 1.0 else 0.0

        [|
            fun x y -> radius x - radius y
            fun x y -> inner x * radius y - inner y * radius x
            fun x y -> x[0] * y[0] * y[0] - y[0] * x[0] * x[0]
            fun x y -> x[0] * exp (-radius y) - y[0] * exp (-radius x)
        |]

    let sums = Array.zeroCreate<float> functions.Length
    let squares = Array.zeroCreate<float> functions.Length

    for _ in 1..trials do
        for k in 0 .. half - 1 do
            ensemble.SetWalker(k, Array.init dimension (fun _ -> draw random))
            // Helpers may lie anywhere; these are wider than the target and off its centre.
            ensemble.SetHelper(k, Array.init dimension (fun _ -> 0.3 + 1.5 * random.Normal()))

        ensemble.BeginHalfStep()

        // The mean over walkers that share helpers counts as one trial.
        let means = Array.zeroCreate<float> functions.Length

        for k in 0 .. half - 1 do
            let before = ensemble.Walker k
            let struct (proposal, ratio) = ensemble.Propose(k, random)
            let ratio = ratio + target proposal 0 - target before 0
            let after = if log (random.Uniform()) < ratio then proposal else before
            functions |> Array.iteri (fun i f -> means[i] <- means[i] + f before after / float half)

        means
        |> Array.iteri (fun i mean ->
            sums[i] <- sums[i] + mean
            squares[i] <- squares[i] + mean * mean)

    let n = float trials

    Array.map2
        (fun sum square -> abs (sum / n) / sqrt ((square / n - (sum / n) * (sum / n)) / n + 1e-300))
        sums
        squares
    |> Array.max

let private normalTarget (x: float[]) at =
    let mutable sum = 0.0

    for p in at .. x.Length - 1 do
        sum <- sum - 0.5 * x[p] * x[p]

    sum

let private violation proposer dimension half trials =
    violations proposer dimension half trials normalTarget (fun random -> random.Normal())

/// Half the power of the Hastings ratio.
type private BrokenSnooker() =
    inherit Proposer()
    let honest = SnookerProposer 1.7

    override _.Propose(half, walker, random, target, at) =
        0.5 * honest.Propose(half, walker, random, target, at)

let private moves dimension =
    [
        Move.stretch
        Move.Stretch 5.0
        Move.walk
        Move.Walk(Some 3, Some 1.0)
        Move.differentialEvolution
        Move.DifferentialEvolution(Some 0.5, 0.0)
        Move.snooker
        Move.kde
        Move.Kde 0.5
        Move.gaussian StepMode.Vector
        Move.gaussian StepMode.Random
        Move.gaussian StepMode.Sequential
        Move.Gaussian(StepCovariance.OfHelpers(Some 0.5), StepMode.Random)
        Move.Gaussian(StepCovariance.Scalar 1.0, StepMode.Vector)
        Move.Gaussian(StepCovariance.Diagonal(Array.create dimension 2.0), StepMode.Random)
        Move.Gaussian(StepCovariance.Full(Normal(dimension, 10.0).Covariance 3.0), StepMode.Sequential)
        Move.Gaussian(StepCovariance.Full(Normal(dimension, 10.0).Covariance 3.0), StepMode.Vector)
    ]

[<Tests>]
let tests =
    testList
        "Detailed balance"
        [
            for dimension in [ 1; 3 ] do
                for move in moves dimension do
                    testCase $"%A{move} in {dimension} dimensions"
                    <| fun () ->
                        let proposer = Proposers.create dimension 8 move

                        Expect.isLessThan
                            (violation proposer dimension 8 10000)
                            gate
                            "standard errors from balance"

            testCase "a stretch without the factor z^(d−1) is caught (negative control)"
            <| fun () -> Expect.isGreaterThan (violation (BrokenStretch()) 3 8 10000) gate "standard errors"

            testCase "a snooker with half the power is caught (negative control)"
            <| fun () -> Expect.isGreaterThan (violation (BrokenSnooker()) 3 8 10000) gate "standard errors"

            testCase "stretch keeps a uniform law on an interval, up to its very ends"
            <| fun () ->
                let inside (x: float[]) at = if abs x[at] <= 1.0 then 0.0 else -infinity
                let draw (random: RandomSource) = 2.0 * random.Uniform() - 1.0

                Expect.isLessThan
                    (violations (StretchProposer 2.0) 1 8 20000 inside draw)
                    gate
                    "standard errors"

            testCase "a walker on top of its helper, or helpers all alike, do no harm"
            <| fun () ->
                for move in moves 2 do
                    let ensemble = HalfEnsemble(Proposers.create 2 6 move, 2, 6)
                    let random = RandomSource(Rng.ofSeed 3UL)
                    ensemble.BeginHalfStep()

                    for k in 0..5 do
                        let struct (point, ratio) = ensemble.Propose(k, random)
                        let usable = Array.forall Double.IsFinite point && Double.IsFinite ratio
                        // Whatever is not finite is rejected by the loop; what is finite has stayed or moved by its own noise.
                        if usable && not move.IsGaussian then
                            Expect.equal point [| 0.0; 0.0 |] "stays"
        ]
