namespace UniversalApprox.Core.Sweep

/// The error measure that a tolerance applies to.
[<RequireQualifiedAccess>]
type ErrorMeasure =
    /// ⟨|r|⟩.
    | MeanAbsoluteResidual
    /// √(Σ r² / n).
    | Rmse
    /// The largest |r|.
    | MaxAbsoluteResidual
    /// The root mean square error on points not seen in training.
    | ValidationRmse

/// The meaning of "enough neurons".
[<RequireQualifiedAccess>]
type Criterion =
    /// The fewest units of an activation that no larger number tried improves on: no F test (`NestedTest.pValue`) has a p-value
    /// below `level`, which is above 0 and below 1. Among activations the one with the lowest residual deviation sets the
    /// measure; another with fewer units is taken if its residual deviation is at most 5 % higher. For least-squares fits with
    /// more points than parameters.
    | FTest of level: float
    /// The fewest units whose mean squared validation error exceeds the lowest by at most one standard error of that difference,
    /// taken on the same points (`ValidationError.VarianceFactor`), or by at most (margin × spread)², with the standard
    /// deviation of the best fit's curve as the spread. The margin must be 0 or more.
    | Validation of margin: float
    /// The fewest units whose error is at most a tolerance. The tolerance must be above 0.
    | Tolerance of tolerance: float * measure: ErrorMeasure
    /// The lowest AICc. It takes too many units where points are many.
    | Aicc
    /// The lowest BIC. It takes too many units where points are few.
    | Bic
    /// The fewest units whose log evidence is at most 1 below the highest: a Bayes factor below 3 is "not worth more than a bare
    /// mention" (R. E. Kass & A. E. Raftery, J. Am. Stat. Assoc. 90, 1995). For `Selection.recommendByEvidence`.
    | Evidence

/// Checks of criteria.
[<RequireQualifiedAccess>]
module Criterion =
    /// Rejects a level that is not between 0 and 1, a tolerance that is not above 0, or a margin below 0.
    val validate: criterion: Criterion -> unit
