namespace UniversalApprox;

/// <summary>
/// The logarithm of a density, up to a constant, at one point. It may be −∞ where the density is 0, but not NaN or +∞. It
/// is called from several threads at once unless <see cref="McmcOptions.Threads"/> is 1.
/// </summary>
/// <param name="point">The parameters; valid during the call only.</param>
/// <returns>The log-density.</returns>
public delegate double LogDensityFunction(ReadOnlySpan<double> point);
