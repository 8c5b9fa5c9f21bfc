namespace UniversalApprox;

/// <summary>One prior of a network's parameters as it was used, in both scales.</summary>
/// <param name="Parameter">The parameter, in words: "weight of x", "bias at the mean of the inputs", "amplitude".</param>
/// <param name="IsDefault">Whether it is the default.</param>
/// <param name="Data">The prior in the data's units.</param>
/// <param name="Standardised">
/// The same prior for data of mean 0 and standard deviation 1; null for a prior of biases or the offset that was given, which
/// has no simple form there.
/// </param>
public sealed record PriorScales(string Parameter, bool IsDefault, Prior Data, Prior? Standardised);
