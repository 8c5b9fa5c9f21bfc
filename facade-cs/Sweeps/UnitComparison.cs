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
        NoiseLevel = CoreInterop.ToNullable(answer.NoiseLevel);
        DataTurningPoints = CoreInterop.ToNullable(answer.DataTurningPoints);
        Ranking = new(ranking);
    }

    internal Core.Sweep.Recommendation Inner { get; }

    /// <summary>The name of the data.</summary>
    public string Data { get; }

    /// <summary>The recommended number of hidden units; null if none meets the criterion.</summary>
    public int? Units => recommended?.Units;

    /// <summary>The name of the recommended activation; null if none meets the criterion.</summary>
    public string? Activation => recommended?.Activation;

    /// <summary>The criterion: Validation, Aicc, Bic, or for example "Rmse &lt;= 0.1".</summary>
    public string Criterion { get; }

    /// <summary>The answer in words: "4 sigmoid neurons suffice: …".</summary>
    public string Answer { get; }

    /// <summary>
    /// The standard deviation of the noise of the data, which no network can be expected to undercut on new points; null
    /// for more than one input and for fewer than 20 different inputs.
    /// </summary>
    public double? NoiseLevel { get; }

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

    /// <summary>The answer in words.</summary>
    /// <returns><see cref="Answer"/>.</returns>
    public override string ToString() => Answer;
}
