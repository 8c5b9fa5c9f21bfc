namespace UniversalApprox.Core.Sweep

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training

/// The measurement of the error on points that training has not seen.
[<RequireQualifiedAccess>]
type Validation =
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
        /// plan, so that a larger one never fits worse, and exchanges single units.
        Restarts: int
        /// The options of each training.
        Training: TrainingOptions
        /// The starting point of training.
        Start: Start
        /// The validation, with the same folds or holdout for all cells. It trains from the starts of the two best
        /// restarts, which are the starts themselves and not the trained networks, and from the smaller network of the same
        /// split. So the held-out points have no influence on the start.
        Validation: Validation
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
    /// 1, 2, 4, 8, 16 sigmoid units; 8 restarts; Levenberg–Marquardt; 5 folds; seed 1.
    val defaults: SweepPlan

    /// Rejects a plan that is out of range or contradicts itself for all data.
    val validateOptions: plan: SweepPlan -> unit

    /// Rejects what `validateOptions` rejects, and a plan that does not fit the data, before any work.
    val validate: data: CurveData -> plan: SweepPlan -> unit

    /// Warnings about this plan on these data that a user should read before trusting the results, one sentence each: fewer
    /// points than parameters, a constant input or output, a single point, fewer points than folds.
    val warnings: data: CurveData -> plan: SweepPlan -> string list

    /// The cells in the order in which the sweep delivers their results: by activation, then by units, as given.
    val cells: plan: SweepPlan -> SweepCell[]
