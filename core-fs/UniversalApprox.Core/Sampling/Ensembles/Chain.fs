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

[<RequireQualifiedAccess>]
module internal EnsembleChain =
    let join (parts: EnsembleChain[]) =
        let concat (part: EnsembleChain -> 'a[]) = parts |> Array.map part |> Array.concat

        let sum (counts: EnsembleChain -> int64[]) =
            parts |> Array.map counts |> Array.reduce (Array.map2 (+))

        { parts[0] with
            KeptSteps = parts |> Array.sumBy _.KeptSteps
            Draws = concat _.Draws
            LogDensity = concat _.LogDensity
            Statistics = concat _.Statistics
            AcceptedPerWalker = sum _.AcceptedPerWalker
            ProposedPerWalker = sum _.ProposedPerWalker
            AcceptedPerMove = sum _.AcceptedPerMove
            ProposedPerMove = sum _.ProposedPerMove
        }
