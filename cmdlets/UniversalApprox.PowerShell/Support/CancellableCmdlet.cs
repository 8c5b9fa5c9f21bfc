using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>
/// A cmdlet whose work can be stopped: Ctrl-C and a stopped pipeline cancel <see cref="Cancellation"/>. Only the pipeline
/// thread may write; work on other threads hands its results over.
/// </summary>
public abstract class CancellableCmdlet : PSCmdlet, IDisposable
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource stop = new();

    /// <summary>Cancelled when the pipeline is stopped.</summary>
    protected CancellationToken Cancellation => stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => stop.Cancel();

    /// <summary>
    /// Hands on the elements of a stream as they come, on the pipeline thread, and calls <paramref name="whileWaiting"/>
    /// ten times a second in between. Leaving early, for whatever reason, ends the stream.
    /// </summary>
    private protected void Pump<T>(IAsyncEnumerable<T> stream, Action<T> onElement, Action whileWaiting)
    {
        IAsyncEnumerator<T> elements = stream.GetAsyncEnumerator(Cancellation);
        try
        {
            while (Next(elements, whileWaiting))
                onElement(elements.Current);
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            elements.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static bool Next<T>(IAsyncEnumerator<T> elements, Action whileWaiting)
    {
        Task<bool> next = elements.MoveNextAsync().AsTask();
        while (!((IAsyncResult)next).AsyncWaitHandle.WaitOne(ProgressInterval))
            whileWaiting();
        whileWaiting();
        return next.GetAwaiter().GetResult();
    }
}
