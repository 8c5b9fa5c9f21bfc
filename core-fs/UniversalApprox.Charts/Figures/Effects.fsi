namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Charts
open UniversalApprox.Charts.Figures.Sweeps

/// What each input of a network of several inputs does.
[<RequireQualifiedAccess>]
module Effects =
    /// One panel per input: the curve of the network with the other inputs at their medians, its 90 % band if there are draws,
    /// and the data as curve + residual. At most 12 inputs, those with the largest effect.
    val internal create: draws: Uncertainty.Draws option -> fit: UnitFit -> Figure

    /// The same with the band of an approximation around the fit.
    val ofFit: uncertainty: LaplaceFit option -> fit: UnitFit -> Figure

    /// The same with the median of the posterior's curves. Errors: a posterior that is not of networks, or has no data.
    val ofPosterior: posterior: Posterior -> Figure

    /// What pairs of inputs do together beyond their effects alone, as maps: f(a, b) − f(a, ·) − f(·, b) + f(·, ·), where · is the
    /// median, as are all other inputs. At most 6 pairs, the strongest ones. None where there is no interaction.
    val internal interactions: network: Network -> data: CurveData -> Figure option
