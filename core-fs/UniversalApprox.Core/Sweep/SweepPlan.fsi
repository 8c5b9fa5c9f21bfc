namespace UniversalApprox.Core.Sweep

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training

/// The measurement of the error on points that training has not seen.
[<RequireQualifiedAccess>]
type Validation =
    /// 5 folds where the default answer needs them: with a loss other than squares, or where every size has as many parameters as
    /// there are points, so that there is no F test. No measurement otherwise.
    | Auto
    /// No measurement.
    | Skip
    /// One more training without a random fraction of the points, above 0 and below 1, and the error on those points.
    | Holdout of validationFraction: float
    /// Cross-validation with 2 folds or more. With fewer points than folds every point is a fold of its own.
    | Folds of folds: int

/// A sweep: it trains every combination of activation, number of units and restart. A plan is a pure value. With the
/// same data it gives the same networks on any number of threads.
type SweepPlan =
    {
        /// Numbers of hidden units, each from 1 to 4096, without repetition.
        Units: int[]
        /// Activations, without repetition.
        Activations: Activation[]
        /// Number of trainings from different starts per activation and number of units, from 1 to 10⁵. With spread starts and
        /// the engine of the core, one more search goes on from what they found: it enlarges the best smaller network of the
        /// plan, so that a larger one never fits worse, and exchanges single units. With Levenberg–Marquardt it trains the best
        /// network on, up to ten times while each run of the usual length lowers the loss by 1 %.
        Restarts: int
        /// The options of each training.
        Training: TrainingOptions
        /// The starting point of training.
        Start: Start
        /// The validation, with the same folds or holdout for all cells. It trains from the starts of the two best
        /// restarts, which are the starts themselves and not the trained networks, and from the smaller network of the same
        /// split. So the held-out points have no influence on the start.
        Validation: Validation
        /// How often folds are drawn, from 1 to 1000. Each repeat divides the points anew. More than one asks for the folds of
        /// `Validation.Auto` wherever there are points for them. `Skip` and `Holdout` do not use it.
        FoldRepeats: int
        /// The seed: the same plan and data give the same networks on any number of threads.
        Seed: uint64
        /// Whether the sweep delivers every restart and the search after them, not only the best of each cell.
        KeepAllRestarts: bool
    }

/// One activation and one number of units.
[<Struct>]
type SweepCell =
    {
        /// The nonlinearity.
        Activation: Activation
        /// The number of hidden units, from 1 to 4096.
        Units: int
    }

/// Defaults, checks and cell order of sweeps.
[<RequireQualifiedAccess>]
module SweepPlan =
    /// 1 to 8 sigmoid units; 8 restarts; Levenberg–Marquardt; folds where the answer needs them, drawn once; seed 1.
    val defaults: SweepPlan

    /// The folds of `Validation.Auto`: 5.
    val defaultFolds: int

    /// The validation of a plan on these data: what `Validation.Auto` stands for, or what the plan says.
    val validation: data: CurveData -> plan: SweepPlan -> Validation

    /// Rejects a plan that is out of range or contradicts itself for all data.
    val validateOptions: plan: SweepPlan -> unit

    /// Rejects what `validateOptions` rejects, and a plan that does not fit the data, before any work.
    val validate: data: CurveData -> plan: SweepPlan -> unit

    /// Warnings about this plan on these data that a user should read before trusting the results, one sentence each: fewer
    /// points than parameters, a constant input or output, a single point, fewer points than folds.
    val warnings: data: CurveData -> plan: SweepPlan -> string list

    /// The cells in the order in which the sweep delivers their results: by activation, then by units, as given.
    val cells: plan: SweepPlan -> SweepCell[]
