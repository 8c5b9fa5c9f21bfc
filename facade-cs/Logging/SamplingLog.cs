using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace UniversalApprox.Internal;

/// <summary>Writes the log messages of a run of sampling. Runs without a logger have none.</summary>
internal sealed partial class SamplingLog : IProgress<SamplingProgress>
{
    private const string EndedMessage =
        "{Verdict} Sampling ended ({StopReason}) with {KeptSteps} kept steps after {Milliseconds} ms";

    private static readonly TimeSpan BetweenProgress = TimeSpan.FromSeconds(1);

    private readonly ILogger logger;
    private readonly IProgress<SamplingProgress>? progress;
    private readonly long began = Stopwatch.GetTimestamp();
    private TimeSpan nextProgress;

    private SamplingLog(ILogger logger, IProgress<SamplingProgress>? progress) =>
        (this.logger, this.progress) = (logger, progress);

    private double Milliseconds => Stopwatch.GetElapsedTime(began).TotalMilliseconds;

    /// <param name="options">The options of the run.</param>
    /// <param name="steps">The steps that a run is continued by; null for a new run.</param>
    /// <param name="parameters">The number of parameters.</param>
    /// <param name="progress">The progress receiver of the caller.</param>
    public static SamplingLog? Begin(
        McmcOptions options, int? steps, int parameters, IProgress<SamplingProgress>? progress) =>
        options.HasLogger ? Start(options, steps, parameters, progress) : null;

    // A method of its own, because the runtime loads the logging assembly for a method that names its interface.
    private static SamplingLog Start(
        McmcOptions options, int? steps, int parameters, IProgress<SamplingProgress>? progress)
    {
        var log = new SamplingLog(options.Logger!, progress);
        log.SamplingBegan(parameters, options.Ensembles, steps ?? options.Steps, options.BurnIn, options.Seed);
        return log;
    }

    /// <summary>Passes progress on, and logs the first and then one a second.</summary>
    public void Report(SamplingProgress value)
    {
        progress?.Report(value);
        if (value.Elapsed < nextProgress)
            return;
        nextProgress = value.Elapsed + BetweenProgress;
        SamplingProgressed(value.Step, value.Steps, value.AcceptanceRate, value.Remaining.TotalMilliseconds);
    }

    public void Ended(Posterior posterior)
    {
        if (!logger.IsEnabled(LogLevel.Warning))
            return;
        double milliseconds = Milliseconds;
        foreach (string note in posterior.Notes)
            SamplingNote(note);
        if (posterior.IsConverged)
            SamplingConverged(posterior.Verdict, posterior.StopReason, posterior.KeptSteps, milliseconds);
        else
            SamplingNotConverged(posterior.Verdict, posterior.StopReason, posterior.KeptSteps, milliseconds);
    }

    public void StreamEnded() => StreamEnded(Milliseconds);

    public void CutShort(Exception error, Posterior? posterior)
    {
        int keptSteps = posterior?.KeptSteps ?? 0;
        if (error is OperationCanceledException)
            SamplingCanceled(keptSteps, Milliseconds);
        else
            SamplingFailed(error, keptSteps, Milliseconds);
    }

    [LoggerMessage(
        LogEvents.SamplingBegan,
        LogLevel.Information,
        "Sampling {Parameters} parameters began: {Ensembles} ensembles, {Steps} steps, burn-in {BurnIn}, seed {Seed}")]
    private partial void SamplingBegan(int parameters, int ensembles, int? steps, int? burnIn, ulong seed);

    [LoggerMessage(
        LogEvents.SamplingProgressed,
        LogLevel.Debug,
        "Sampling is at step {Step} of {Steps}, accepts {AcceptanceRate:P0}, {RemainingMilliseconds} ms to go")]
    private partial void SamplingProgressed(int step, int steps, double acceptanceRate, double remainingMilliseconds);

    [LoggerMessage(LogEvents.SamplingNote, LogLevel.Warning, "{Note}")]
    private partial void SamplingNote(string note);

    [LoggerMessage(LogEvents.SamplingConverged, LogLevel.Information, EndedMessage)]
    private partial void SamplingConverged(string verdict, SamplingStop stopReason, int keptSteps, double milliseconds);

    [LoggerMessage(LogEvents.SamplingNotConverged, LogLevel.Warning, EndedMessage)]
    private partial void SamplingNotConverged(string verdict, SamplingStop stopReason, int keptSteps, double milliseconds);

    [LoggerMessage(LogEvents.StreamEnded, LogLevel.Information, "A stream of draws ended after {Milliseconds} ms")]
    private partial void StreamEnded(double milliseconds);

    [LoggerMessage(
        LogEvents.SamplingCanceled, LogLevel.Information, "Sampling was cancelled with {KeptSteps} kept steps after {Milliseconds} ms")]
    private partial void SamplingCanceled(int keptSteps, double milliseconds);

    [LoggerMessage(LogEvents.SamplingFailed, LogLevel.Error, "Sampling failed with {KeptSteps} kept steps after {Milliseconds} ms")]
    private partial void SamplingFailed(Exception error, int keptSteps, double milliseconds);
}
