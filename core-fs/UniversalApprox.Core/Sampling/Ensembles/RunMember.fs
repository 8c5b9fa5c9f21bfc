namespace UniversalApprox.Core.Sampling.Ensembles

open System
open System.Threading

/// Proposals of an ensemble or a chain since its start, and how many of them were accepted.
type internal MoveCounts =
    {
        AcceptedPerWalker: int64[]
        ProposedPerWalker: int64[]
        AcceptedPerMove: int64[]
        ProposedPerMove: int64[]
    }

    member now.Since(before: MoveCounts) =
        {
            AcceptedPerWalker = Array.map2 (-) now.AcceptedPerWalker before.AcceptedPerWalker
            ProposedPerWalker = Array.map2 (-) now.ProposedPerWalker before.ProposedPerWalker
            AcceptedPerMove = Array.map2 (-) now.AcceptedPerMove before.AcceptedPerMove
            ProposedPerMove = Array.map2 (-) now.ProposedPerMove before.ProposedPerMove
        }

/// One of the ensembles or chains that a run advances side by side: the draws kept so far, and the counts since they began.
/// Steps count for good only once they are committed.
[<AbstractClass>]
type internal RunMember(walkers: int, dimension: int, capacity: int, thin: int) =
    // Only what has been written is read, and writing zeros first would take a while.
    let draws = GC.AllocateUninitializedArray<float>(capacity * walkers * dimension)
    let logDensities = GC.AllocateUninitializedArray<float>(capacity * walkers)
    // Allocated when there is something to note.
    let mutable statistics: StepStatistics[] = [||]
    let mutable kept = 0
    let mutable keptBefore = 0
    // The counts of a chain are differences to those of the state from which it goes on.
    let mutable countedFrom = ValueNone
    let mutable blockFrom = ValueNone
    let mutable blockStart = 0

    /// Copies a part of an array, at most 8 MB between two looks at the token.
    let copy (source: 'a[]) first count (cancellation: CancellationToken) =
        let target = GC.AllocateUninitializedArray<'a> count
        let piece = 1 <<< 20

        for from in 0..piece .. count - 1 do
            cancellation.ThrowIfCancellationRequested()
            Array.Copy(source, first + from, target, from, min piece (count - from))

        target

    let slice (counts: MoveCounts) first count cancellation : EnsembleChain =
        let part (source: 'a[]) unit =
            if first = 0 && source.Length = count * unit then
                source
            else
                copy source (first * unit) (count * unit) cancellation

        {
            KeptSteps = count
            Walkers = walkers
            Dimension = dimension
            Draws = part draws (walkers * dimension)
            LogDensity = part logDensities walkers
            Statistics = if statistics.Length = 0 then [||] else part statistics walkers
            AcceptedPerWalker = counts.AcceptedPerWalker
            ProposedPerWalker = counts.ProposedPerWalker
            AcceptedPerMove = counts.AcceptedPerMove
            ProposedPerMove = counts.ProposedPerMove
        }

    /// Takes one step. If it throws, `Load` has to follow.
    abstract Step: unit -> unit

    /// The number of steps taken since the very start.
    abstract StepsTaken: int64

    /// The present positions of all walkers and their log-densities; not copies.
    abstract Positions: float[]
    abstract LogDensities: float[]

    /// What the last step found, for each walker; empty for samplers that note nothing.
    abstract Noted: StepStatistics[]
    default _.Noted = [||]

    /// Takes a copy of the state.
    abstract Save: unit -> unit

    /// Goes back to the copy.
    abstract Load: unit -> unit

    /// Of the copy.
    abstract Counts: MoveCounts

    /// Mean acceptance since the run began, up to the copy.
    abstract AcceptanceRate: float

    member _.KeptSteps = kept

    member private this.Note() =
        let noted = this.Noted

        if noted.Length > 0 then
            if statistics.Length = 0 then
                statistics <- Array.zeroCreate (capacity * walkers)

            Array.Copy(noted, 0, statistics, kept * walkers, walkers)

    /// Takes steps, and keeps each `thin`-th of them if `isKeeping`. If it throws, `Undo` has to follow.
    member this.Advance(steps: int, isKeeping: bool) =
        for _ in 1..steps do
            this.Step()

            if isKeeping && this.StepsTaken % int64 thin = 0L then
                Array.Copy(this.Positions, 0, draws, kept * walkers * dimension, walkers * dimension)
                Array.Copy(this.LogDensities, 0, logDensities, kept * walkers, walkers)
                this.Note()
                kept <- kept + 1

    member this.Commit() =
        this.Save()
        keptBefore <- kept

    /// Goes back to the last commit.
    member this.Undo() =
        this.Load()
        kept <- keptBefore

    /// Burn-in ends here.
    member this.StartCounting() =
        countedFrom <- ValueSome this.Counts
        blockFrom <- countedFrom

    member private this.CountsSince(before: MoveCounts voption) =
        match before with
        | ValueSome before -> this.Counts.Since before
        | ValueNone -> this.Counts.Since this.Counts

    /// Everything kept so far.
    member this.Chain(cancellation) = slice (this.CountsSince countedFrom) 0 kept cancellation

    /// Whether draws were kept since the last block.
    member _.HasBlock = kept > blockStart

    /// The draws kept since the last block.
    member this.Block() =
        let block = slice (this.CountsSince blockFrom) blockStart (kept - blockStart) CancellationToken.None
        blockFrom <- ValueSome this.Counts
        blockStart <- kept
        block

    /// Forgets the draws that have been handed on.
    member _.Forget() =
        kept <- 0
        keptBefore <- 0
        blockStart <- 0
