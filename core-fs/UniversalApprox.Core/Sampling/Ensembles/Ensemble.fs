namespace UniversalApprox.Core.Sampling.Ensembles

open System
open System.Threading
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Moves

type EnsembleState =
    {
        Walkers: int
        Dimension: int
        Step: int64
        Positions: float[]
        LogDensities: float[]
        StreamKey: uint64
        StreamPosition: uint64
        AcceptedPerWalker: int64[]
        ProposedPerWalker: int64[]
        AcceptedPerMove: int64[]
        ProposedPerMove: int64[]
    }

[<Struct>]
type StepInfo = { Move: int; Accepted: int; AcceptanceRate: float }

[<Sealed>]
type EnsembleKernel(density: LogDensity, walkers: int, moves: struct (Proposer * float)[]) =
    let dimension = density.Dimension
    let half = walkers / 2
    let evaluator = density.CreateEvaluator()
    let proposers = moves |> Array.map (fun struct (proposer, _) -> proposer)

    let cumulativeWeights =
        let weights = moves |> Array.map (fun struct (_, weight) -> weight)
        weights |> Array.scan (+) 0.0 |> Array.tail |> Array.map (fun sum -> sum / Array.sum weights)

    // The state, from here on.
    let mutable step = 0L
    let random = RandomSource(Rng.ofSeed 0UL)
    let positions = Array.zeroCreate<float>(walkers * dimension)
    let logDensities = Array.zeroCreate<float> walkers
    let acceptedPerWalker = Array.zeroCreate<int64> walkers
    let proposedPerWalker = Array.zeroCreate<int64> walkers
    let acceptedPerMove = Array.zeroCreate<int64> moves.Length
    let proposedPerMove = Array.zeroCreate<int64> moves.Length

    // Buffers of one half-step.
    let order = Array.zeroCreate<int> walkers
    let view = HalfStep(dimension, positions, Array.zeroCreate half)
    let proposals = Array.zeroCreate<float>(half * dimension)
    let ratios = Array.zeroCreate<float> half
    let logUniforms = Array.zeroCreate<float> half
    let floors = Array.zeroCreate<float> half
    let values = Array.zeroCreate<float> half

    let pickMove () =
        if moves.Length = 1 then
            0
        else
            let u = random.Uniform()
            let mutable move = 0

            while move < moves.Length - 1 && u >= cumulativeWeights[move] do
                move <- move + 1

            move

    /// Divides the walkers at random: the first half of the order and the second.
    let shuffle () =
        for w in 0 .. walkers - 1 do
            order[w] <- w

        // The last W/2 places of Fisher and Yates' shuffle decide the halves; the order within does not matter.
        for i in walkers - 1 .. -1 .. half do
            let j = random.Below(i + 1)
            let held = order[i]
            order[i] <- order[j]
            order[j] <- held

    /// Makes proposal number k, for one walker. One that overflowed is replaced by where the walker is and marked as
    /// impossible: the density never sees a coordinate that is not finite.
    let propose (proposer: Proposer) k walker =
        let at = k * dimension
        let ratio = proposer.Propose(view, walker * dimension, random, proposals, at)
        // 0·x is 0 for every finite x and NaN for any other.
        let mutable zero = 0.0 * ratio

        for p in at .. at + dimension - 1 do
            zero <- zero + 0.0 * proposals[p]

        if zero = 0.0 then
            ratios[k] <- ratio
        else
            ratios[k] <- -infinity
            Array.Copy(positions, walker * dimension, proposals, at, dimension)

        let logUniform = log (random.Uniform())
        logUniforms[k] <- logUniform
        floors[k] <- logUniform - ratios[k] + logDensities[walker]

    /// The only place where a proposal is accepted, with every case of the two log-densities:
    ///   proposal NaN or +∞             error, with the point (checked before)
    ///   proposal −∞ or set aside       rejected, whatever the current one
    ///   proposal finite, current −∞    accepted: any possible point is better than an impossible one
    ///   both finite                    accepted with probability min(1, exp(ratio + proposal − current))
    let accepts k (current: float) =
        if values[k] = -infinity || ratios[k] = -infinity then false
        elif current = -infinity then true
        else logUniforms[k] < ratios[k] + values[k] - current

    let settle move k walker =
        if Double.IsNaN values[k] || values[k] = infinity then
            let where = $"proposed to walker {walker + 1} at step {step}"
            Guard.rejectValue values[k] proposals (k * dimension) dimension where

        proposedPerWalker[walker] <- proposedPerWalker[walker] + 1L

        if accepts k logDensities[walker] then
            let source = k * dimension
            let target = walker * dimension

            // Array.Copy takes longer for a few numbers.
            for p in 0 .. dimension - 1 do
                positions[target + p] <- proposals[source + p]

            logDensities[walker] <- values[k]
            acceptedPerWalker[walker] <- acceptedPerWalker[walker] + 1L
            acceptedPerMove[move] <- acceptedPerMove[move] + 1L

    /// Moves the half of the walkers whose places in the order begin at `first`, with the help of the others.
    let moveHalf move first =
        let helpers = view.Helpers

        for j in 0 .. half - 1 do
            helpers[j] <- order[half - first + j] * dimension

        let proposer = proposers[move]
        proposer.Prepare view

        let cancellation = evaluator.Cancellation

        for k in 0 .. half - 1 do
            cancellation.ThrowIfCancellationRequested()
            propose proposer k order[first + k]

        evaluator.EvaluateAbove(proposals, half, floors, values)

        for k in 0 .. half - 1 do
            settle move k order[first + k]

    let copyCounts (target: int64[]) (source: int64[]) =
        // A mixture of another size starts its counts anew.
        if source.Length = target.Length then
            Array.Copy(source, target, target.Length)
        else
            Array.Clear target

    member _.Dimension = dimension
    member _.Walkers = walkers
    member _.Moves = moves.Length
    member _.Evaluator = evaluator
    member _.Step = step
    member _.Positions = positions
    member _.LogDensities = logDensities

    member _.Cancellation
        with get (): CancellationToken = evaluator.Cancellation
        and set (value: CancellationToken) = evaluator.Cancellation <- value

    member _.Load(state: EnsembleState) =
        step <- state.Step
        random.Rng <- { Key = state.StreamKey; Position = state.StreamPosition }
        Array.Copy(state.Positions, positions, positions.Length)
        Array.Copy(state.LogDensities, logDensities, walkers)
        copyCounts acceptedPerWalker state.AcceptedPerWalker
        copyCounts proposedPerWalker state.ProposedPerWalker
        copyCounts acceptedPerMove state.AcceptedPerMove
        copyCounts proposedPerMove state.ProposedPerMove

    member _.Advance() =
        let move = pickMove ()
        let acceptedBefore = acceptedPerMove[move]
        shuffle ()
        view.Step <- step
        step <- step + 1L
        moveHalf move 0
        moveHalf move half
        proposedPerMove[move] <- proposedPerMove[move] + int64 walkers
        // A state knows the position in the stream only, and is the same whether it is taken now or later.
        random.EndPair()
        let accepted = int (acceptedPerMove[move] - acceptedBefore)

        { Move = move; Accepted = accepted; AcceptanceRate = float accepted / float walkers }

    member _.Snapshot() =
        let rng = random.Rng

        {
            Walkers = walkers
            Dimension = dimension
            Step = step
            Positions = Array.copy positions
            LogDensities = Array.copy logDensities
            StreamKey = rng.Key
            StreamPosition = rng.Position
            AcceptedPerWalker = Array.copy acceptedPerWalker
            ProposedPerWalker = Array.copy proposedPerWalker
            AcceptedPerMove = Array.copy acceptedPerMove
            ProposedPerMove = Array.copy proposedPerMove
        }

