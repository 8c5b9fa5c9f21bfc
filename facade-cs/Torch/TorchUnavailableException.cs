namespace UniversalApprox;

/// <summary>
/// libtorch, or the device that was asked for, cannot be used. The message has the reason and the remedy. Only
/// the Torch engine needs it.
/// </summary>
public sealed class TorchUnavailableException : Exception
{
    internal TorchUnavailableException(TorchFailure failure, Exception inner)
        : base(inner.Message, inner) => Failure = failure;

    /// <summary>The kind of failure.</summary>
    public TorchFailure Failure { get; }
}
