namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core
open UniversalApprox.Charts

/// How the error falls as units are added, on logarithmic axes: the best restart and the spread of the others, the error
/// on unseen points with its standard error, the noise of the data, the recommended number, and theory's bounds where the
/// target is x² or the sine (Barron 1993).
[<RequireQualifiedAccess>]
module ErrorAgainstUnits =
    /// One panel per activation. `recommended` is marked; it may be among the fits or not.
    /// Errors: no fits, fits of different data.
    val create: recommended: UnitFit option -> fits: UnitFit seq -> Figure
