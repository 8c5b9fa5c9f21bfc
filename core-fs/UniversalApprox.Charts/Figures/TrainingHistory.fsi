namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core
open UniversalApprox.Charts

/// How the training of a network went.
[<RequireQualifiedAccess>]
module TrainingHistory =
    /// The loss against the iteration on a logarithmic axis, as `TrainedNetwork.History` has it. Losses that are zero or
    /// not finite are gaps. Of histories of more than 2000 values the extremes of each stretch, the first and the last are
    /// drawn.
    val create: fit: UnitFit -> Figure
