using System.Globalization;

namespace UniversalApprox;

/// <summary>
/// One parameter of a fit with its error: a flat row, whose properties are the columns of a CSV file in this order.
/// </summary>
public sealed class ParameterEstimate
{
    private readonly UnitFit fit;
    private readonly Core.Sampling.Collapsed.ParameterError inner;

    internal ParameterEstimate(UnitFit fit, Core.Sampling.Collapsed.ParameterError inner, bool isTrusted) =>
        (this.fit, this.inner, IsTrusted) = (fit, inner, isTrusted);

    /// <summary>The name of the data.</summary>
    public string Data => fit.Data;

    /// <summary>The name of the activation, for example sigmoid.</summary>
    public string Activation => fit.Activation;

    /// <summary>The number of hidden units N.</summary>
    public int Units => fit.Units;

    /// <summary>The name of the parameter: w1, b1, a1, …, c, and log_sigma where the noise is unknown.</summary>
    public string Name => inner.Name;

    /// <summary>Its value in <see cref="FitUncertainty.GetNetwork"/>, the network at the highest mode.</summary>
    public double Estimate => inner.Estimate;

    /// <summary>The mean.</summary>
    public double Mean => inner.Mean;

    /// <summary>The standard deviation, which is the error.</summary>
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

    /// <summary>Whether the numbers can be trusted (<see cref="FitUncertainty.IsTrusted"/>).</summary>
    public bool IsTrusted { get; }

    /// <summary>A short line.</summary>
    /// <returns>For example "w1: 0.387 ± 0.012, 5 % to 95 %: 0.367 to 0.407".</returns>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Name}: {Mean:G4} ± {Sd:G2}, 5 % to 95 %: {Q05:G4} to {Q95:G4}{(IsTrusted ? "" : ", cannot be trusted")}");
}
