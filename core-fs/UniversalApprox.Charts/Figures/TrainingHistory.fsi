namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core.Sweep
open UniversalApprox.Charts

/// Shows how the training of a network went.
[<RequireQualifiedAccess>]
module TrainingHistory =
    /// The loss against the iteration on a logarithmic axis, from `TrainedNetwork.History`. Losses that are zero or not
    /// finite are gaps. For a history of more than 2000 values, only the first, the last and the extremes of each section
    /// are drawn.
    val create: fit: UnitFit -> Figure
