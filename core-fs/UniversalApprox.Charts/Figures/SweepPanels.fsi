namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core
open UniversalApprox.Charts

/// Every fit of a sweep beside the others, as the notebook shows them: data, fit, its continuation outside the data, and
/// below the absolute residuals with their mean.
[<RequireQualifiedAccess>]
module SweepPanels =
    /// How far fits are continued on either side, in units of the data's range: 0.25.
    val defaultReach: float

    /// One panel per fit in rows of one activation each, by number of units; longer rows are broken. `reach` ≥ 0 as above.
    /// Errors: no fits, more than 100, fits of different data, data of more than one input.
    val create: reach: float -> fits: UnitFit seq -> Figure
