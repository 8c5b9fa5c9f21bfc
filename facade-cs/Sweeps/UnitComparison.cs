using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>The answer to "how many neurons do I need?": a flat row.</summary>
public sealed class UnitComparison : IReportItem
{
    private readonly UnitFit? recommended;

    internal UnitComparison(
        CurveData data, string criterion, Core.Sweep.Recommendation answer, UnitFit? recommended, RankedFit[] ranking)
    {
        this.recommended = recommended;
        Inner = answer;
        Data = data.Name;
        Criterion = criterion;
        Answer = answer.Answer;
        PracticalUnits = answer.EnoughInPractice?.Value.Units;
        AddedPart = CoreInterop.ToNullable(answer.AddedPart);
        PValue = CoreInterop.ToNullable(answer.PValue);
        PValueOfMore = CoreInterop.ToNullable(answer.PValueOfMore);
        IsLargestTried = answer.IsLargestTried;
        IsExact = answer.IsExact;
        NoiseLevel = answer.Noise?.Value.Sd;
        NoiseError = answer.Noise?.Value.StandardError;
        LargestAmplitude = CoreInterop.ToNullable(answer.LargestAmplitude);
        AdvisedWeightDecay = answer.Moderate?.Value.WeightDecay;
        ModerateAmplitude = answer.Moderate?.Value.LargestAmplitude;
        ModerateAddedRms = answer.Moderate?.Value.AddedRms;
        DataTurningPoints = CoreInterop.ToNullable(answer.DataTurningPoints);
        Ranking = new(ranking);
    }

    internal Core.Sweep.Recommendation Inner { get; }

    /// <summary>The name of the data.</summary>
    public string Data { get; }

    /// <summary>
    /// The recommended number of hidden units; null if none meets the criterion, or if none of the fits describes the data.
    /// </summary>
    public int? Units => recommended?.Units;

    /// <summary>
    /// The fewest units that are enough in practice: what the recommended number adds to them is at most 5 % of the spread of the
    /// curve. Null without a recommended fit, and for losses other than squares.
    /// </summary>
    public int? PracticalUnits { get; }

    /// <summary>
    /// What the recommended number adds to <see cref="PracticalUnits"/>, as a part of the spread of the curve: 0 where the two are
    /// equal.
    /// </summary>
    public double? AddedPart { get; }

    /// <summary>
    /// The p-value of the recommended fit against the next smaller one tried, or against the constant where none is smaller: the
    /// probability that noise alone would let it gain as much. Null for losses other than squares.
    /// </summary>
    public double? PValue { get; }

    /// <summary>The lowest p-value of a larger number tried against the recommended one; null where none is larger.</summary>
    public double? PValueOfMore { get; }

    /// <summary>Whether the recommended number is the largest tried.</summary>
    public bool IsLargestTried { get; }

    /// <summary>Whether the recommended fit is exact to rounding.</summary>
    public bool IsExact { get; }

    /// <summary>The name of the recommended activation; null if none meets the criterion.</summary>
    public string? Activation => recommended?.Activation;

    /// <summary>The criterion: FTest, Validation, Aicc, Bic, or for example "Rmse &lt;= 0.1".</summary>
    public string Criterion { get; }

    /// <summary>The answer in words: "4 sigmoid neurons suffice: …".</summary>
    public string Answer { get; }

    /// <summary>
    /// The standard deviation of the noise of the data, estimated without a network; null for more than one input and for fewer
    /// than 20 different inputs without repeats.
    /// </summary>
    public double? NoiseLevel { get; }

    /// <summary>The standard error of <see cref="NoiseLevel"/>.</summary>
    public double? NoiseError { get; }

    /// <summary>
    /// The numbers (from 1) of the few points that hold most of the recommended fit's sum of squares, the largest residual first:
    /// "17, 5". Empty where it is shared by many.
    /// </summary>
    public string Outliers => string.Join(", ", GetOutliers().Select(row => row + 1));

    /// <summary>
    /// The recommended fit's largest |amplitude| over the standard deviation of the outputs. Above 100 or so units cancel each other.
    /// </summary>
    public double? LargestAmplitude { get; }

    /// <summary>
    /// The weakest of the weight decays 1e-7, 1e-6, 1e-5 and 1e-4 (<see cref="SweepOptions.WeightDecay"/>) that keeps the recommended fit's
    /// amplitudes below 100 spreads. Null where they are so without, for more than 32 units, for exact fits, and for fits that are not of
    /// least squares by Levenberg–Marquardt.
    /// </summary>
    public double? AdvisedWeightDecay { get; }

    /// <summary>The largest |amplitude| with that weight decay, over the standard deviation of the outputs.</summary>
    public double? ModerateAmplitude { get; }

    /// <summary>
    /// How much larger the root mean square residual is with that weight decay, as a part of the recommended fit's; below 0 where it
    /// is smaller.
    /// </summary>
    public double? ModerateAddedRms { get; }

    /// <summary>How often the data are sure to turn; null for more than one input.</summary>
    public int? DataTurningPoints { get; }

    /// <summary>How often the recommended network turns; null without one, and for more than one input.</summary>
    public int? FitTurningPoints => recommended?.TurningPoints;

    /// <summary>
    /// The best fit of each activation and number of units, best score first; those that diverged are left out.
    /// </summary>
    public FitRanking Ranking { get; }

    /// <summary>The recommended fit.</summary>
    /// <returns>The fit; null if none meets the criterion.</returns>
    public UnitFit? GetRecommended() => recommended;

    /// <summary>The points of <see cref="Outliers"/>.</summary>
    /// <returns>Their indices from 0.</returns>
    public int[] GetOutliers() => [.. Inner.Outliers];

    /// <summary>The answer in words.</summary>
    /// <returns><see cref="Answer"/>.</returns>
    public override string ToString() => Answer;
}
