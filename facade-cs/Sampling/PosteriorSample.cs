namespace UniversalApprox;

/// <summary>One draw: the position of one walker at one step.</summary>
/// <param name="Ensemble">Which ensemble, from 1.</param>
/// <param name="Walker">Which of its walkers, from 1.</param>
/// <param name="Step">The step of the run, burn-in included, from 1.</param>
/// <param name="LogDensity">The log-density there.</param>
/// <param name="Values">
/// The parameters, in the order of <see cref="Posterior.ParameterNames"/>. Raw draws are views of the posterior's, not
/// copies.
/// </param>
public readonly record struct PosteriorSample(
    int Ensemble,
    int Walker,
    int Step,
    double LogDensity,
    ReadOnlyMemory<double> Values);
