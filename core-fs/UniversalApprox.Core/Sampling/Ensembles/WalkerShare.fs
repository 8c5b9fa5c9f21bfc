namespace UniversalApprox.Core.Sampling

open System
open System.Threading
open UniversalApprox.Core
open UniversalApprox.Core.Densities

/// The walkers that one thread moves. Each thread knows from the random stream alone which walkers every step moves first,
/// and where the numbers of each are; all that it needs of the others are positions, which it finds in the rows.
[<Sealed>]
type internal WalkerShare
    (density: LogDensity, walkers: int, moves: struct (Proposer * float)[], rows: WalkerRows) =
    let dimension = density.Dimension
    let half = walkers / 2
    let evaluator = density.CreateEvaluator()
    // The density of a network need not be known where it is too low to be accepted, so it is asked for one point at a time;
    // others are asked for half the walkers at once.
    let isOneByOne = density.Network.IsSome
    let atOnce = if isOneByOne then 1 else half
    let proposal = Proposal(dimension, half, rows.Values, Target = Array.zeroCreate (atOnce * dimension))
    let ratios = Array.zeroCreate<float> half
    let logUniforms = Array.zeroCreate<float> half
    let values = Array.zeroCreate<float> half
    let order = Array.zeroCreate<int> walkers
    let places = Array.zeroCreate<float> half
    // Places in the order of this thread's walkers in the half, and of those whose helpers are not there yet.
    let turns = Array.zeroCreate<int> half
    let late = Array.zeroCreate<int> half
    let logDensities = Array.zeroCreate<float> walkers
    let accepted = Array.zeroCreate<int64> walkers
    let acceptedPerMove = Array.zeroCreate<int64> moves.Length
    let proposedPerMove = Array.zeroCreate<int64> moves.Length

    // Numbers per walker and step, an even number: two of each block. The first decides on acceptance.
    let numbers =
        moves |> Array.map (fun struct (proposer, _) -> (proposer.Uniforms(dimension, half) + 2) / 2 * 2)

    // The walkers whose numbers are made at once: all, where that is little memory.
    let filledAtOnce = if Array.max numbers * walkers <= 16384 then walkers else 1
    let uniforms = Array.zeroCreate<float>(filledAtOnce * Array.max numbers)

    let cumulative =
        let weights = moves |> Array.map (fun struct (_, weight) -> weight)
        let total = Array.sum weights
        weights |> Array.scan (+) 0.0 |> Array.skip 1 |> Array.map (fun w -> w / total)

    let mutable first = 0
    let mutable count = walkers
    let mutable step = 0L
    let mutable rng = Rng.ofSeed 0UL
    let mutable move = 0
    let mutable lost = 0L
    let mutable hasBegun = false

    do proposal.Uniforms <- uniforms

    let pickMove () =
        if moves.Length > 1 then
            let struct (u, next) = Rng.uniform rng
            rng <- next
            move <- 0

            while move < moves.Length - 1 && u >= cumulative[move] do
                move <- move + 1

    let shuffle () =
        for w in 0 .. walkers - 1 do
            order[w] <- w

        // Only which half a walker is in matters: the last W/2 places of Fisher and Yates' shuffle are enough.
        rng <- Rng.fillUniformPairs (Span places) rng

        for k in 0 .. half - 1 do
            let i = walkers - 1 - k
            let j = RandomSource.Index(places[k], i + 1)
            let held = order[i]
            order[i] <- order[j]
            order[j] <- held

    let fill walker count =
        let blocks = uint64 (numbers[move] / 2)
        let from = { rng with Position = rng.Position + uint64 walker * blocks }
        Rng.fillUniformPairs (Span(uniforms, 0, count * numbers[move])) from |> ignore

    /// The random numbers of this step, and the stream after them.
    let draw () =
        pickMove ()
        shuffle ()

        if filledAtOnce > 1 then
            fill first count

    let skipNumbers () =
        rng <- { rng with Position = rng.Position + uint64 walkers * uint64 (numbers[move] / 2) }

    let fillNext walker =
        if filledAtOnce > 1 then
            proposal.Next <- (walker - first) * numbers[move]
        else
            fill walker 1
            proposal.Next <- 0

    /// Turns to the walker at a place of the order; its helpers are chosen, and its first number is returned.
    let turnTo (proposer: Proposer) k =
        let walker = order[k]
        fillNext walker
        let uniform = proposal.Uniform()
        proposal.Active <- rows.Row(step - 1L, walker)
        proposer.Choose proposal
        uniform

    /// A proposal that overflowed is replaced by where the walker is and marked as impossible: the density never sees a
    /// coordinate that is not finite.
    let propose (proposer: Proposer) =
        let ratio = proposer.Propose proposal
        let target = proposal.Target
        // 0·x is 0 for every finite x and NaN for any other.
        let mutable zero = 0.0 * ratio

        for p in proposal.At .. proposal.At + dimension - 1 do
            zero <- zero + 0.0 * target[p]

        if zero = 0.0 then
            ratio
        else
            proposal.Stay()
            -infinity

    /// The only place where a proposal is accepted, with every case of the two log-densities:
    ///   proposal NaN or +∞             error, with the point
    ///   proposal −∞ or set aside       rejected, whatever the current one
    ///   proposal finite, current −∞    accepted: any possible point is better than an impossible one
    ///   both finite                    accepted with probability min(1, exp(ratio + proposal − current))
    let accepts ratio (current: float) (value: float) logUniform =
        if value = -infinity || ratio = -infinity then false
        elif current = -infinity then true
        else logUniform < ratio + value - current

    let settle walker at ratio logUniform value =
        if Double.IsNaN value || value = infinity then
            let where = $"proposed to walker {walker + 1} at step {step}"
            Guard.rejectValue value proposal.Target at dimension where

        let target = rows.Values
        let row = rows.Row(step, walker)

        if accepts ratio logDensities[walker] value logUniform then
            logDensities[walker] <- value
            accepted[walker] <- accepted[walker] + 1L
            acceptedPerMove[move] <- acceptedPerMove[move] + 1L
            let source = proposal.Target

            for p in 0 .. dimension - 1 do
                target[row + p] <- source[at + p]
        else
            let before = rows.Row(step - 1L, walker)

            for p in 0 .. dimension - 1 do
                target[row + p] <- target[before + p]

        rows.Publish(row, step)

    let moveOne proposer k uniform =
        let walker = order[k]
        let ratio = propose proposer
        let logUniform = log uniform
        let floor = logUniform - ratio + logDensities[walker]
        settle walker 0 ratio logUniform (evaluator.EvaluateAbove(proposal.Target, 0, floor))

    let areHelpersThere version =
        let mutable all = true

        for i in 0 .. proposal.Choices - 1 do
            all <- all && rows.IsOf(proposal.Helper i, version)

        all

    /// What is lost until everybody has a core does not count: some get theirs late.
    let note (pace: Pace) ticks =
        if ticks > 0L then
            lost <- if hasBegun then lost + ticks else 0L
            hasBegun <- pace.HasBegun

    let waitForHelpers (pace: Pace) version =
        for i in 0 .. proposal.Choices - 1 do
            note pace (pace.WaitForRow(rows, proposal.Helper i, version))

    /// Those first whose helpers are there: meanwhile other threads get on.
    let moveOneByOne (pace: Pace) proposer start version =
        let mutable mine = 0

        for k in start .. start + half - 1 do
            turns[mine] <- k

            if uint (order[k] - first) < uint count then
                mine <- mine + 1

        let mutable waiting = 0

        for i in 0 .. mine - 1 do
            let k = turns[i]
            let uniform = turnTo proposer k

            if areHelpersThere version then
                moveOne proposer k uniform
            else
                late[waiting] <- k
                waiting <- waiting + 1

        for i in 0 .. waiting - 1 do
            let uniform = turnTo proposer late[i]
            waitForHelpers pace version
            moveOne proposer late[i] uniform

    let moveAtOnce proposer start =
        for k in 0 .. half - 1 do
            let uniform = turnTo proposer (start + k)
            proposal.At <- k * dimension
            logUniforms[k] <- log uniform
            ratios[k] <- propose proposer

        evaluator.Evaluate(proposal.Target, half, values)

        for k in 0 .. half - 1 do
            settle order[start + k] (k * dimension) ratios[k] logUniforms[k] values[k]

    /// Moves this thread's walkers of the half that begins at a place of the order; the others are then where they were
    /// after step `version`.
    let moveHalf pace proposer start version =
        let helpers = proposal.HelperRows
        let other = if start = 0 then half else 0

        for j in 0 .. half - 1 do
            helpers[j] <- rows.Row(version, order[other + j])

        proposal.HalfStep <- proposal.HalfStep + 1L

        if isOneByOne then
            moveOneByOne pace proposer start version
        else
            moveAtOnce proposer start

    let advance pace =
        proposal.Step <- step
        step <- step + 1L
        draw ()
        let struct (proposer, _) = moves[move]
        moveHalf pace proposer 0 (step - 1L)
        moveHalf pace proposer half step
        proposedPerMove[move] <- proposedPerMove[move] + int64 count
        skipNumbers ()

    let record (recording: Recording) kept =
        let at = kept * walkers + first
        rows.Copy(step, first, count, recording.Draws, at * dimension)
        Array.Copy(logDensities, first, recording.LogDensities, at, count)

    member _.Evaluator = evaluator
    member _.LogDensities = logDensities
    member _.First = first
    member _.Count = count
    /// The stream and the number of steps taken, after the last step of `Run`.
    member _.Rng = rng
    member _.Step = step
    /// The move of the last step.
    member _.Move = move
    /// Since `Take`: accepted proposals of each walker, and of each move; proposals of each move.
    member _.Accepted = accepted
    member _.AcceptedPerMove = acceptedPerMove
    member _.ProposedPerMove = proposedPerMove

    /// Makes `count` walkers from number `first` on those of this thread, with their log-densities.
    member _.Take(firstWalker: int, walkerCount: int, source: float[], stream: Rng, steps: int64) =
        first <- firstWalker
        count <- walkerCount
        rng <- stream
        step <- steps
        lost <- 0L
        hasBegun <- false
        Array.Copy(source, first, logDensities, first, count)
        Array.Clear accepted
        Array.Clear acceptedPerMove
        Array.Clear proposedPerMove

    /// Takes steps, keeping each `Thin`-th; fewer if the threads agree to stop.
    member _.Run
        (steps: int, recording: Recording voption, pace: Pace, thread: int, cancellation: CancellationToken)
        =
        evaluator.Cancellation <- cancellation
        let until = step + int64 steps
        let mutable kept = 0
        let mutable goesOn = steps > 0

        while goesOn do
            cancellation.ThrowIfCancellationRequested()
            // The row of the step to come is the one of Kept steps before it, which moves of the step after that read.
            note pace (pace.WaitForAll(step + 2L - int64 WalkerRows.Kept))

            // Only after the wait: who asks to stop says so before reporting the step that is waited for.
            if step < pace.Last then
                advance pace

                match recording with
                | ValueSome recording when step % int64 recording.Thin = 0L ->
                    record recording (recording.Kept + kept)
                    kept <- kept + 1
                | _ -> ()

                pace.Report(thread, step, lost)
                goesOn <- step < until
            else
                goesOn <- false
