namespace UniversalApprox.Core.Sampling.Posterior

open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Core.Sampling.Tempering
open UniversalApprox.Core.Sampling.Diagnostics

/// How a density is sampled.
[<RequireQualifiedAccess>]
type McmcSampler =
    /// Nuts where the density has a gradient without jumps and the options ask for no walkers or moves, else Ensemble.
    | Auto
    /// Ensembles of walkers (`Sampler`).
    | Ensemble
    /// Chains of the No-U-Turn sampler (`NutsSampler`).
    | Nuts
    /// Ladders of temperatures between the posterior and the prior (`TemperingSampler`), for modes that are far apart and for
    /// the evidence. For densities with priors that are not a network's.
    | Tempering

/// The starting points of the walkers or chains of a run.
[<RequireQualifiedAccess>]
type McmcStart =
    /// Normal around the posterior mode near each trained network (`Mcmc.climb`), with standard deviation `radius` ≥ 0
    /// times the magnitude of each coordinate. Ensemble e takes network e modulo the number of networks.
    | Fit of radius: float
    /// The given start, in the parameters of the draws.
    | Given of start: EnsembleStart

/// The settings of a run, without the density.
type McmcSettings =
    {
        /// The sampler. Default Auto.
        Sampler: McmcSampler
        /// The options if ensembles sample, and of the ensembles at each temperature.
        Sampling: SamplingOptions
        /// The options if NUTS samples.
        Nuts: NutsOptions
        /// The options of the temperatures, if there are any.
        Tempering: TemperingOptions
        /// The start. Default None: networks start spread around the posterior modes, twice as wide as these, so that chains
        /// that do not mix disagree. Other densities, and networks without a gradient, start at draws from the prior.
        Start: McmcStart option
        /// Stop as soon as the canonical draws count as converged by these settings. Default None: take all steps. The run
        /// replaces the reference log-density by its own, if it has one.
        Until: ConvergenceSettings option
        /// Whether NUTS, if there is no Until, stops as soon as the draws have converged with 1000 effective draws. `Mcmc.resume`
        /// takes all its steps nevertheless. Default true.
        IsOpenEnded: bool
    }
