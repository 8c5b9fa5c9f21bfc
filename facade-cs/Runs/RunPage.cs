using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// A page on 127.0.0.1 that follows the runs of a run file: the cells that are finished with their errors, traces, R̂ and effective
/// sample size of chains, the time left and the answer so far, refreshed once a second while they go on, and their report at the end.
/// It lives until it is disposed of. It only reads the file, and the runs do not wait for it.
/// </summary>
/// <remarks>
/// The address has a token of 192 random bits. Requests with another or none are refused, as are those in the name of another host.
/// Nothing else is listened on.
/// </remarks>
public sealed class RunPage : IDisposable
{
    private readonly Charts.Follow.RunServer server;

    private RunPage(Charts.Follow.RunServer server) => this.server = server;

    /// <summary>The address of the page, with its token.</summary>
    public Uri Address => server.Address;

    /// <summary>Begins to serve the page of a run file.</summary>
    /// <param name="path">The file that <see cref="SweepOptions.Run"/> or <see cref="McmcOptions.Run"/> named.</param>
    /// <param name="options">Port and language.</param>
    /// <returns>The page.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="RunFileException">It is no run file, is damaged, or was written by a later version.</exception>
    /// <exception cref="OptionException">The port is out of range, or in use.</exception>
    public static RunPage Start(string path, RunPageOptions? options = null)
    {
        options ??= new();
        var reader = new RunReader(Guard.NotNull(path, nameof(path)), options.Language ?? CSharpReport.Instance);
        // A file that cannot be read says so here. The page then reads it in the background.
        RunFile.Read(reader.Path);
        return new(ChartInterop.Serve(reader, options.Port));
    }

    /// <summary>
    /// Waits until no run of the file goes on, and then until an open page has taken the report. A page that stays silent for ten
    /// seconds is not waited for.
    /// </summary>
    /// <param name="isReaderComing">Whether a page will be opened, which is waited for in the same way. Default: false.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends then.</returns>
    /// <exception cref="IOException">The file is gone, or cannot be used any more.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task WaitUntilDoneAsync(bool isReaderComing = false, CancellationToken cancellationToken = default) =>
        server.WaitUntilDone(isReaderComing, cancellationToken);

    /// <summary>Ends the page.</summary>
    public void Dispose() => ((IDisposable)server).Dispose();

    /// <summary>The address.</summary>
    /// <returns><see cref="Address"/>.</returns>
    public override string ToString() => Address.AbsoluteUri;
}
