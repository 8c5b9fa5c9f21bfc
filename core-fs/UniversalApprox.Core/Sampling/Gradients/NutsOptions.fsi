namespace UniversalApprox.Core

/// What NUTS learns of the density's shape during warm-up.
[<RequireQualifiedAccess>]
type MetricShape =
    /// One variance per parameter. For many parameters that are hardly correlated.
    | Diagonal
    /// All covariances: P² numbers and operations per leapfrog step. For correlated parameters.
    | Dense

/// The covariance that NUTS takes the density to have: its moves are as long as that is wide. It is the inverse mass matrix of
/// Hamiltonian Monte Carlo, in the units of the parameters.
[<RequireQualifiedAccess>]
type NutsMetric =
    /// P variances, finite and above 0.
    | Diagonal of variances: float[]
    /// P rows of P elements, symmetric and positive definite.
    | Dense of covariance: float[][]

/// What NUTS samples and keeps. Together with the density and the start it determines every draw.
type NutsOptions =
    {
        /// Steps of each chain, warm-up included; at least 1. Default 2000.
        Steps: int
        /// The first steps, which tune step size and metric and are not kept; from 0 to below Steps. Below 20 only the step
        /// size is tuned; with 0 nothing is, and the step size is only a first guess. Default 1000.
        Warmup: int
        /// Every Thin-th step is kept, counted from the very start; at least 1. Default 1.
        Thin: int
        /// Independent chains; at least 1. Default 4.
        Chains: int
        /// Default 0.
        Seed: uint64
        /// Steps between two blocks handed on, and between two questions whether to stop; at least 1. Default 1000.
        BlockSteps: int
        /// False: the draws are only handed on in blocks, and the resulting chain is empty. Default true.
        KeepDraws: bool
        /// The mean acceptance statistic that the step size is tuned to; above 0 and below 1. Default 0.8. A larger one means
        /// smaller steps and fewer divergences.
        TargetAcceptance: float
        /// A trajectory has at most 2^MaxDepth − 1 leapfrog steps; from 1 to 20. Default 10.
        MaxDepth: int
        /// Default Dense.
        Shape: MetricShape
        /// The metric that warm-up starts from, and the only one without warm-up; None for variances of 1. Covariances at a
        /// mode spare most of the warm-up where parameters differ much in scale.
        InitialMetric: NutsMetric option
    }

/// Standard options and checks.
[<RequireQualifiedAccess>]
module NutsOptions =
    /// The largest MaxDepth: 20.
    val mostDoublings: int
    /// All defaults.
    val standard: NutsOptions
    val internal validateMetric: name: string -> dimension: int -> metric: NutsMetric -> unit
    /// Rejects options out of range for a density of P parameters.
    val validate: dimension: int -> options: NutsOptions -> unit
