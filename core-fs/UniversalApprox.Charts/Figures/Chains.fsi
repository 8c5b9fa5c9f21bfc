namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Charts

/// Settings of the figures of chains.
type ChainSettings =
    {
        /// The parameters to show, by name: 1 to 15. Default None: all, or the first 15.
        Parameters: string[] option
        /// The conditions of convergence. The reference log-density is also that of `StuckWalkers`. Default
        /// `Convergence.defaults`.
        Convergence: ConvergenceSettings
    }

/// Figures that show how the canonical draws of a posterior arose and whether to trust them. Steps are kept steps, from 1;
/// ensembles count from 1. Errors: settings out of range, unknown parameters.
[<RequireQualifiedAccess>]
module Chains =
    /// All defaults.
    val defaults: ChainSettings

    /// Log-density and parameters against the kept step, for a few walkers of at most 5 ensembles, evenly chosen. Stuck
    /// walkers (`StuckWalkers.find`), at most 6 of them, have the alert colour. Lines are thinned to their extremes.
    val traces: settings: ChainSettings -> posterior: Posterior -> Figure

    /// Rank plots (Vehtari et al., Bayesian Analysis 16, 2021, figure 6): the ranks of each ensemble's draws among all
    /// draws, as histograms of 20 bins relative to uniform ones. The band holds 95 % of the bins of converged chains with
    /// the same effective sample size. For a single ensemble, its first half is compared with its second. At most 20 000
    /// draws are used, evenly spaced.
    val ranks: settings: ChainSettings -> posterior: Posterior -> Figure

    /// The mean autocorrelation function of the walkers, with the autocorrelation time τ and the window of its sum. At
    /// most 200 lags, evenly spaced, of at most 128 walkers.
    val autocorrelation: settings: ChainSettings -> posterior: Posterior -> Figure

    /// R̂ − 1 (nested, or rank-normalised split for a single ensemble) and the smaller of bulk and tail effective sample
    /// size of the first kept steps, at 12 lengths, with the limits of the settings. They use every ⌊τ/20⌋-th step as
    /// `Convergence.check` does, or fewer, so that no more than 100 000 draws are used.
    val convergence: settings: ChainSettings -> posterior: Posterior -> Figure

    /// The acceptance of each walker, by ensemble.
    val acceptance: settings: ChainSettings -> posterior: Posterior -> Figure

    /// All five figures, in this order.
    val all: settings: ChainSettings -> posterior: Posterior -> Figure list
