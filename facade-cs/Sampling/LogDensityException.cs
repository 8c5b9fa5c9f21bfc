namespace UniversalApprox;

/// <summary>
/// A log-density threw, or was NaN or +∞. What was sampled before is kept; <see cref="Exception.InnerException"/> is what it
/// threw.
/// </summary>
public sealed class LogDensityException : Exception
{
    internal LogDensityException(Core.Sampling.Densities.DensityException error, Posterior? partial)
        : base(error.Message, error.InnerException) =>
        (Point, Value, Partial) = (Array.AsReadOnly(error.Point), error.Value, partial);

    /// <summary>The parameters at which it happened.</summary>
    public IReadOnlyList<double> Point { get; }

    /// <summary>The value there: NaN (also if the log-density threw) or +∞.</summary>
    public double Value { get; }

    /// <summary>What was sampled before; null if no draws were kept yet.</summary>
    public Posterior? Partial { get; }
}
