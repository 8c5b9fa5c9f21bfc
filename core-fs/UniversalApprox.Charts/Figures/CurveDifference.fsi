namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core.Measurements
open UniversalApprox.Charts

/// Shows two data sets with their curves, and the difference of the curves.
[<RequireQualifiedAccess>]
module CurveDifference =
    /// Above both data sets, each with the curve of its own fit; below the second curve less the first with its band, and a line at
    /// zero. The caption has the answer. Dots are thinned.
    val create: comparison: CurveComparison -> Figure
