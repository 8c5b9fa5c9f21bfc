namespace UniversalApprox;

/// <summary>A sweep was cancelled. Its finished fits are kept.</summary>
public sealed class SweepCanceledException : OperationCanceledException
{
    internal SweepCanceledException(IReadOnlyList<UnitFit> finished, CancellationToken cancellationToken)
        : base(
            $"The sweep was cancelled; {finished.Count} finished {(finished.Count == 1 ? "fit" : "fits")} kept.",
            cancellationToken) =>
        Finished = finished;

    /// <summary>The fits that were finished, in the order of the sweep.</summary>
    public IReadOnlyList<UnitFit> Finished { get; }
}
