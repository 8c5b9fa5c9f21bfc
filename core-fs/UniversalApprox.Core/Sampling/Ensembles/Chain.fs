namespace UniversalApprox.Core.Sampling.Ensembles


[<Struct>]
type StepStatistics =
    {
        Energy: float
        AcceptanceRate: float
        Depth: int
        LeapfrogSteps: int
        IsDivergent: bool
    }

type EnsembleChain =
    {
        KeptSteps: int
        Walkers: int
        Dimension: int
        Draws: float[]
        LogDensity: float[]
        Statistics: StepStatistics[]
        AcceptedPerWalker: int64[]
        ProposedPerWalker: int64[]
        AcceptedPerMove: int64[]
        ProposedPerMove: int64[]
    }

type Chain =
    {
        Ensembles: EnsembleChain[]
        ParameterNames: string[]
        StepsBefore: int64
        Thin: int
    }

    member c.Step(keptStep: int64) = (c.StepsBefore / int64 c.Thin + keptStep) * int64 c.Thin
