namespace UniversalApprox;

/// <summary>
/// A log-density threw, or was NaN or +∞. The draws before are kept. <see cref="Exception.InnerException"/> is the exception
/// of the log-density.
/// </summary>
public sealed class LogDensityException : Exception
{
    internal LogDensityException(Core.Sampling.Densities.DensityException error, Posterior? partial)
        : base(error.Message, error.InnerException) =>
        (Point, Value, Partial) = (Array.AsReadOnly(error.Point), error.Value, partial);

    /// <summary>The parameters at which it threw, or was not finite.</summary>
    public IReadOnlyList<double> Point { get; }

    /// <summary>The value there: NaN (also if the log-density threw) or +∞.</summary>
    public double Value { get; }

    /// <summary>The draws before; null if none were kept yet.</summary>
    public Posterior? Partial { get; }
}
