namespace UniversalApprox;

/// <summary>How well walkers travelled between the temperatures of <see cref="SamplerKind.Tempering"/> after burn-in.</summary>
/// <param name="Ensemble">The ladder of temperatures, from 1.</param>
/// <param name="Temperature">The temperature, from 1 (the posterior) to infinity (the prior).</param>
/// <param name="SwapAcceptance">
/// The mean acceptance probability of exchanges with the next temperature, from 0 to 1; null for the last.
/// </param>
/// <param name="RoundTrips">
/// How many walkers of the ladder came from the prior to the posterior. With few, the weights of separate modes are not known.
/// </param>
public sealed record TemperatureDiagnostics(int Ensemble, double Temperature, double? SwapAcceptance, long RoundTrips);