[<RequireQualifiedAccess>]
module Ensemble =
    let validateMoves (moves: WeightedMove[]) =
        Check.notEmpty "Moves" moves

        for m in moves do
            Check.positive $"Moves.{Move.name m.Move}" m.Weight
            Move.validateNumbers m.Move

    let validate (dimension: int) (walkers: int) (moves: WeightedMove[]) =
        if walkers < 2 * dimension || walkers % 2 <> 0 then
            Check.refuse "Walkers" walkers $"even and at least 2 x {dimension} parameters = {2 * dimension}"

        validateMoves moves

        for m in moves do
            Move.validate dimension walkers m.Move

    let kernel (moves: WeightedMove[]) (walkers: int) (density: LogDensity) =
        validate density.Dimension walkers moves

        let create (m: WeightedMove) =
            struct (Proposers.create density.Dimension (walkers / 2) m.Move, m.Weight)

        EnsembleKernel(density, walkers, Array.map create moves)

    let start (kernel: EnsembleKernel) (positions: float[]) (logDensities: float[]) (rng: Rng) =
        {
            Walkers = kernel.Walkers
            Dimension = kernel.Dimension
            Step = 0L
            Positions = positions
            LogDensities = logDensities
            StreamKey = rng.Key
            StreamPosition = rng.Position
            AcceptedPerWalker = Array.zeroCreate kernel.Walkers
            ProposedPerWalker = Array.zeroCreate kernel.Walkers
            AcceptedPerMove = Array.zeroCreate kernel.Moves
            ProposedPerMove = Array.zeroCreate kernel.Moves
        }

    let init (kernel: EnsembleKernel) (positions: float[]) (rng: Rng) =
        Check.sameLength "positions" (kernel.Walkers * kernel.Dimension) positions
        Check.allFinite "positions" positions
        let logDensities = Array.zeroCreate kernel.Walkers
        let positions = Array.copy positions
        kernel.Evaluator.Evaluate(positions, kernel.Walkers, logDensities)
        Guard.checkStart logDensities positions kernel.Dimension
        start kernel positions logDensities rng

    let step (kernel: EnsembleKernel) (state: EnsembleState) =
        if state.Walkers <> kernel.Walkers || state.Dimension <> kernel.Dimension then
            Check.reject
                "state"
                $"state must have {kernel.Walkers} walkers in {kernel.Dimension} dimensions; got {state.Walkers} in {state.Dimension}."

        kernel.Load state
        let info = kernel.Advance()
        struct (kernel.Snapshot(), info)
