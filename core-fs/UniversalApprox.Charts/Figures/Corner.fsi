namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Charts

/// An object that a corner plot compares the posterior with.
[<RequireQualifiedAccess>]
type Overlay =
    /// Values of some of its parameters, by name: for example those that generated the data.
    | Point of name: string * values: (string * float) list
    /// A network of the posterior's shape, for example the trained one. Its units are relabelled as the draws are.
    | Network of name: string * network: Network
    /// Another posterior. Parameters are matched by name. Draws of networks of the same shape are relabelled as those of the
    /// first posterior.
    | Posterior of name: string * posterior: Posterior

/// Settings of a corner plot.
type CornerSettings =
    {
        /// The name of the posterior in the legend. Default "posterior".
        Name: string
        /// The parameters to show, by name: 1 to 15. Default None: all, or the first 15.
        Parameters: string[] option
        /// The fractions of the draws inside the contours: 1 to 4, each above 0 and below 1. Default 0.393 and 0.865, the
        /// fractions within one and two standard deviations of a normal distribution in two dimensions.
        Masses: float[]
        /// The probabilities of the marked quantiles: up to 9, each from 0 to 1. Titles give the distances from the
        /// median to the lowest and to the highest. Default 0.16, 0.5, 0.84.
        Quantiles: float[]
        /// The overlays, in the order of the legend; at most 5. Default none.
        Overlays: Overlay list
    }

/// Plots all parameters of a posterior against each other, as the Python package corner does (Foreman-Mackey 2016).
[<RequireQualifiedAccess>]
module Corner =
    /// All defaults.
    val defaults: CornerSettings

    /// The canonical draws of a posterior, with distributions of single parameters on the diagonal and of pairs below it.
    /// Densities use at most 20 000 draws, evenly spaced; quantiles and medians use all. With fewer than 100 draws, pairs
    /// are dots. Axes hold 99 % of the draws and a margin; draws that are not finite are left out.
    /// Errors: settings out of range, unknown parameters, overlays without a parameter in common with the posterior.
    val create: settings: CornerSettings -> posterior: Posterior -> Figure
