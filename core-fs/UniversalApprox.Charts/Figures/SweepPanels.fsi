namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core.Sweep
open UniversalApprox.Charts

/// Shows every fit of a sweep beside the others, like the notebook (a public notebook of 2022 by L. Posti that asked the
/// question of this library with PyTorch and emcee): data, fit, its continuation outside the data, and below the absolute
/// residuals with their mean.
[<RequireQualifiedAccess>]
module SweepPanels =
    /// The default extension of fits on either side of the data, in units of the data's range: 0.25.
    val defaultReach: float

    /// The largest extension: 100.
    val internal mostReach: float

    /// One panel per fit, in rows of one activation each, by number of units. Longer rows are broken. `reach`, from 0 to 100,
    /// is the extension on either side, in units of the data's range.
    /// Errors: `reach` out of range, no fits, more than 100, fits of different data, data of more than one input.
    val create: reach: float -> fits: UnitFit seq -> Figure
