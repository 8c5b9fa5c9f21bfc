namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Charts

/// Settings of a figure of predictions.
type PredictionSettings =
    {
        /// The trained network to compare with the draw of highest probability. Default None: only the latter.
        Trained: Network option
        /// The extension of the curves on either side of the data, in units of the data's range: from 0 to 100. Default 0.25.
        Reach: float
        /// The largest number of draws for the bands, at least 1. Default `Bands.defaultDraws`.
        MaximumDraws: int
    }

/// Shows what a posterior of networks says about the function, like the end of the notebook (a public notebook of 2022 by
/// L. Posti that asked the question of this library with PyTorch and emcee).
[<RequireQualifiedAccess>]
module Prediction =
    /// All defaults.
    val defaults: PredictionSettings

    /// The data with the median and the bands that hold 50 % and 95 % of f and, where σ is known or sampled, 95 % of new
    /// observations (`Posterior.bands` at 301 points). Beside it are the trained network and the draw of highest
    /// probability, each with its absolute residuals and their mean. Dots are thinned.
    /// Errors: a posterior without a model, without data or of more than one input; settings out of range; a trained
    /// network of another shape or activation.
    val create: settings: PredictionSettings -> posterior: Posterior -> Figure
