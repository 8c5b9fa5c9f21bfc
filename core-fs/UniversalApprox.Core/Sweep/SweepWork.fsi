namespace UniversalApprox.Core.Sweep

open UniversalApprox.Core.Data
open UniversalApprox.Core.Training

/// The work of sweeps.
[<RequireQualifiedAccess>]
module SweepWork =
    /// All pieces of work of a plan, cell by cell in the plan's order.
    val keys: engine: Engine -> plan: SweepPlan -> data: CurveData -> SweepKey[]

    /// The fits of a cell by what is finished of it: the best restart so far, or all of them where the plan keeps them; none
    /// before a restart is finished. They are those that the sweep hands on once all is finished. There is a validation error
    /// only if all folds are finished.
    val cellFits:
        plan: SweepPlan ->
        data: CurveData ->
        cell: SweepCell ->
        find: (SweepKey -> SweepOutcome option) ->
            UnitFit[]

    /// The parts of a plan that need nothing of each other, as plans of fewer cells whose pieces of work have the same addresses
    /// and outcomes as in the whole. Where a sweep searches on from smaller networks, which it does with spread starts, all sizes of
    /// an activation are one part. An engine that trains batches (`trainsBatches`) trains all activations of a size together, so
    /// a size is a part. Else each cell is one.
    val parts: trainsBatches: bool -> plan: SweepPlan -> data: CurveData -> SweepPlan[]
