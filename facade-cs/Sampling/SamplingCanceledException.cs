namespace UniversalApprox;

/// <summary>A run was cancelled. What was sampled by then is kept.</summary>
public sealed class SamplingCanceledException : OperationCanceledException
{
    internal SamplingCanceledException(Posterior? partial, CancellationToken cancellationToken)
        : base(
            $"Sampling was cancelled with {partial?.KeptSteps ?? 0} kept {(partial?.KeptSteps == 1 ? "step" : "steps")}.",
            cancellationToken) =>
        Partial = partial;

    /// <summary>
    /// What was sampled by then, which <see cref="Mcmc.Resume"/> can go on from; null if no draws were kept yet.
    /// </summary>
    public Posterior? Partial { get; }
}
