namespace UniversalApprox.Core.Sampling.Gradients

/// What NUTS samples and keeps. Together with the density and the start it determines every draw.
type NutsOptions =
    {
        /// Steps of each chain, warm-up included; at least 1. Default 2000.
        Steps: int
        /// The first steps, the warm-up: they tune step size and metric and are not kept; from 0 to below Steps. Below 20 only
        /// the step size is tuned; with 0 nothing is, and the step size is only a first guess. Default 1000.
        BurnIn: int
        /// Every Thin-th step is kept, counted from the very start; at least 1. Default 1.
        Thin: int
        /// Independent chains; at least 1. Default 4.
        Ensembles: int
        /// Default 0.
        Seed: uint64
        /// Steps of a block; at least 1. At its end the draws are handed on and convergence is checked. Default 1000.
        BlockSteps: int
        /// False: the draws are only handed on in blocks, and the resulting chain is empty. Default true.
        KeepDraws: bool
        /// The mean acceptance statistic that the step size is tuned to; above 0 and below 1. Default 0.95, where
        /// Stan has 0.8: posteriors of networks are often bent. A larger one means smaller steps and fewer divergences.
        TargetAcceptance: float
        /// A trajectory has at most 2^MaxDepth − 1 leapfrog steps; from 1 to 20. Default 10.
        MaxDepth: int
        /// Whether the metric, the covariance that the density is taken to have, has all covariances: P² numbers, and operations
        /// per leapfrog step. False: only variances, for many parameters that are hardly correlated. Default true.
        DenseMetric: bool
        /// The metric that warm-up starts from, and the only one without warm-up: P rows of covariances, symmetric and positive
        /// definite, or one row of P variances. Moves are as long as the metric is wide; it is the inverse mass matrix of
        /// Hamiltonian Monte Carlo. Covariances at a mode spare most of the warm-up. Default None: scales are guessed.
        InitialMetric: float[][] option
    }

/// Standard options and checks.
[<RequireQualifiedAccess>]
module NutsOptions =
    /// The largest MaxDepth: 20.
    val mostDoublings: int
    /// All defaults.
    val standard: NutsOptions
    val internal validateMetric: name: string -> dimension: int -> rows: float[][] -> unit
    /// Rejects options out of range, whatever the density.
    val validateOptions: options: NutsOptions -> unit
    /// Rejects options out of range for a density of P parameters.
    val validate: dimension: int -> options: NutsOptions -> unit
