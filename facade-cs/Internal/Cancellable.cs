namespace UniversalApprox.Internal;

/// <summary>Cancels the wait for work that takes a few seconds at most and has no token of its own.</summary>
internal static class Cancellable
{
    /// <summary>Returns the result of the work. On cancellation it throws at once; the work ends later, and its result is dropped.</summary>
    public static T Run<T>(Func<T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return cancellationToken.CanBeCanceled
            ? Task.Run(work, cancellationToken).WaitAsync(cancellationToken).GetAwaiter().GetResult()
            : work();
    }
}
