using System.Globalization;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>One of the nested models of two data sets, by least squares over both: a flat row.</summary>
public sealed class CurveModel
{
    private readonly Core.Measurements.RelationFit inner;

    internal CurveModel(Core.Measurements.RelationFit inner) => this.inner = inner;

    /// <summary>The relation of the two curves.</summary>
    public CurveRelation Relation => (CurveRelation)inner.Relation.Tag;

    /// <summary>The number of parameters.</summary>
    public int Parameters => inner.Parameters;

    /// <summary>Σ r² over both data sets.</summary>
    public double Sse => inner.Sse;

    /// <summary>The standard deviation of the residuals, √(SSE/(n − p)).</summary>
    public double ResidualDeviation => inner.ResidualDeviation;

    /// <summary>The probability that noise alone would let this model gain as much over one curve (F test); null for Same.</summary>
    public double? PValue => CoreInterop.ToNullable(inner.PValue);

    /// <summary>The probability that noise alone would let own curves gain as much over this model; null for Different.</summary>
    public double? PValueOfDifferent => CoreInterop.ToNullable(inner.PValueOfDifferent);

    /// <summary>δ, for Offset and Scale.</summary>
    public double? Offset => Value(inner.Offset)?.Value;

    /// <summary>The standard error of <see cref="Offset"/>.</summary>
    public double? OffsetError => Value(inner.Offset)?.Error;

    /// <summary>s, for Scale.</summary>
    public double? Scale => Value(inner.Scale)?.Value;

    /// <summary>The standard error of <see cref="Scale"/>.</summary>
    public double? ScaleError => Value(inner.Scale)?.Error;

    /// <summary>Δ, for Shift: how far the second curve lies towards higher x.</summary>
    public double? Shift => Value(inner.Shift)?.Value;

    /// <summary>The standard error of <see cref="Shift"/>.</summary>
    public double? ShiftError => Value(inner.Shift)?.Error;

    /// <summary>A short line.</summary>
    /// <returns>For example "Offset: p = 1e-05".</returns>
    public override string ToString() => PValue is { } p
        ? string.Create(CultureInfo.InvariantCulture, $"{Relation}: p = {p:G2}")
        : Relation.ToString();

    private static Core.Measurements.Estimate? Value(Microsoft.FSharp.Core.FSharpOption<Core.Measurements.Estimate>? estimate) =>
        CoreInterop.ToNullableReference(estimate);
}
