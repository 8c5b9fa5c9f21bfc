using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace UniversalApprox;

/// <summary>Work that hands on each fit as it is finished, and returns all of them.</summary>
internal delegate IReadOnlyList<UnitFit> SweepWork(Action<UnitFit>? onFit, CancellationToken cancellationToken);

/// <summary>
/// A sweep in the background whose fits are read as they come. A reader that stops early cancels the sweep and waits for
/// its threads to end, which takes about 100 ms.
/// </summary>
internal static class SweepStream
{
    public static IEnumerable<UnitFit> Read(SweepWork run, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        (Task<IReadOnlyList<UnitFit>> worker, ChannelReader<UnitFit> reader) = Start(run, stop.Token);
        try
        {
            while (reader.WaitToReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
                while (reader.TryRead(out UnitFit? fit))
                    yield return fit;
            Rethrow(worker, cancellationToken);
        }
        finally
        {
            stop.Cancel();
            Task.WaitAny([worker], CancellationToken.None);
        }
    }

    public static async IAsyncEnumerable<UnitFit> ReadAsync(
        SweepWork run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        (Task<IReadOnlyList<UnitFit>> worker, ChannelReader<UnitFit> reader) = Start(run, stop.Token);
        try
        {
            await foreach (UnitFit fit in reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
                yield return fit;
            Rethrow(worker, cancellationToken);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(worker).ConfigureAwait(false);
        }
    }

    /// <summary>Runs on a thread of its own: the sweep blocks the thread that starts it.</summary>
    public static Task<T> InBackground<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static (Task<IReadOnlyList<UnitFit>> Worker, ChannelReader<UnitFit> Reader) Start(
        SweepWork run, CancellationToken stop)
    {
        Channel<UnitFit> channel = Channel.CreateUnbounded<UnitFit>(new() { SingleReader = true, SingleWriter = false });
        Task<IReadOnlyList<UnitFit>> worker = InBackground(() =>
        {
            try
            {
                return run(fit => channel.Writer.TryWrite(fit), stop);
            }
            finally
            {
                channel.Writer.Complete();
            }
        });
        return (worker, channel.Reader);
    }

    /// <summary>Throws what ended the sweep early. The caller knows its own token, not the linked one.</summary>
    private static void Rethrow(Task<IReadOnlyList<UnitFit>> worker, CancellationToken cancellationToken)
    {
        try
        {
            worker.GetAwaiter().GetResult();
        }
        catch (SweepCanceledException error)
        {
            throw new SweepCanceledException(error.Finished, cancellationToken);
        }
    }
}
