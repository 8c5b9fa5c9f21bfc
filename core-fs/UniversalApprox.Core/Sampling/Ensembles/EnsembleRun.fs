namespace UniversalApprox.Core.Sampling

open System
open UniversalApprox.Core

/// One ensemble of a run: its state, the draws kept so far, and the counts since they began. Steps count for good only once
/// they are committed.
[<Sealed>]
type internal EnsembleRun(kernel: EnsembleKernel, start: EnsembleState, capacity: int, thin: int) =
    let walkers = start.Walkers
    let dimension = start.Dimension
    // Only what has been written is read, and writing zeros first would take a while.
    let draws = GC.AllocateUninitializedArray<float>(capacity * walkers * dimension)
    let logDensities = GC.AllocateUninitializedArray<float>(capacity * walkers)
    let mutable kept = 0

    // The last commit. Not `start` itself: the kernel begins its counts anew if the mixture has another size.
    let mutable keptBefore = 0

    let mutable state =
        kernel.Load start
        kernel.Snapshot()

    // The counts of a chain are differences to those of the state from which it goes on.
    let mutable countedFrom = state
    let mutable blockFrom = state
    let mutable blockStart = 0

    let keep () =
        Array.Copy(kernel.Positions, 0, draws, kept * walkers * dimension, walkers * dimension)
        Array.Copy(kernel.LogDensities, 0, logDensities, kept * walkers, walkers)
        kept <- kept + 1

    let slice (baseline: EnsembleState) first count =
        let since (now: int64[]) (before: int64[]) = Array.map2 (-) now before

        let part (source: float[]) unit =
            if first = 0 && source.Length = count * unit then
                source
            else
                Array.sub source (first * unit) (count * unit)

        {
            KeptSteps = count
            Walkers = walkers
            Dimension = dimension
            Draws = part draws (walkers * dimension)
            LogDensity = part logDensities walkers
            AcceptedPerWalker = since state.AcceptedPerWalker baseline.AcceptedPerWalker
            ProposedPerWalker = since state.ProposedPerWalker baseline.ProposedPerWalker
            AcceptedPerMove = since state.AcceptedPerMove baseline.AcceptedPerMove
            ProposedPerMove = since state.ProposedPerMove baseline.ProposedPerMove
        }

    /// The state at the last commit.
    member _.State = state
    member _.KeptSteps = kept

    /// Takes steps, and keeps each `thin`-th of them if `isKeeping`. If it throws, `Undo` has to follow.
    member _.Advance(steps: int, isKeeping: bool) =
        for _ in 1..steps do
            kernel.Advance() |> ignore

            if isKeeping && kernel.Step % int64 thin = 0L then
                keep ()

    member _.Commit() =
        state <- kernel.Snapshot()
        keptBefore <- kept

    /// Goes back to the last commit.
    member _.Undo() =
        kernel.Load state
        kept <- keptBefore

    /// Burn-in ends here.
    member _.StartCounting() =
        countedFrom <- state
        blockFrom <- state

    /// Everything kept so far.
    member _.Chain() = slice countedFrom 0 kept

    /// Whether draws were kept since the last block.
    member _.HasBlock = kept > blockStart

    /// What was kept since the last block.
    member _.Block() =
        let block = slice blockFrom blockStart (kept - blockStart)
        blockFrom <- state
        blockStart <- kept
        block

    /// Forgets the draws that have been handed on.
    member _.Forget() =
        kept <- 0
        keptBefore <- 0
        blockStart <- 0
