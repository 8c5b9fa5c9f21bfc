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
    /// The fewest units whose validation error is within one standard error of the best (the one-standard-error rule,
    /// Breiman et al. 1984), or within `margin` of it: 0.05 allows 5 % more than the best. The standard error shrinks as
    /// the data grow, so without a margin more data would ask for ever more neurons. 0 is the rule without a margin.
    | Validation of margin: float
    /// The fewest units whose error is at most a tolerance. The tolerance must be above 0.
    | Tolerance of tolerance: float * measure: ErrorMeasure
    /// The lowest AICc. A heuristic for networks.
    | Aicc
    /// The lowest BIC. A heuristic for networks.
    | Bic

/// One fit and its rank among the others.
type RankedFit =
    {
        /// 1 for the best score.
        Rank: int
        /// The fit.
        Fit: UnitFit
        /// The number that the criterion compares. Lower is better.
        Score: float
        /// Whether it meets the criterion: within one standard error or the margin, or within the tolerance. For AICc and
        /// BIC only the best does.
        Suffices: bool
        /// Whether this fit is the recommended one.
        IsRecommended: bool
    }

/// The answer to "how many neurons do I need?".
type Recommendation =
    {
        /// The meaning of "enough" in this answer.
        Criterion: Criterion
        /// The recommended fit; None if none meets the criterion.
        Recommended: UnitFit option
        /// The answer in one sentence: "4 sigmoid neurons suffice: …".
        Answer: string
        /// The noise standard deviation of the data, if it can be estimated (`NoiseLevel.ofData`). No network can be
        /// expected to have a lower error on new points.
        NoiseLevel: float option
        /// The number of turning points that the data must have; None for more than one input.
        DataTurningPoints: int option
        /// All fits with a score, best first.
        Ranking: RankedFit[]
    }

/// Chooses the number of units.
[<RequireQualifiedAccess>]
module Selection =
    /// Rejects a tolerance that is not above 0, or a margin below 0.
    val validate: criterion: Criterion -> unit

    /// Recommends among fits of the same data. Only the best fit of each activation and number of units counts. Fits that
    /// diverged have no score. Among fits with equally few units the lowest score wins.
    /// Errors: no fits, fits of different data, a criterion for which no fit has a value, or what `validate` rejects.
    val recommend: criterion: Criterion -> fits: UnitFit seq -> Recommendation

    /// The default margin of the validation criterion: 0.05.
    val defaultMargin: float

    /// Validation with the default margin if all fits marked as best have a validation error, otherwise AICc.
    val defaultCriterion: fits: UnitFit seq -> Criterion
