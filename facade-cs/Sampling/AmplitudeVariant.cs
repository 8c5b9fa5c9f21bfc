namespace UniversalApprox;

/// <summary>The evidence with another prior of the amplitudes.</summary>
/// <param name="Factor">By what the standard deviation of the amplitudes' prior is multiplied.</param>
/// <param name="LogEvidence">The logarithm of the evidence with that prior.</param>
/// <param name="StandardError">Its Monte Carlo standard error.</param>
public sealed record AmplitudeVariant(double Factor, double LogEvidence, double StandardError);
