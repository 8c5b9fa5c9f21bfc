namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts

/// Shows the effect of each input of a network alone.
[<RequireQualifiedAccess>]
module Effects =
    /// One panel for each input: the curve over the range of that input in the data, the others at their medians, with the band
    /// that holds 90 % of the networks like it. All panels have one range of y, so that the effects can be compared. Of more than 12
    /// inputs it shows the 12 whose curves span most.
    val ofFit: uncertainty: LaplaceFit option -> fit: UnitFit -> Figure

    /// The same with the median of the posterior's curves. Errors: a posterior that is not of networks, or has no data.
    val ofPosterior: posterior: Posterior -> Figure
