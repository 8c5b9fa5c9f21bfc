namespace UniversalApprox;

/// <summary>A change of an option that may make draws converge.</summary>
/// <param name="Option">The name of the option of <see cref="McmcOptions"/>: Steps.</param>
/// <param name="AtLeast">The smallest value that may be enough; null if that is not a number, or not known.</param>
public sealed record SamplingAdvice(string Option, long? AtLeast);
