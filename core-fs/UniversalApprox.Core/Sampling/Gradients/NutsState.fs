namespace UniversalApprox.Core.Sampling.Gradients

[<Struct>]
type NutsInfo =
    {
        Depth: int
        LeapfrogSteps: int
        AcceptanceRate: float
        IsDivergent: bool
        Energy: float
        HasMoved: bool
    }

[<Struct>]
type NutsTally =
    {
        Steps: int64
        Moved: int64
        Divergences: int64
        DepthLimits: int64
        LeapfrogSteps: int64
        Acceptance: float
        LastEnergy: float
        MeanEnergy: float
        EnergyScatter: float
        EnergyJumps: float
    }

type NutsMoments = { Count: int; Origin: float[]; Mean: float[]; Scatter: float[] }

type NutsWarmup =
    {
        Length: int
        Step: int
        TargetAcceptance: float
        DenseMetric: bool
        GuessesScales: bool
        Centre: float
        Updates: int
        Shortfall: float
        LogStepSize: float
        Positions: NutsMoments
        Gradients: NutsMoments
    }

type NutsState =
    {
        Step: int64
        Position: float[]
        LogDensity: float
        Gradient: float[]
        StreamKey: uint64
        StreamPosition: uint64
        StepSize: float
        Metric: float[][]
        Warmup: NutsWarmup option
        Tally: NutsTally
    }

type NutsDiagnostics =
    {
        Steps: int64
        Divergences: int64
        DepthLimitShare: float
        EBfmi: float option
        AcceptanceRate: float
        LeapfrogSteps: int64
        StepSize: float
    }
