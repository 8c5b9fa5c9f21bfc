namespace UniversalApprox.Core

/// Which measure a tolerance applies to.
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

/// What "enough neurons" means.
[<RequireQualifiedAccess>]
type Criterion =
    /// The fewest units whose validation error is within one standard error of the best (the one-standard-error rule,
    /// Breiman et al. 1984), or within `margin` of it: 0.05 allows 5 % more than the best. The standard error shrinks as
    /// points are added, so without a margin enough points ask for ever more neurons. 0 is the bare rule.
    | Validation of margin: float
    /// The fewest units whose error is at most a tolerance above 0.
    | Tolerance of tolerance: float * measure: ErrorMeasure
    /// The lowest AICc. A heuristic for networks.
    | Aicc
    /// The lowest BIC. A heuristic for networks.
    | Bic

/// One fit and its place among the others.
type RankedFit =
    {
        /// 1 for the best score.
        Rank: int
        /// The fit.
        Fit: UnitFit
        /// What the criterion compares: lower is better.
        Score: float
        /// Whether it meets the criterion: within one standard error, or the tolerance; for AICc and BIC the best only.
        Suffices: bool
        /// Whether it is the one that is recommended.
        IsRecommended: bool
    }

/// The answer to "how many neurons do I need?".
type Recommendation =
    {
        /// What "enough" meant.
        Criterion: Criterion
        /// The recommended fit; None if none meets the criterion.
        Recommended: UnitFit option
        /// The answer in one sentence: "4 sigmoid neurons suffice: …".
        Answer: string
        /// The standard deviation of the data's noise, if it can be estimated (`NoiseLevel.ofData`): no network can be
        /// expected to have a lower error on new points.
        NoiseLevel: float option
        /// Turning points that the data are sure to have; None for more than one input.
        DataTurningPoints: int option
        /// All fits with a score, best first.
        Ranking: RankedFit[]
    }

/// Choosing the number of units.
[<RequireQualifiedAccess>]
module Selection =
    /// Rejects a tolerance that is not above 0 or a margin below 0.
    val validate: criterion: Criterion -> unit

    /// Recommends among fits of the same data. Of each activation and number of units only the best counts; fits that
    /// diverged have no score. Among equally few units the lower score wins.
    /// Errors: no fits, fits of different data, a criterion that none of the fits has a value for, or what
    /// `validate` rejects.
    val recommend: criterion: Criterion -> fits: UnitFit seq -> Recommendation

    /// The margin of the validation criterion unless another is asked for: 0.05.
    val defaultMargin: float

    /// Validation with the default margin if the best restarts among the fits all have a validation error, else AICc.
    val defaultCriterion: fits: UnitFit seq -> Criterion
