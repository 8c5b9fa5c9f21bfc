namespace UniversalApprox.Core.Sampling.Gradients

open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles

/// One chain of a run: an ensemble of one walker.
[<Sealed>]
type internal NutsRun(kernel: NutsKernel, start: NutsState, capacity: int, thin: int) =
    inherit RunMember(1, start.Position.Length, capacity, thin)

    let logDensity = Array.zeroCreate<float> 1
    let noted = Array.zeroCreate<StepStatistics> 1
    // Of all steps of this run, those of the warm-up included and those that were undone too.
    let mutable acceptance = 0.0
    let mutable steps = 0L

    let mutable state =
        kernel.Load start
        start

    /// The state at the last commit.
    member _.State = state

    override _.Step() =
        let info = kernel.Advance()
        acceptance <- acceptance + info.AcceptanceRate

        noted[0] <-
            {
                Energy = info.Energy
                AcceptanceRate = info.AcceptanceRate
                Depth = info.Depth
                LeapfrogSteps = info.LeapfrogSteps
                IsDivergent = info.IsDivergent
            }

        steps <- steps + 1L

    override _.StepsTaken = kernel.Step
    override _.Positions = kernel.Current.Position

    override _.LogDensities =
        logDensity[0] <- kernel.Current.LogDensity
        logDensity

    override _.Noted = noted

    override _.Save() = state <- kernel.Snapshot()
    override _.Load() = kernel.Load state

    override _.Counts =
        let moved, taken = [| state.Tally.Moved |], [| state.Tally.Steps |]

        {
            AcceptedPerWalker = moved
            ProposedPerWalker = taken
            AcceptedPerMove = moved
            ProposedPerMove = taken
        }

    override _.AcceptanceRate = if steps = 0L then 0.0 else acceptance / float steps
