namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core
open UniversalApprox.Charts

/// What the figures of chains show.
type ChainSettings =
    {
        /// Which parameters, by name: 1 to 15. Default None: all, or the first 15.
        Parameters: string[] option
        /// When a chain counts as converged; its reference log-density is also that of `StuckWalkers`. Default
        /// `Convergence.defaults`.
        Convergence: ConvergenceSettings
    }

/// How the canonical draws of a posterior came about, and whether to believe them. Steps are kept steps, from 1; ensembles
/// count from 1. All errors are those of settings out of range and unknown parameters.
[<RequireQualifiedAccess>]
module Chains =
    /// All defaults.
    val defaults: ChainSettings

    /// Log-density and parameters against the step for a few walkers of at most 5 ensembles, evenly chosen; stuck walkers
    /// (`StuckWalkers.find`), at most 6 of them, in the colour of alarm. Lines are thinned to their extremes.
    val traces: settings: ChainSettings -> posterior: Posterior -> Figure

    /// Rank plots (Vehtari et al., Bayesian Analysis 16, 2021, figure 6): how the draws of each ensemble rank among all,
    /// as histograms of 20 bins relative to uniform ones, with the band that holds 95 % of the bins of converged chains
    /// with the same effective sample size. A single ensemble is compared by its first and second half. Of at most 20 000
    /// draws, evenly spaced.
    val ranks: settings: ChainSettings -> posterior: Posterior -> Figure

    /// The mean autocorrelation function of the walkers, with the autocorrelation time τ and the window of its sum. At
    /// most 200 lags, evenly spaced, of at most 128 walkers.
    val autocorrelation: settings: ChainSettings -> posterior: Posterior -> Figure

    /// R̂ − 1 (nested, or rank-normalised split for a single ensemble) and the smaller of bulk and tail effective sample
    /// size of the first steps, at 12 lengths, with the limits of the settings. From every ⌊τ/20⌋-th step as
    /// `Convergence.check`, and so that no more than 100 000 draws are used.
    val convergence: settings: ChainSettings -> posterior: Posterior -> Figure

    /// The share of accepted proposals of each walker, by ensemble.
    val acceptance: settings: ChainSettings -> posterior: Posterior -> Figure

    /// All five, in this order.
    val all: settings: ChainSettings -> posterior: Posterior -> Figure list
