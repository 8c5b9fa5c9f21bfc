namespace UniversalApprox.Core.Sweep

open UniversalApprox.Core.Data

/// One fit and its rank among the others.
type RankedFit =
    {
        /// 1 for the best score.
        Rank: int
        /// The fit.
        Fit: UnitFit
        /// The number that ranks the fits, lower for better: the residual deviation √(SSE/(n − p)) for FTest, else what the
        /// criterion compares.
        Score: float
        /// Whether it meets the criterion.
        Suffices: bool
        /// Whether this fit is the recommended one.
        IsRecommended: bool
    }

/// What moderate amplitudes would cost.
type ModerateAmplitudes =
    {
        /// The weakest λ of 1e-7, 1e-6, 1e-5 and 1e-4 (`TrainingOptions.WeightDecay`) that keeps the amplitudes moderate.
        WeightDecay: float
        /// The largest |amplitude| with it, over the standard deviation of the outputs: at most 100.
        LargestAmplitude: float
        /// How much larger the root mean square residual is with it, as a part of that of the fit without; below 0 where it is smaller.
        AddedRms: float
    }

/// The answer to "how many neurons do I need?". Numbers about other sizes are about fits of the recommended activation.
type Recommendation =
    {
        /// The meaning of "enough" in this answer.
        Criterion: Criterion
        /// The recommended fit; None if none meets the criterion, or if none describes the data.
        Recommended: UnitFit option
        /// The answer in words: "4 sigmoid neurons suffice: …".
        Answer: string
        /// The fit with the fewest units that are enough in practice: what the recommended fit adds to it is at most 5 % of the
        /// curve's spread.
        EnoughInPractice: UnitFit option
        /// What the recommended fit adds to the one that is enough in practice, as a part of the curve's spread: the root of the
        /// difference of the mean squared residuals over the standard deviation of the curve. 0 where the two are the same.
        AddedPart: float option
        /// The p-value of the recommended fit against the next smaller one tried, or against the constant where none is smaller
        /// (`NestedTest`); None for losses other than squares.
        PValue: float option
        /// The lowest p-value of a larger fit against the recommended one.
        PValueOfMore: float option
        /// Whether the recommended number is the largest tried.
        IsLargestTried: bool
        /// Whether the recommended fit is exact to rounding.
        IsExact: bool
        /// The noise of one observation, if it can be estimated without a model (`NoiseLevel.estimate`).
        Noise: NoiseEstimate option
        /// The indices (from 0) of the few points that hold most of the recommended fit's sum of squares, the largest residual first;
        /// none where it is shared by many.
        Outliers: int[]
        /// The recommended fit's largest |amplitude| over the standard deviation of the outputs.
        LargestAmplitude: float option
        /// A weight decay for the recommended fit, and what it costs; None where `LargestAmplitude` is at most 100, for more than 32
        /// units, for exact fits, and for fits that are not of least squares by Levenberg–Marquardt.
        Moderate: ModerateAmplitudes option
        /// The number of turning points that the data must have; None for more than one input.
        DataTurningPoints: int option
        /// All fits with a score, best first.
        Ranking: RankedFit[]
    }

/// Chooses the number of units.
[<RequireQualifiedAccess>]
module Selection =
    /// Recommends among fits of the same data. Only the best fit of each activation and number of units counts. Fits that
    /// diverged have no score. Among fits with equally few units the lowest score wins. A fit that is not shown to be better
    /// than the constant (`NestedTest.pValueOfConstant`), or that leaves a systematic error of more than a tenth of the outputs'
    /// spread, is recommended by a tolerance only.
    /// Errors: no fits, fits of different data, a criterion for which no fit has a value, or what `Criterion.validate` rejects.
    val recommend: criterion: Criterion -> fits: UnitFit seq -> Recommendation

    /// Recommends by `Criterion.Evidence`, with the log evidence of each fit's size and activation
    /// (`Sampling.Evidence.ModelEvidence`). Scores are negative log evidences. Otherwise as `recommend`.
    val recommendByEvidence: logEvidence: (UnitFit -> float) -> fits: UnitFit seq -> Recommendation

    /// The default level of the F test for n points: 5/n, at most 0.2. A level that falls with n finds the true number ever more
    /// surely; this one was the best of those measured (`tests/Benchmarks/results/number-of-units.md`).
    val defaultLevel: points: int -> float

    /// The default margin of the validation criterion: 0.05.
    val defaultMargin: float

    /// FTest with the default level where it applies to the fits marked as best: squares as the loss, and more points than parameters
    /// for one of them. Otherwise validation with the default margin if all of them have a validation error, otherwise AICc.
    val defaultCriterion: fits: UnitFit seq -> Criterion
