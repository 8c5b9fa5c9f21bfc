namespace UniversalApprox.Core

open System
open System.Threading
open UniversalApprox.Core.Densities
open UniversalApprox.Core.Sampling

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
    let random = RandomSource(Rng.ofSeed 0UL)
    let work = HalfStep(dimension, half, random)
    let proposed = Array.zeroCreate<float> half
    // Logarithms of the numbers that acceptance is decided by, and the log-densities below which it is certain to fail.
    let uniforms = Array.zeroCreate<float> half
    let floors = Array.zeroCreate<float> half
    let order = Array.zeroCreate<int> walkers
    let positions = Array.zeroCreate<float>(walkers * dimension)
    let logDensities = Array.zeroCreate<float> walkers
    // The ensemble before the step, restored if the density throws or the step is cancelled in its middle.
    let positionsBefore = Array.zeroCreate<float>(walkers * dimension)
    let logDensitiesBefore = Array.zeroCreate<float> walkers
    let acceptedBy = Array.zeroCreate<bool> walkers
    let acceptedPerWalker = Array.zeroCreate<int64> walkers
    let proposedPerWalker = Array.zeroCreate<int64> walkers
    let acceptedPerMove = Array.zeroCreate<int64> moves.Length
    let proposedPerMove = Array.zeroCreate<int64> moves.Length
    let mutable step = 0L

    // The density of a network need not be known where it is too low to be accepted, and may be asked for on any thread.
    let team =
        if density.Network.IsSome then
            ValueSome(ProposalTeam(density, work.Proposals, floors, proposed))
        else
            ValueNone

    let evaluate () =
        match team with
        | ValueSome team -> team.Evaluate()
        | ValueNone -> evaluator.Evaluate(work.Proposals, half, proposed)

    let cumulative =
        let weights = moves |> Array.map (fun struct (_, weight) -> weight)
        let total = Array.sum weights
        weights |> Array.scan (+) 0.0 |> Array.skip 1 |> Array.map (fun w -> w / total)

    let pickMove () =
        if moves.Length = 1 then
            0
        else
            let u = random.Uniform()
            let mutable m = 0

            while m < moves.Length - 1 && u >= cumulative[m] do
                m <- m + 1

            m

    let shuffle () =
        for w in 0 .. walkers - 1 do
            order[w] <- w

        // Only which half a walker is in matters: the last W/2 places of Fisher and Yates' shuffle are enough.
        random.FillUniform(uniforms, half)

        for k in 0 .. half - 1 do
            let i = walkers - 1 - k
            let j = RandomSource.Index(uniforms[k], i + 1)
            let held = order[i]
            order[i] <- order[j]
            order[j] <- held

    /// A row of a few numbers: a loop is faster than Array.Copy.
    let copyRow (source: float[]) from (target: float[]) into =
        for p in 0 .. dimension - 1 do
            target[into + p] <- source[from + p]

    let gather first (rows: float[]) =
        for k in 0 .. half - 1 do
            copyRow positions (order[first + k] * dimension) rows (k * dimension)

    /// A proposal that overflowed is replaced by where the walker is and marked as impossible: the density never sees a
    /// coordinate that is not finite.
    let setAsideOverflow () =
        let proposals = work.Proposals
        let ratios = work.LogRatios

        for k in 0 .. half - 1 do
            let at = k * dimension
            // 0·x is 0 for every finite x and NaN for any other.
            let mutable zero = 0.0 * ratios[k]

            for p in at .. at + dimension - 1 do
                zero <- zero + 0.0 * proposals[p]

            if zero <> 0.0 then
                copyRow work.Active at proposals at
                ratios[k] <- -infinity

    /// The only place where a proposal is accepted, with every case of the two log-densities:
    ///   proposal NaN or +∞             error, with the point
    ///   proposal −∞ or set aside       rejected, whatever the current one
    ///   proposal finite, current −∞    accepted: any possible point is better than an impossible one
    ///   both finite                    accepted with probability min(1, exp(ratio + proposal − current))
    let accepts ratio (current: float) (proposal: float) logUniform =
        if proposal = -infinity || ratio = -infinity then false
        elif current = -infinity then true
        else logUniform < ratio + proposal - current

    let moveHalf (proposer: Proposer) first =
        gather first work.Active
        gather ((first + half) % walkers) work.Helpers
        work.Step <- step
        proposer.Propose work
        setAsideOverflow ()
        // Drawn in all cases, so that the stream does not depend on the density.
        random.FillUniform(uniforms, half)

        for k in 0 .. half - 1 do
            uniforms[k] <- log uniforms[k]
            floors[k] <- uniforms[k] - work.LogRatios[k] + logDensities[order[first + k]]

        evaluate ()

        for k in 0 .. half - 1 do
            let walker = order[first + k]

            if Double.IsNaN proposed[k] || proposed[k] = infinity then
                let where = $"proposed to walker {walker + 1} at step {step + 1L}"
                Guard.rejectValue proposed[k] work.Proposals (k * dimension) dimension where

            let accepted = accepts work.LogRatios[k] logDensities[walker] proposed[k] uniforms[k]
            acceptedBy[walker] <- accepted

            if accepted then
                copyRow work.Proposals (k * dimension) positions (walker * dimension)
                logDensities[walker] <- proposed[k]

    /// After both halves have moved, so that a step that fails counts for nothing.
    let count move =
        let mutable accepted = 0

        for w in 0 .. walkers - 1 do
            proposedPerWalker[w] <- proposedPerWalker[w] + 1L

            if acceptedBy[w] then
                acceptedPerWalker[w] <- acceptedPerWalker[w] + 1L
                accepted <- accepted + 1

        proposedPerMove[move] <- proposedPerMove[move] + int64 walkers
        acceptedPerMove[move] <- acceptedPerMove[move] + int64 accepted
        accepted

    let copyInto (target: int64[]) (source: int64[]) =
        // A mixture of another size starts its counts anew.
        if source.Length = target.Length then
            Array.Copy(source, target, target.Length)
        else
            Array.Clear target

    member _.Dimension = dimension
    member _.Walkers = walkers
    member _.Moves = moves.Length
    member _.Evaluator = evaluator
    member _.Positions = positions
    member _.LogDensities = logDensities
    member _.Step = step

    member _.Cancellation
        with get (): CancellationToken = evaluator.Cancellation
        and set (value: CancellationToken) =
            evaluator.Cancellation <- value
            team |> ValueOption.iter (fun team -> team.Cancellation <- value)

    /// Threads that help with the proposals of a network; the draws do not depend on their number.
    member _.StartHelpers(count: int) = team |> ValueOption.iter _.Start(count)
    member _.StopHelpers() = team |> ValueOption.iter _.Stop()

    member _.Load(state: EnsembleState) =
        Array.Copy(state.Positions, positions, positions.Length)
        Array.Copy(state.LogDensities, logDensities, walkers)
        copyInto acceptedPerWalker state.AcceptedPerWalker
        copyInto proposedPerWalker state.ProposedPerWalker
        copyInto acceptedPerMove state.AcceptedPerMove
        copyInto proposedPerMove state.ProposedPerMove

        random.Rng <- { Key = state.StreamKey; Position = state.StreamPosition }

        step <- state.Step

    member _.Advance() =
        let rngBefore = random.Rng
        Array.Copy(positions, positionsBefore, positions.Length)
        Array.Copy(logDensities, logDensitiesBefore, walkers)

        try
            evaluator.Cancellation.ThrowIfCancellationRequested()
            let move = pickMove ()
            let struct (proposer, _) = moves[move]
            shuffle ()
            moveHalf proposer 0
            moveHalf proposer half
            let accepted = count move
            step <- step + 1L

            { Move = move; Accepted = accepted; AcceptanceRate = float accepted / float walkers }
        with _ ->
            Array.Copy(positionsBefore, positions, positions.Length)
            Array.Copy(logDensitiesBefore, logDensities, walkers)
            random.Rng <- rngBefore
            reraise ()

    member _.Snapshot() =
        {
            Walkers = walkers
            Dimension = dimension
            Step = step
            Positions = Array.copy positions
            LogDensities = Array.copy logDensities
            StreamKey = random.Rng.Key
            StreamPosition = random.Rng.Position
            AcceptedPerWalker = Array.copy acceptedPerWalker
            ProposedPerWalker = Array.copy proposedPerWalker
            AcceptedPerMove = Array.copy acceptedPerMove
            ProposedPerMove = Array.copy proposedPerMove
        }

[<RequireQualifiedAccess>]
module Ensemble =
    let validate (dimension: int) (walkers: int) (moves: WeightedMove[]) =
        if walkers < 2 * dimension || walkers % 2 <> 0 then
            Check.rejectRange
                "walkers"
                $"walkers must be even and at least 2 x {dimension} parameters = {2 * dimension}; got {walkers}."

        if moves.Length = 0 then
            Check.reject "moves" "moves: at least one move is needed; got none."

        for m in moves do
            if not (Double.IsFinite m.Weight && m.Weight > 0.0) then
                Check.rejectRange
                    "moves"
                    $"The weight of the {Move.name m.Move} move must be a finite number above 0; got {Check.text m.Weight}."

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
