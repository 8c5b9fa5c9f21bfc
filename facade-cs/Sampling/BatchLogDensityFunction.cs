namespace UniversalApprox;

/// <summary>
/// The log-densities of many points at once, each as <see cref="LogDensityFunction"/> gives it: half of the walkers of an
/// ensemble at a time. It is called from several threads at once unless <see cref="McmcOptions.Threads"/> is 1.
/// </summary>
/// <param name="points">The parameters of the points, one point after the other; valid during the call only.</param>
/// <param name="count">The number of points.</param>
/// <param name="logDensities">Where the <paramref name="count"/> log-densities are to be written.</param>
public delegate void BatchLogDensityFunction(ReadOnlySpan<double> points, int count, Span<double> logDensities);
