namespace UniversalApprox.Core.Sampling.Tempering

open UniversalApprox.Core.Sampling.Ensembles

/// One ladder of a run. Its draws are those at temperature 1.
[<Sealed>]
type internal LadderRun(ladder: Ladder, start: TemperingState, capacity: int, thin: int) =
    inherit RunMember(start.Rungs[0].Walkers, start.Rungs[0].Dimension, capacity, thin)

    let mutable state =
        ladder.Load start
        ladder.Snapshot()

    let first = state.Rungs[0]

    /// The state at the last commit.
    member _.State = state

    override _.Step() = ladder.Advance()
    override _.StepsTaken = ladder.StepsTaken
    override _.Positions = ladder.Rungs[0].Positions
    override _.LogDensities = ladder.Rungs[0].LogDensities
    override _.Save() = state <- ladder.Snapshot()
    override _.Load() = ladder.Load state

    override _.Counts =
        {
            AcceptedPerWalker = state.Rungs[0].AcceptedPerWalker
            ProposedPerWalker = state.Rungs[0].ProposedPerWalker
            AcceptedPerMove = state.Rungs[0].AcceptedPerMove
            ProposedPerMove = state.Rungs[0].ProposedPerMove
        }

    override _.AcceptanceRate =
        let now = state.Rungs[0]
        let proposed = Array.sum now.ProposedPerWalker - Array.sum first.ProposedPerWalker
        let accepted = Array.sum now.AcceptedPerWalker - Array.sum first.AcceptedPerWalker
        if proposed = 0L then 0.0 else float accepted / float proposed
