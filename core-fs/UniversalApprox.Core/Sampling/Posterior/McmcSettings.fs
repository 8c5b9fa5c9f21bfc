namespace UniversalApprox.Core.Sampling.Posterior

open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Core.Sampling.Tempering
open UniversalApprox.Core.Sampling.Diagnostics

[<RequireQualifiedAccess>]
type McmcSampler =
    | Auto
    | Ensemble
    | Nuts
    | Tempering

[<RequireQualifiedAccess>]
type McmcStart =
    | Fit of radius: float
    | Given of start: EnsembleStart

type McmcSettings =
    {
        Sampler: McmcSampler
        Sampling: SamplingOptions
        Nuts: NutsOptions
        Tempering: TemperingOptions
        Start: McmcStart option
        Until: ConvergenceSettings option
        IsOpenEnded: bool
    }
