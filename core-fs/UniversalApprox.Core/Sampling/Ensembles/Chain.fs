namespace UniversalApprox.Core

type EnsembleChain =
    {
        Steps: int
        Walkers: int
        Dimension: int
        Draws: float[]
        LogDensity: float[]
        AcceptedPerWalker: int64[]
        ProposedPerWalker: int64[]
        AcceptedPerMove: int64[]
        ProposedPerMove: int64[]
    }

type Chain = { Ensembles: EnsembleChain[]; ParameterNames: string[] }
