namespace UniversalApprox;

/// <summary>A model's evidence and probability with one prior of the amplitudes.</summary>
/// <param name="Factor">By what the standard deviation of the amplitudes' prior is multiplied; 1 is the one that was asked for.</param>
/// <param name="LogEvidence">The logarithm of the evidence.</param>
/// <param name="Probability">The probability among the models of the same data, all equally probable before.</param>
public sealed record PriorTableRow(double Factor, double LogEvidence, double Probability);
