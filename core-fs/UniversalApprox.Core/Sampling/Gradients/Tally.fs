/// Sums over the steps of a chain, and the diagnostics that follow from them.
module internal UniversalApprox.Core.Sampling.Gradients.Tally

let empty: NutsTally = Unchecked.defaultof<NutsTally>

let add maxDepth (info: NutsInfo) (tally: NutsTally) =
    let steps = tally.Steps + 1L
    let count condition = if condition then 1L else 0L
    let before = info.Energy - tally.MeanEnergy
    let mean = tally.MeanEnergy + before / float steps
    let jump = if tally.Steps = 0L then 0.0 else info.Energy - tally.LastEnergy

    {
        Steps = steps
        Moved = tally.Moved + count info.HasMoved
        Divergences = tally.Divergences + count info.IsDivergent
        DepthLimits = tally.DepthLimits + count (info.Depth = maxDepth)
        LeapfrogSteps = tally.LeapfrogSteps + int64 info.LeapfrogSteps
        Acceptance = tally.Acceptance + info.AcceptanceRate
        LastEnergy = info.Energy
        MeanEnergy = mean
        EnergyScatter = tally.EnergyScatter + before * (info.Energy - mean)
        EnergyJumps = tally.EnergyJumps + jump * jump
    }

let diagnostics stepSize (tally: NutsTally) : NutsDiagnostics =
    let mean sum = if tally.Steps = 0L then 0.0 else sum / float tally.Steps

    {
        Steps = tally.Steps
        Divergences = tally.Divergences
        DepthLimitShare = mean (float tally.DepthLimits)
        EBfmi =
            if tally.EnergyScatter > 0.0 then
                Some(tally.EnergyJumps / tally.EnergyScatter)
            else
                None
        AcceptanceRate = mean tally.Acceptance
        LeapfrogSteps = tally.LeapfrogSteps
        StepSize = stepSize
    }
