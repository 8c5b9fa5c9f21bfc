namespace UniversalApprox.Core

/// How the error on points that training has not seen is measured.
[<RequireQualifiedAccess>]
type Validation =
    /// Not at all.
    | Skip
    /// On a random fraction of the points, above 0 and below 1, held out of one more training.
    | Holdout of validationFraction: float
    /// Cross-validation with 2 folds or more. With fewer points than folds every point is a fold of its own.
    | Folds of folds: int

/// A sweep: every combination of activation, number of units and restart is trained. A plan is a pure value: with the
/// same data it gives the same networks on any number of threads.
type SweepPlan =
    {
        /// Numbers of hidden units, each from 1 to 4096, without repetition.
        Units: int[]
        /// Without repetition.
        Activations: Activation[]
        /// Trainings from different starts per activation and number of units, from 1 to 10⁵.
        Restarts: int
        /// How each network is trained.
        Training: TrainingOptions
        /// Where training starts.
        Start: Start
        /// Folds and holdouts are the same for all cells. Each is trained from the starts of the four best restarts,
        /// so that its points have no say in where training begins.
        Validation: Validation
        /// The seed: the same plan and data give the same networks on any number of threads.
        Seed: uint64
        /// Hands on every restart, not only the best of each cell.
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

/// Defaults, checks and order of sweeps.
[<RequireQualifiedAccess>]
module SweepPlan =
    /// 1, 2, 4, 8, 16 sigmoid units; 16 restarts; Levenberg–Marquardt; 5 folds; seed 1.
    val defaults: SweepPlan

    /// Rejects a plan that is out of range or contradicts itself, whatever the data.
    val validateOptions: plan: SweepPlan -> unit

    /// Rejects what `validateOptions` rejects, and a plan that does not fit the data, before any work.
    val validate: data: CurveData -> plan: SweepPlan -> unit

    /// What a user should know about this plan on these data before trusting its results, one sentence each: fewer
    /// points than parameters, a constant input or output, a single point, fewer points than folds.
    val warnings: data: CurveData -> plan: SweepPlan -> string list

    /// The cells in the order in which their results are handed on: by activation, then by units, as given.
    val cells: plan: SweepPlan -> SweepCell[]
