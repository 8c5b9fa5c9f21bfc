using System.Globalization;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// A place where a curve goes through a level, with its error: a flat row, whose properties are the columns of a CSV file in this
/// order.
/// </summary>
public sealed class LevelCrossing
{
    private readonly CurveOwner owner;
    private readonly Core.Quantities.LevelCrossing inner;
    private readonly Core.Quantities.QuantityInterval? interval;

    internal LevelCrossing(CurveOwner owner, Core.Quantities.LevelCrossing inner) =>
        (this.owner, this.inner, interval) = (owner, inner, CoreInterop.ToNullableReference(inner.Interval));

    /// <summary>The name of the data; null for a network alone.</summary>
    public string? Data => owner.Data;

    /// <summary>The name of the activation, for example sigmoid.</summary>
    public string Activation => Core.Networks.ActivationModule.name(owner.Activation);

    /// <summary>The number of hidden units N.</summary>
    public int Units => owner.Units;

    /// <summary>The level y.</summary>
    public double Y => inner.Y;

    /// <summary>The place x with f(x) = y.</summary>
    public double X => inner.X;

    /// <summary>Whether the curve goes up or down there.</summary>
    public CrossingDirection Direction => (CrossingDirection)inner.Direction.Tag;

    /// <summary>The slope of the curve there.</summary>
    public double Slope => inner.Slope;

    /// <summary>The mean of the place over the draws that have this crossing; null for a network alone.</summary>
    public double? Mean => interval?.Mean;

    /// <summary>Its standard deviation.</summary>
    public double? Sd => interval?.Sd;

    /// <summary>Its 5 % quantile.</summary>
    public double? Q05 => interval?.Q05;

    /// <summary>Its median.</summary>
    public double? Q50 => interval?.Q50;

    /// <summary>Its 95 % quantile.</summary>
    public double? Q95 => interval?.Q95;

    /// <summary>The share of the draws that have this crossing, from 0 to 1; null for a network alone.</summary>
    public double? Share => CoreInterop.ToNullable(inner.Share);

    /// <summary>
    /// Whether the draws can be trusted: <see cref="FitUncertainty.IsTrusted"/> of a fit, <see cref="Posterior.IsConverged"/> of a
    /// posterior; null for a network alone.
    /// </summary>
    public bool? IsTrusted => owner.IsTrusted;

    /// <summary>A short line.</summary>
    /// <returns>For example "y = 50 at x = 2.13, rising; 5 % to 95 %: 2.02 to 2.25".</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"y = {Y:G6} at x = {X:G6}, {(Direction == CrossingDirection.Rising ? "rising" : "falling")}")
        + (interval is null ? "" : string.Create(CultureInfo.InvariantCulture, $"; 5 % to 95 %: {Q05:G6} to {Q95:G6}"));
}
