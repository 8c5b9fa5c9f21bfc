using System.Globalization;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// A number that says something about a curve of one input, with its error: a flat row, whose properties are the columns of a CSV
/// file in this order.
/// </summary>
public sealed class CurveQuantity
{
    private readonly CurveOwner owner;
    private readonly Core.Quantities.CurveQuantity inner;
    private readonly Core.Quantities.QuantityInterval? interval;

    internal CurveQuantity(CurveOwner owner, Core.Quantities.CurveQuantity inner) =>
        (this.owner, this.inner, interval) = (owner, inner, CoreInterop.ToNullableReference(inner.Interval));

    /// <summary>The name of the data; null for a network alone.</summary>
    public string? Data => owner.Data;

    /// <summary>The name of the activation, for example sigmoid.</summary>
    public string Activation => Core.Networks.ActivationModule.name(owner.Activation);

    /// <summary>The number of hidden units N.</summary>
    public int Units => owner.Units;

    /// <summary>
    /// The name: LowerPlateau, UpperPlateau, Inflection, InflectionSlope, EC50, EC50Slope, Maximum1, Maximum1Value, Minimum1,
    /// Minimum1Value, Zero1, …, Integral.
    /// </summary>
    public string Name => inner.Name;

    /// <summary>Its value on the curve itself.</summary>
    public double Value => inner.Value;

    /// <summary>The mean over the draws that have it; null for a network alone.</summary>
    public double? Mean => interval?.Mean;

    /// <summary>The standard deviation.</summary>
    public double? Sd => interval?.Sd;

    /// <summary>The 5 % quantile.</summary>
    public double? Q05 => interval?.Q05;

    /// <summary>The median.</summary>
    public double? Q50 => interval?.Q50;

    /// <summary>The 95 % quantile.</summary>
    public double? Q95 => interval?.Q95;

    /// <summary>The share of the draws that have it, from 0 to 1; null for a network alone.</summary>
    public double? Share => CoreInterop.ToNullable(inner.Share);

    /// <summary>
    /// Whether the draws can be trusted: <see cref="FitUncertainty.IsTrusted"/> of a fit, <see cref="Posterior.IsConverged"/> of a
    /// posterior; null for a network alone.
    /// </summary>
    public bool? IsTrusted => owner.IsTrusted;

    /// <summary>A short line.</summary>
    /// <returns>For example "EC50: 2.13; 5 % to 95 %: 2.02 to 2.25".</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name}: {Value:G6}")
        + (interval is null ? "" : string.Create(CultureInfo.InvariantCulture, $"; 5 % to 95 %: {Q05:G6} to {Q95:G6}"));
}
