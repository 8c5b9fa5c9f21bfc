namespace UniversalApprox.Core

open System
open System.Runtime.ExceptionServices
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
type EnsembleKernel(density: LogDensity, walkers: int, createMoves: unit -> struct (Proposer * float)[]) =
    let dimension = density.Dimension
    let rows = WalkerRows(walkers, dimension)
    let createShare _ = WalkerShare(density, walkers, createMoves (), rows)
    let mutable shares = [| createShare 0 |]
    let alone = shares
    let evaluator = alone[0].Evaluator
    let logDensities = Array.zeroCreate<float> walkers
    let acceptedPerWalker = Array.zeroCreate<int64> walkers
    let proposedPerWalker = Array.zeroCreate<int64> walkers
    let moves = alone[0].AcceptedPerMove.Length
    let acceptedPerMove = Array.zeroCreate<int64> moves
    let proposedPerMove = Array.zeroCreate<int64> moves
    let mutable rng = Rng.ofSeed 0UL
    let mutable step = 0L
    let mutable helpers: Helpers voption = ValueNone
    // Runs to take alone, and how many after the next one whose threads waited for a core.
    let mutable rest = 0
    let mutable nextRest = 1
    let longestRest = 64

    /// Points times units: what the time of an evaluation is in proportion to, some 0.4 ns each.
    let work =
        match density.Network with
        | Some model -> float model.Data.Count * float (max 1 model.Layout.Units)
        | None -> 0.0

    // A look takes about 2 ns; a thread is often some evaluations ahead of another.
    let patience = int (min 1e8 (2000.0 + 2.0 * work))
    // Waking helpers, and starting them at first, takes less than 100 µs.
    let isWorthThreads steps = float steps * float walkers * work > 1e6

    let positions () =
        let copy = Array.zeroCreate<float>(walkers * dimension)
        rows.Copy(step, 0, walkers, copy, 0)
        copy

    let addInto (target: int64[]) (source: int64[]) =
        for i in 0 .. target.Length - 1 do
            target[i] <- target[i] + source[i]

    let copyInto (target: int64[]) (source: int64[]) =
        // A mixture of another size starts its counts anew.
        if source.Length = target.Length then
            Array.Copy(source, target, target.Length)
        else
            Array.Clear target

    let stop () =
        helpers |> ValueOption.iter _.Stop()
        helpers <- ValueNone

    let helpersFor count =
        match helpers with
        | ValueSome present when present.Count = count -> present
        | _ ->
            stop ()
            let started = Helpers count
            helpers <- ValueSome started
            started

    /// Divides the walkers among shares, runs each on a thread, this one the first, and takes over what they did.
    let runOn (team: WalkerShare[]) steps recording =
        let before = step
        let pace = Pace(team.Length, step, patience)
        let errors: exn[] = Array.zeroCreate team.Length
        let bound i = i * walkers / team.Length

        team
        |> Array.iteri (fun i share -> share.Take(bound i, bound (i + 1) - bound i, logDensities, rng, step))

        let run i =
            try
                team[i].Run(steps, recording, pace, i, evaluator.Cancellation)
            with error ->
                errors[i] <- error
                pace.Fail()

        if team.Length = 1 then run 0 else helpersFor(team.Length - 1).Run run

        match errors |> Array.tryFind (fun e -> not (isNull e) && not (e :? AnotherThreadFailed)) with
        | Some error -> ExceptionDispatchInfo.Throw error
        | None -> ()

        rng <- team[0].Rng
        step <- team[0].Step

        for share in team do
            Array.Copy(share.LogDensities, share.First, logDensities, share.First, share.Count)
            addInto acceptedPerWalker share.Accepted
            addInto acceptedPerMove share.AcceptedPerMove
            addInto proposedPerMove share.ProposedPerMove

        for w in 0 .. walkers - 1 do
            proposedPerWalker[w] <- proposedPerWalker[w] + step - before

    /// Threads that wait for a core cost more than they give: then the rest is done alone, and so are some runs after it,
    /// twice as many each time.
    let runTogether steps (recording: Recording voption) =
        let before = step
        runOn shares steps recording
        let left = int (before + int64 steps - step)

        if left > 0 then
            rest <- nextRest
            nextRest <- min longestRest (2 * nextRest)

            recording
            |> ValueOption.map (fun r -> { r with Kept = r.Kept + r.Count(before, step) })
            |> runOn alone left
        else
            nextRest <- max 1 (nextRest / 2)

    member _.Dimension = dimension
    member _.Walkers = walkers
    member _.Moves = moves
    member _.Evaluator = evaluator
    member _.Positions = positions ()
    member _.LogDensities = logDensities
    member _.Step = step

    member _.Cancellation
        with get (): CancellationToken = evaluator.Cancellation
        and set (value: CancellationToken) = evaluator.Cancellation <- value

    member _.Threads
        with get () = shares.Length
        and set (value: int) =
            // Only a network's density may be asked for on any thread; and few walkers wait for each other most of the time.
            let threads = if density.Network.IsSome then max 1 (min value (walkers / 4)) else 1
            shares <- Array.init threads (fun i -> if i = 0 then alone[0] else createShare i)

    member _.StopThreads() = stop ()

    member _.Load(state: EnsembleState) =
        step <- state.Step
        rng <- { Key = state.StreamKey; Position = state.StreamPosition }
        rows.Load(state.Positions, step)
        Array.Copy(state.LogDensities, logDensities, walkers)
        copyInto acceptedPerWalker state.AcceptedPerWalker
        copyInto proposedPerWalker state.ProposedPerWalker
        copyInto acceptedPerMove state.AcceptedPerMove
        copyInto proposedPerMove state.ProposedPerMove

    member _.Run(steps: int, recording: Recording voption) =
        if shares.Length = 1 || not (isWorthThreads steps) then
            runOn alone steps recording
        elif rest > 0 then
            rest <- rest - 1
            runOn alone steps recording
        else
            runTogether steps recording

    member _.Advance() =
        runOn alone 1 ValueNone
        let accepted = int (Array.sum alone[0].AcceptedPerMove)

        {
            Move = alone[0].Move
            Accepted = accepted
            AcceptanceRate = float accepted / float walkers
        }

    member _.Snapshot() =
        {
            Walkers = walkers
            Dimension = dimension
            Step = step
            Positions = positions ()
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

        EnsembleKernel(density, walkers, (fun () -> Array.map create moves))

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
