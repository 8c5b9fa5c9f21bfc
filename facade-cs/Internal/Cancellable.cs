namespace UniversalApprox.Internal;

/// <summary>Work that takes seconds at most and knows no token.</summary>
internal static class Cancellable
{
    /// <summary>The result of the work. When it is cancelled the work is left to itself, and nobody waits for its end.</summary>
    public static T Run<T>(Func<T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return cancellationToken.CanBeCanceled
            ? Task.Run(work, cancellationToken).WaitAsync(cancellationToken).GetAwaiter().GetResult()
            : work();
    }
}
