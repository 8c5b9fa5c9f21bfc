namespace UniversalApprox;

/// <summary>A run was cancelled. What was sampled by then is kept.</summary>
public sealed class SamplingCanceledException : OperationCanceledException
{
    internal SamplingCanceledException(Posterior? partial, CancellationToken cancellationToken)
        : base(
            $"Sampling was cancelled; {partial?.Steps ?? 0} {(partial?.Steps == 1 ? "step" : "steps")} kept.",
            cancellationToken) =>
        Partial = partial;

    /// <summary>
    /// What was sampled by then, which <see cref="Mcmc.Resume"/> can go on from; null if no draws were kept yet.
    /// </summary>
    public Posterior? Partial { get; }
}
