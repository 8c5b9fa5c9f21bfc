namespace UniversalApprox.Core.Sampling.Ensembles

/// One ensemble of a run.
[<Sealed>]
type internal EnsembleRun(kernel: EnsembleKernel, start: EnsembleState, capacity: int, thin: int) =
    inherit RunMember(start.Walkers, start.Dimension, capacity, thin)

    // Not `start` itself: the kernel begins its counts anew if the mixture has another size.
    let mutable state =
        kernel.Load start
        kernel.Snapshot()

    let first = state

    /// The state at the last commit.
    member _.State = state

    override _.Step() = kernel.Advance() |> ignore
    override _.StepsTaken = kernel.Step
    override _.Positions = kernel.Positions
    override _.LogDensities = kernel.LogDensities
    override _.Save() = state <- kernel.Snapshot()
    override _.Load() = kernel.Load state

    override _.Counts =
        {
            AcceptedPerWalker = state.AcceptedPerWalker
            ProposedPerWalker = state.ProposedPerWalker
            AcceptedPerMove = state.AcceptedPerMove
            ProposedPerMove = state.ProposedPerMove
        }

    override _.AcceptanceRate =
        let proposed = Array.sum state.ProposedPerWalker - Array.sum first.ProposedPerWalker
        let accepted = Array.sum state.AcceptedPerWalker - Array.sum first.AcceptedPerWalker
        if proposed = 0L then 0.0 else float accepted / float proposed
