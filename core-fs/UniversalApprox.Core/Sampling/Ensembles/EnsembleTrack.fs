namespace UniversalApprox.Core.Sampling

open System
open UniversalApprox.Core

/// One ensemble of a run: its kernel, the draws kept so far, and the counts since they began. Rounds of steps either
/// succeed as a whole or leave no trace.
[<Sealed>]
type internal EnsembleTrack(kernel: EnsembleKernel, start: EnsembleState, capacity: int, thin: int) =
    let walkers = start.Walkers
    let dimension = start.Dimension
    // Nobody reads what has not been written, and zeros would take a while.
    let draws = GC.AllocateUninitializedArray<float>(capacity * walkers * dimension)
    let logDensities = GC.AllocateUninitializedArray<float>(capacity * walkers)
    let mutable kept = 0

    // Not `start` itself: the kernel begins its counts anew if the mixture has another size.
    let mutable state =
        kernel.Load start
        kernel.Snapshot()

    // Counts are kept as differences to these.
    let mutable countedFrom = state
    let mutable blockFrom = state
    let mutable blockStart = 0

    let slice (baseline: EnsembleState) first count =
        let size = walkers * dimension
        let since (now: int64[]) (before: int64[]) = Array.map2 (-) now before

        let part (source: float[]) unit =
            if first = 0 && source.Length = count * unit then
                source
            else
                Array.sub source (first * unit) (count * unit)

        {
            Steps = count
            Walkers = walkers
            Dimension = dimension
            Draws = part draws size
            LogDensity = part logDensities walkers
            AcceptedPerWalker = since state.AcceptedPerWalker baseline.AcceptedPerWalker
            ProposedPerWalker = since state.ProposedPerWalker baseline.ProposedPerWalker
            AcceptedPerMove = since state.AcceptedPerMove baseline.AcceptedPerMove
            ProposedPerMove = since state.ProposedPerMove baseline.ProposedPerMove
        }

    member _.Kernel = kernel

    /// The state at the end of the last successful round.
    member _.State = state
    member _.Kept = kept

    /// Takes `steps` steps, keeping each `thin`-th if `keep`. Returns why it failed, having undone what it did.
    member _.Round(steps: int, keep: bool) : exn voption =
        let recording: Recording = { Draws = draws; LogDensities = logDensities; Kept = kept; Thin = thin }

        let before = kernel.Step

        try
            kernel.Run(steps, (if keep then ValueSome recording else ValueNone))

            if keep then
                kept <- kept + recording.Count(before, kernel.Step)

            ValueNone
        with error ->
            ValueSome error

    /// Makes the round that has just succeeded final.
    member _.Commit() = state <- kernel.Snapshot()

    /// Undoes the round that has just been taken.
    member _.Undo(keptBefore: int) =
        kept <- keptBefore
        kernel.Load state

    /// Burn-in ends here.
    member _.StartCounting() =
        countedFrom <- state
        blockFrom <- state

    /// Everything kept so far.
    member _.Chain() = slice countedFrom 0 kept

    /// What was kept since the last block.
    member _.Block() =
        let block = slice blockFrom blockStart (kept - blockStart)
        blockFrom <- state
        blockStart <- kept
        block

    /// Whether draws were kept since the last block.
    member _.HasBlock = kept > blockStart

    /// Forgets the draws that have been handed on.
    member _.Forget() =
        kept <- 0
        blockStart <- 0
