namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core
open UniversalApprox.Charts

/// What a corner plot compares a posterior with.
[<RequireQualifiedAccess>]
type Overlay =
    /// Values of some of its parameters, by name: for example those that data were made with.
    | Point of name: string * values: (string * float) list
    /// A network like those of the posterior, the trained one for example: its units are relabelled as the draws are.
    | Network of name: string * network: Network
    /// Another posterior. Parameters go by their names; draws of networks of the same shape are relabelled as the first
    /// posterior's are.
    | Posterior of name: string * posterior: Posterior

/// What a corner plot shows.
type CornerSettings =
    {
        /// What the posterior is called in the legend. Default "posterior".
        Name: string
        /// Which parameters, by name: 1 to 15. Default None: all, or the first 15.
        Parameters: string[] option
        /// The shares of the draws that contours enclose: 1 to 4, each above 0 and below 1. Default 0.393 and 0.865, what one
        /// and two standard deviations of a normal distribution in two dimensions enclose.
        Masses: float[]
        /// The probabilities of the quantiles that are marked: up to 9, each from 0 to 1. Titles give the distances from the
        /// median to the lowest and to the highest. Default 0.16, 0.5, 0.84.
        Quantiles: float[]
        /// In the order of the legend; at most 5. Default none.
        Overlays: Overlay list
    }

/// All parameters of a posterior against each other, as the Python package corner (Foreman-Mackey 2016) shows them.
[<RequireQualifiedAccess>]
module Corner =
    /// All defaults.
    val defaults: CornerSettings

    /// The canonical draws of a posterior: distributions of single parameters on the diagonal, of pairs below it. Densities
    /// are of at most 20 000 draws, evenly spaced; quantiles and medians are of all. With fewer than 100 draws pairs are dots.
    /// Axes hold 99 % of the draws and some room; draws that are not finite are left out.
    /// Errors: settings out of range, unknown parameters, overlays that have no parameter in common with the posterior.
    val create: settings: CornerSettings -> posterior: Posterior -> Figure
