namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts
open UniversalApprox.Charts.Figures.Sweeps

/// What each input of a network of several inputs does.
[<RequireQualifiedAccess>]
module internal Effects =
    /// One panel per input: the curve of the network with the other inputs at their medians, its 90 % band if there are draws,
    /// and the data as curve + residual. At most 12 inputs, those with the largest effect.
    val create: draws: Uncertainty.Draws option -> fit: UnitFit -> Figure

    /// What pairs of inputs do together beyond their effects alone, as maps: f(a, b) − f(a, ·) − f(·, b) + f(·, ·), where · is the
    /// median, as are all other inputs. At most 6 pairs, the strongest ones. None where there is no interaction.
    val interactions: network: Network -> data: CurveData -> Figure option
