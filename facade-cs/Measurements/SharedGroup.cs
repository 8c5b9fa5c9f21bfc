using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>One group of a shared fit, with its network: a flat row.</summary>
public sealed class SharedGroup
{
    private readonly CurveData data;
    private readonly Core.Measurements.SharedGroup inner;

    internal SharedGroup(CurveData data, int units, Core.Measurements.SharedGroup inner) => (this.data, Units, this.inner) = (data, units, inner);

    /// <summary>The name of its data; with its number where another group has the same.</summary>
    public string Group => inner.Name;

    /// <summary>The number of hidden units.</summary>
    public int Units { get; }

    /// <summary>The number of its points.</summary>
    public int Points => data.Count;

    /// <summary>Its part of the (weighted) sum of squares.</summary>
    public double Sse => inner.Sse;

    /// <summary>√(Σ r²/n) over its points.</summary>
    public double Rmse => inner.Rmse;

    /// <summary>Its network as a formula.</summary>
    public string Formula => CoreInterop.PrintFormula(data.Inner.Axes, inner.Network, FormulaStyle.Notebook, null);

    /// <summary>Its data.</summary>
    /// <returns>The data.</returns>
    public CurveData GetData() => data;

    /// <summary>Its network.</summary>
    /// <returns>The network.</returns>
    public ShallowNetwork GetNetwork() => new(inner.Network, data.Inner.Axes);

    /// <summary>A short line.</summary>
    /// <returns>For example "plate 1: 24 sig(-1.4*x - 4.9) + 1".</returns>
    public override string ToString() => $"{Group}: {Formula}";
}
