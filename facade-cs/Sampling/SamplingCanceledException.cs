namespace UniversalApprox;

/// <summary>A run was cancelled. Its draws so far are kept.</summary>
public sealed class SamplingCanceledException : OperationCanceledException
{
    internal SamplingCanceledException(Posterior? partial, CancellationToken cancellationToken)
        : base(
            $"Sampling was cancelled with {partial?.KeptSteps ?? 0} kept {(partial?.KeptSteps == 1 ? "step" : "steps")}.",
            cancellationToken) =>
        Partial = partial;

    /// <summary>
    /// The draws so far, which <see cref="Mcmc.Resume"/> continues; null if none were kept yet.
    /// </summary>
    public Posterior? Partial { get; }
}
