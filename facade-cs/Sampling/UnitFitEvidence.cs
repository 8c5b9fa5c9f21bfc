using System.Globalization;

namespace UniversalApprox;

/// <summary>
/// One model among several of the same data: its evidence, how well it predicts, and its weights. A flat row, whose
/// properties are the columns of a CSV file in this order.
/// </summary>
public sealed class UnitFitEvidence : IReportItem
{
    private readonly FitEvidence evidence;
    private readonly LooEstimate loo;
    private readonly LooDifference difference;

    internal UnitFitEvidence(
        FitEvidence evidence, LooEstimate loo, LooDifference difference, PriorTable priorTable, double stackingWeight)
    {
        (this.evidence, this.loo, this.difference) = (evidence, loo, difference);
        (PriorTable, StackingWeight) = (priorTable, stackingWeight);
        Probability = priorTable.Rows.First(row => row.Factor == 1).Probability;
    }

    /// <summary>The name of the data.</summary>
    public string Data => evidence.GetFit().Data;

    /// <summary>The name of the activation, for example sigmoid.</summary>
    public string Activation => evidence.GetFit().Activation;

    /// <summary>The number of hidden units N.</summary>
    public int Units => evidence.GetFit().Units;

    /// <summary>The logarithm of the evidence, log p(y | N).</summary>
    public double LogEvidence => evidence.LogEvidence;

    /// <summary>The Monte Carlo standard error of <see cref="LogEvidence"/>.</summary>
    public double StandardError => evidence.StandardError;

    /// <summary>The probability among the models of the same data, all equally probable before.</summary>
    public double Probability { get; }

    /// <summary>
    /// Whether the evidence is only a lower bound, because new starts still found modes (<see cref="FitEvidence.IsLowerBound"/>).
    /// </summary>
    public bool IsLowerBound => evidence.IsLowerBound;

    /// <summary>The expected log predictive density of points that are left out one by one.</summary>
    public double Elpd => loo.Elpd;

    /// <summary>The standard error of <see cref="Elpd"/>.</summary>
    public double ElpdStandardError => loo.StandardError;

    /// <summary>By how much <see cref="Elpd"/> is below the best one of the same data; 0 for that.</summary>
    public double ElpdDifference => difference.Difference;

    /// <summary>The standard error of <see cref="ElpdDifference"/>, from the differences at each point.</summary>
    public double ElpdDifferenceStandardError => difference.StandardError;

    /// <summary>The effective number of parameters, p_loo.</summary>
    public double EffectiveParameters => loo.EffectiveParameters;

    /// <summary>
    /// The largest k̂ of a point that is left out; above some 0.7, <see cref="Elpd"/> cannot be trusted
    /// (<see cref="LooEstimate.ParetoKLimit"/>).
    /// </summary>
    public double MaxParetoK => loo.MaxParetoK;

    /// <summary>The weight in the mixture of the models that predicts best, from 0 to 1 (stacking).</summary>
    public double StackingWeight { get; }

    /// <summary>The probability with narrower and wider priors of the amplitudes.</summary>
    public PriorTable PriorTable { get; }

    /// <summary>The evidence.</summary>
    /// <returns>The evidence that it is a row of.</returns>
    public FitEvidence GetEvidence() => evidence;

    /// <summary>How well the points are predicted.</summary>
    /// <returns>The estimate.</returns>
    public LooEstimate GetLoo() => loo;

    /// <summary>The fit.</summary>
    /// <returns>The fit; the first one of several of the same shape.</returns>
    public UnitFit GetFit() => evidence.GetFit();

    /// <summary>A short line.</summary>
    /// <returns>For example "Parabola: 2 sigmoid units, log evidence 184.95 ± 0.02, probability 0.61, elpd 259.2 ± 15.1".</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Data}: {Units} {Activation} {(Units == 1 ? "unit" : "units")}, log evidence {LogEvidence:F2} ± {StandardError:F2}, probability {Probability:G2}, elpd {Elpd:F1} ± {ElpdStandardError:F1}");
}
