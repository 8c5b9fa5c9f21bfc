namespace UniversalApprox;

/// <summary>The difference between two models' predictions of the same points, left out one by one.</summary>
/// <param name="Difference">The expected log predictive density of the first less that of the second.</param>
/// <param name="StandardError">Its standard error, from the differences at each point.</param>
public sealed record LooDifference(double Difference, double StandardError);
