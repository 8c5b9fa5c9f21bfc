using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// The bands of a posterior at n points: mean and quantiles of the curve f, and quantiles of new observations.
/// </summary>
public sealed class PredictionBands
{
    internal PredictionBands(Core.Sampling.Posterior.Bands inner)
    {
        Inputs = Columns(inner.Inputs);
        Probabilities = Array.AsReadOnly(inner.Probabilities);
        Mean = inner.Mean;
        FunctionQuantiles = Columns(inner.Function);
        ObservationQuantiles = CoreInterop.ToNullableReference(inner.Observation) is { } columns ? Columns(columns) : null;
        Draws = inner.Draws;
    }

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
