using System.Collections;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// The draws of a run in the background, read block by block and then forgotten, so that memory does not grow with the number
/// of steps: sampling waits when the reader is two blocks behind. A run begins each time the draws are read; a reader that
/// stops early cancels it and waits for its threads to end. Made by <see cref="Mcmc.Stream"/> and
/// <see cref="EnsembleSampler.Stream"/>.
/// </summary>
public sealed class PosteriorStream : IEnumerable<PosteriorSample>
{
    private const int BlocksAhead = 2;
    private readonly SamplingRun run;
    private readonly CancellationToken cancellationToken;

    internal PosteriorStream(SamplingRun run, CancellationToken cancellationToken)
    {
        if (run.Options.Until is not null)
            throw OptionException.Because(
                nameof(McmcOptions.Until),
                $"{new OptionName(nameof(McmcOptions.Until))} needs all draws, and a stream keeps none: leave it out, and stop reading when it is enough.");
        if (run.Options.Run is not null)
            throw OptionException.Because(
                nameof(McmcOptions.Run), $"A stream hands draws on and keeps none, so {new OptionName(nameof(McmcOptions.Run))} has no use for it.");
        (this.run, this.cancellationToken) = (run, cancellationToken);
        ParameterNames = Array.AsReadOnly(run.ParameterNames);
    }

    /// <summary>The names of the parameters, in the order of <see cref="PosteriorSample.Values"/>.</summary>
    public IReadOnlyList<string> ParameterNames { get; }

    internal McmcOptions Options => run.Options;

    /// <summary>The networks whose parameters are sampled; null for other densities.</summary>
    internal Microsoft.FSharp.Core.FSharpOption<Core.Sampling.Densities.NetworkModel>? Network => run.Network;

    /// <summary>Reads the draws on this thread.</summary>
    /// <returns>
    /// The draws. It throws <see cref="SamplingCanceledException"/> without draws when the run is cancelled, and
    /// <see cref="LogDensityException"/> when the log-density throws or is NaN or +∞.
    /// </returns>
    public IEnumerator<PosteriorSample> GetEnumerator()
    {
        foreach (Core.Sampling.Ensembles.Chain block in ReadBlocks(CancellationToken.None))
            foreach (PosteriorSample sample in Samples(block))
                yield return sample;
    }

    /// <summary>Reads the draws on this thread, block by block.</summary>
    internal IEnumerable<Core.Sampling.Ensembles.Chain> ReadBlocks(CancellationToken further)
    {
        using var asked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, further);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(asked.Token);
        (Task worker, ChannelReader<Core.Sampling.Ensembles.Chain> blocks) = Start(stop.Token);
        try
        {
            while (blocks.WaitToReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
                while (blocks.TryRead(out Core.Sampling.Ensembles.Chain? block))
                    yield return block;
            Rethrow(worker, further.IsCancellationRequested ? further : cancellationToken);
        }
        finally
        {
            stop.Cancel();
            Task.WaitAny([worker], CancellationToken.None);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Reads the draws without blocking a thread.</summary>
    /// <param name="cancellationToken">Cancels the run, as the token that the stream was made with does.</param>
    /// <returns>The draws; it throws as <see cref="GetEnumerator"/> does.</returns>
    public async IAsyncEnumerable<PosteriorSample> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var asked = CancellationTokenSource.CreateLinkedTokenSource(this.cancellationToken, cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(asked.Token);
        (Task worker, ChannelReader<Core.Sampling.Ensembles.Chain> blocks) = Start(stop.Token);
        try
        {
            await foreach (Core.Sampling.Ensembles.Chain block in blocks.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                foreach (PosteriorSample sample in Samples(block))
                    yield return sample;
            }
            Rethrow(worker, cancellationToken.IsCancellationRequested ? cancellationToken : this.cancellationToken);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(worker).ConfigureAwait(false);
        }
    }

    /// <summary>A short line.</summary>
    /// <returns>For example "draws of position, width as they are sampled".</returns>
    public override string ToString() => $"draws of {string.Join(", ", ParameterNames)} as they are sampled";

    private IEnumerable<PosteriorSample> Samples(Core.Sampling.Ensembles.Chain block)
    {
        int dimension = ParameterNames.Count;
        return SamplingInterop.Samples(block, 1, (draws, at) => new(draws, at, dimension));
    }

    private (Task Worker, ChannelReader<Core.Sampling.Ensembles.Chain> Blocks) Start(CancellationToken stop)
    {
        Channel<Core.Sampling.Ensembles.Chain> channel = Channel.CreateBounded<Core.Sampling.Ensembles.Chain>(
            new BoundedChannelOptions(BlocksAhead) { SingleReader = true, SingleWriter = true });
        Task worker = SweepStream.InBackground(() =>
        {
            try
            {
                run.RunBlocks(block => channel.Writer.WriteAsync(block, stop).AsTask().GetAwaiter().GetResult(), stop);
                return true;
            }
            finally
            {
                channel.Writer.Complete();
            }
        });
        return (worker, channel.Reader);
    }

    /// <summary>Throws what ended the run early. The caller knows its own token, not the linked one.</summary>
    private static void Rethrow(Task worker, CancellationToken cancellationToken)
    {
        try
        {
            worker.GetAwaiter().GetResult();
        }
        catch (SamplingCanceledException)
        {
            throw new SamplingCanceledException(null, cancellationToken);
        }
    }
}
