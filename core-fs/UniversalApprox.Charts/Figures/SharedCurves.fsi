namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core.Measurements
open UniversalApprox.Charts

/// Shows the groups of a shared fit with their curves.
[<RequireQualifiedAccess>]
module SharedCurves =
    /// All groups of one input as dots of different colours, each with its curve. The caption has the answer. Dots are thinned.
    /// Errors: several inputs.
    val create: fit: SharedFit -> Figure
