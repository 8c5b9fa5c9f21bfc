using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>
/// A cmdlet whose work can be stopped: Ctrl-C and a stopped pipeline cancel <see cref="Cancellation"/>. Only the pipeline
/// thread may write; work on other threads hands its results over.
/// </summary>
public abstract class CancellableCmdlet : ModuleCmdlet
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    // Never disposed: it holds neither a timer nor a handle, and a stop may come while the pipeline is being taken down.
    private readonly CancellationTokenSource stop = new();

    /// <summary>Cancelled when the pipeline is stopped.</summary>
    protected CancellationToken Cancellation => stop.Token;

    /// <inheritdoc/>
    protected override void StopProcessing() => stop.Cancel();

    /// <summary>
    /// Passes the elements of a stream on as they come, on the pipeline thread, and calls <paramref name="whileWaiting"/>
    /// ten times a second in between. If it leaves early, it ends the stream but does not wait for the end, because a long
    /// step of the work must not block the terminal.
    /// </summary>
    private protected void Pump<T>(IAsyncEnumerable<T> stream, Action<T> onElement, Action whileWaiting)
    {
        IAsyncEnumerator<T> elements = stream.GetAsyncEnumerator(Cancellation);
        Task<bool> next = elements.MoveNextAsync().AsTask();
        try
        {
            while (Wait(next, whileWaiting))
            {
                onElement(elements.Current);
                next = elements.MoveNextAsync().AsTask();
            }
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            _ = End(next, elements);
        }
    }

    /// <summary>
    /// Does work that takes no token on another thread. A stop does not wait for the work and drops its result or exception,
    /// so the work must neither write to the pipeline nor leave anything behind.
    /// </summary>
    private protected T Background<T>(Func<T> work)
    {
        var task = Task.Run(work);
        try
        {
            Task.WaitAny([task], Cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        return task.GetAwaiter().GetResult();
    }

    private bool Wait(Task<bool> next, Action whileWaiting)
    {
        while (Task.WaitAny([next], (int)ProgressInterval.TotalMilliseconds, Cancellation) < 0)
            whileWaiting();
        whileWaiting();
        return next.GetAwaiter().GetResult();
    }

    /// <summary>Disposes of the stream as soon as no step is running.</summary>
    private static async Task End<T>(Task<bool> last, IAsyncEnumerator<T> elements)
    {
        await Task.WhenAny(last).ConfigureAwait(false);
        _ = last.Exception;
        await elements.DisposeAsync().ConfigureAwait(false);
    }
}
