namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core
open UniversalApprox.Charts

/// What a figure of predictions shows.
type PredictionSettings =
    {
        /// The trained network to set beside the draw of highest probability. Default None: only the latter.
        Trained: Network option
        /// How far curves are continued on either side of the data, in units of the data's range: 0 or more. Default 0.25.
        Reach: float
        /// How many draws the bands are made of at most, at least 1. Default `Bands.defaultDraws`.
        MaximumDraws: int
    }

/// What a posterior of networks says of the function, as the notebook ends.
[<RequireQualifiedAccess>]
module Prediction =
    /// All defaults.
    val defaults: PredictionSettings

    /// The data with the median and the bands that hold 50 % and 95 % of f and, where σ is known or sampled, 95 % of new
    /// observations (`Posterior.bands` at 301 points); beside it the trained network and the draw of highest probability,
    /// each with its absolute residuals and their mean. Dots are thinned.
    /// Errors: a posterior without a model, without data or of more than one input; settings out of range; a trained
    /// network of other shape or activation.
    val create: settings: PredictionSettings -> posterior: Posterior -> Figure
