using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// Trains networks of several sizes on a curve. All members check data and options before any work, and throw
/// <see cref="ArgumentException"/> at once, the asynchronous ones too. Fits come in the order of the options: by
/// activation, then by units. The best restart of each is handed on, or all of them with
/// <see cref="SweepOptions.KeepAllRestarts"/>.
/// </summary>
public static class UnitSweep
{
    /// <summary>Runs a sweep to its end.</summary>
    /// <param name="data">The curve.</param>
    /// <param name="options">The options. Default: as <see cref="SweepOptions"/> says.</param>
    /// <param name="progress">Receives the progress after every training, from the sweep's threads.</param>
    /// <param name="cancellationToken">Stops the sweep within about 100 ms.</param>
    /// <returns>The fits.</returns>
    /// <exception cref="ArgumentException">Options out of range, or that do not fit each other or the data.</exception>
    /// <exception cref="TorchUnavailableException">The Torch engine was asked for, and libtorch or the device is missing.</exception>
    /// <exception cref="SweepCanceledException">It was cancelled; the exception has the finished fits.</exception>
    public static IReadOnlyList<UnitFit> Run(
        CurveData data,
        SweepOptions? options = null,
        IProgress<SweepProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        new SweepRun(data, options, progress).Run(null, cancellationToken);

    /// <summary>Runs a sweep on other threads.</summary>
    /// <param name="data">The curve.</param>
    /// <param name="options">The options. Default: as <see cref="SweepOptions"/> says.</param>
    /// <param name="progress">Receives the progress after every training, from the sweep's threads.</param>
    /// <param name="cancellationToken">Stops the sweep within about 100 ms.</param>
    /// <returns>The fits.</returns>
    /// <exception cref="ArgumentException">Options out of range, or that do not fit each other or the data.</exception>
    /// <exception cref="TorchUnavailableException">The Torch engine was asked for, and libtorch or the device is missing.</exception>
    /// <exception cref="SweepCanceledException">It was cancelled; the exception has the finished fits.</exception>
    public static Task<IReadOnlyList<UnitFit>> RunAsync(
        CurveData data,
        SweepOptions? options = null,
        IProgress<SweepProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var run = new SweepRun(data, options, progress);
        return Wait();

        // Awaiting makes the task cancelled, not failed, and keeps the exception with its fits.
        async Task<IReadOnlyList<UnitFit>> Wait() =>
            await SweepStream.InBackground(() => run.Run(null, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>
    /// Runs a sweep on other threads and hands on each fit as soon as it and those before it are finished. It begins
    /// with the enumeration; leaving the enumeration early cancels the sweep and waits until it has stopped.
    /// </summary>
    /// <param name="data">The curve.</param>
    /// <param name="options">The options. Default: as <see cref="SweepOptions"/> says.</param>
    /// <param name="progress">Receives the progress after every training, from the sweep's threads.</param>
    /// <param name="cancellationToken">
    /// Stops the sweep within about 100 ms; the enumeration then ends with <see cref="SweepCanceledException"/>, after
    /// the fits that were finished.
    /// </param>
    /// <returns>The fits; each enumeration is a new run.</returns>
    /// <exception cref="ArgumentException">Options out of range, or that do not fit each other or the data.</exception>
    public static IEnumerable<UnitFit> Stream(
        CurveData data,
        SweepOptions? options = null,
        IProgress<SweepProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        SweepStream.Read(new SweepRun(data, options, progress).Run, cancellationToken);

    /// <summary>
    /// Runs a sweep on other threads and hands on each fit as soon as it and those before it are finished. It begins
    /// with the enumeration; leaving the enumeration early cancels the sweep and waits until it has stopped.
    /// </summary>
    /// <param name="data">The curve.</param>
    /// <param name="options">The options. Default: as <see cref="SweepOptions"/> says.</param>
    /// <param name="progress">Receives the progress after every training, from the sweep's threads.</param>
    /// <param name="cancellationToken">
    /// Stops the sweep within about 100 ms; the enumeration then ends with <see cref="SweepCanceledException"/>, after
    /// the fits that were finished.
    /// </param>
    /// <returns>The fits; each enumeration is a new run.</returns>
    /// <exception cref="ArgumentException">Options out of range, or that do not fit each other or the data.</exception>
    public static IAsyncEnumerable<UnitFit> StreamAsync(
        CurveData data,
        SweepOptions? options = null,
        IProgress<SweepProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        SweepStream.ReadAsync(new SweepRun(data, options, progress).Run, cancellationToken);

    /// <summary>
    /// Reasons to doubt the results of a sweep, one sentence each: fewer points than parameters, a constant input or output,
    /// and the like.
    /// </summary>
    /// <param name="data">The curve.</param>
    /// <param name="options">The options of the sweep.</param>
    /// <returns>The warnings; often none.</returns>
    /// <exception cref="ArgumentException">Options out of range, or that do not fit each other or the data.</exception>
    public static IReadOnlyList<string> GetWarnings(CurveData data, SweepOptions? options = null) =>
        new SweepRun(data, options, null).Warnings;
}
