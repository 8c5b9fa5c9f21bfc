using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// The bands of a posterior at n points: mean and quantiles of the curve f, and quantiles of new observations. Where the output has a
/// logarithmic axis (<see cref="CurveData.LogY"/>), they are exponentials of those of ln y: the middle curve is the median of y, and
/// <see cref="Mean"/> the exponential of the mean of ln y.
/// </summary>
public sealed class PredictionBands
{
    private PredictionBands(Core.Sampling.Posterior.Bands inner, double[][]? columns = null)
    {
        Inputs = Columns(columns ?? inner.Inputs);
        Probabilities = Array.AsReadOnly(inner.Probabilities);
        Mean = inner.Mean;
        FunctionQuantiles = Columns(inner.Function);
        ObservationQuantiles = CoreInterop.ToNullableReference(inner.Observation) is { } quantiles ? Columns(quantiles) : null;
        Draws = inner.Draws;
    }

    /// <summary>Bands behind axes: columns and bands are in the units of the data.</summary>
    internal static PredictionBands On(
        Core.Networks.Axes axes, double[][] columns, Func<double[][], Core.Sampling.Posterior.Bands> bands) =>
        axes.Inputs.Length != columns.Length
            ? new(bands(columns))
            : new(Core.Sampling.Posterior.BandsModule.inUnits(axes, bands(Core.Networks.AxesModule.columnsToAxes(axes, columns))), columns);

    /// <summary>d columns of n coordinates.</summary>
    public IReadOnlyList<ReadOnlyMemory<double>> Inputs { get; }

    /// <summary>The probabilities of the quantiles.</summary>
    public IReadOnlyList<double> Probabilities { get; }

    /// <summary>The mean of f at each point.</summary>
    public ReadOnlyMemory<double> Mean { get; }

    /// <summary>For each probability, the quantile of f at each point.</summary>
    public IReadOnlyList<ReadOnlyMemory<double>> FunctionQuantiles { get; }

    /// <summary>
    /// For each probability, the quantile of a new observation at each point; null with
    /// <see cref="Likelihood.MeanSquaredError"/>, which says nothing about observations.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<double>>? ObservationQuantiles { get; }

    /// <summary>How many draws were used, evenly spaced.</summary>
    public int Draws { get; }

    /// <summary>A short line.</summary>
    /// <returns>For example "bands at 2 points from 4000 draws: quantiles 0.05, 0.5, 0.95".</returns>
    public override string ToString() =>
        $"bands at {Mean.Length} {(Mean.Length == 1 ? "point" : "points")} from {Draws} draws: quantiles "
        + string.Join(", ", Probabilities.Select(Guard.Text));

    private static IReadOnlyList<ReadOnlyMemory<double>> Columns(double[][] columns) =>
        Array.ConvertAll(columns, column => new ReadOnlyMemory<double>(column)).AsReadOnly();
}
