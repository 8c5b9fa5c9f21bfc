namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core.Sweep
open UniversalApprox.Charts

/// The error against the number of units, on logarithmic axes: the best restart and the spread of the others, the error
/// on unseen points with its standard error, the noise of the data, and the recommended number. Where the target is x² or
/// the sine, also the bounds of theory (Barron 1993).
[<RequireQualifiedAccess>]
module ErrorAgainstUnits =
    /// One panel per activation. `recommended` is marked; it need not be among the fits.
    /// Errors: no fits, fits of different data.
    val create: recommended: UnitFit option -> fits: UnitFit seq -> Figure
