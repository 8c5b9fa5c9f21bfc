using System.Globalization;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// The posterior of one parameter: a flat row, whose properties are the columns of a CSV file in this order. Diagnostics
/// are null where they are not defined: for constant parameters, and too few steps.
/// </summary>
public sealed class ParameterSummary
{
    private readonly Core.Sampling.Posterior.ParameterSummary inner;

    internal ParameterSummary(Core.Sampling.Posterior.ParameterSummary inner) => this.inner = inner;

    /// <summary>The name of the parameter.</summary>
    public string Name => inner.Name;

    /// <summary>The mean.</summary>
    public double Mean => inner.Mean;

    /// <summary>The standard deviation.</summary>
    public double Sd => inner.Sd;

    /// <summary>The median.</summary>
    public double Median => inner.Median;

    /// <summary>The 5 % quantile.</summary>
    public double Q05 => inner.Quantiles[0];

    /// <summary>The 25 % quantile.</summary>
    public double Q25 => inner.Quantiles[1];

    /// <summary>The 75 % quantile.</summary>
    public double Q75 => inner.Quantiles[2];

    /// <summary>The 95 % quantile.</summary>
    public double Q95 => inner.Quantiles[3];

    /// <summary>The lower end of the highest-density interval, the shortest that holds 94 % of the draws.</summary>
    public double HdiLow => inner.IntervalLow;

    /// <summary>The upper end of the highest-density interval.</summary>
    public double HdiHigh => inner.IntervalHigh;

    /// <summary>The Monte-Carlo standard error of <see cref="Mean"/>.</summary>
    public double? McseMean => CoreInterop.ToNullable(inner.McseMean);

    /// <summary>The effective sample size for the centre of the distribution.</summary>
    public double? EssBulk => CoreInterop.ToNullable(inner.Diagnostics.EssBulk);

    /// <summary>The effective sample size for the 5 % and 95 % quantiles, the smaller of the two.</summary>
    public double? EssTail => CoreInterop.ToNullable(inner.Diagnostics.EssTail);

    /// <summary>Rank-normalised split R̂ over all walkers; 1 is perfect.</summary>
    public double? RHat => CoreInterop.ToNullable(inner.Diagnostics.RHat);

    /// <summary>Nested R̂ over ensembles, which should be below 1.01; null for a single ensemble.</summary>
    public double? NestedRHat => CoreInterop.ToNullable(inner.Diagnostics.NestedRHat);

    /// <summary>How many kept steps are worth one independent step.</summary>
    public double? AutocorrelationTime => CoreInterop.ToNullableReference(inner.AutocorrelationTime)?.Tau;

    /// <summary>
    /// 1 − Var(posterior)/Var(prior): 1 is full knowledge, 0 none; null where no prior is known or the two cannot be
    /// compared.
    /// </summary>
    public double? Contraction => CoreInterop.ToNullable(inner.Contraction);

    /// <summary>Whether this posterior is only your prior: the data say next to nothing about the parameter.</summary>
    public bool IsOnlyPrior => inner.IsOnlyPrior;

    /// <summary>A short line.</summary>
    /// <returns>For example "w1: 0.387 ± 0.012, 5 % to 95 %: 0.367 to 0.407, ESS 812, R̂ 1.004".</returns>
    public override string ToString()
    {
        string ess = EssBulk is { } effective ? string.Create(CultureInfo.InvariantCulture, $", ESS {effective:F0}") : "";
        string rHat = NestedRHat is { } nested ? string.Create(CultureInfo.InvariantCulture, $", R̂ {nested:F3}") : "";
        string prior = IsOnlyPrior ? ", only the prior" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Name}: {Mean:G4} ± {Sd:G2}, 5 % to 95 %: {Q05:G4} to {Q95:G4}{ess}{rHat}{prior}");
    }
}
