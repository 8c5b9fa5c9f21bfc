using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace UniversalApprox.Internal;

/// <summary>Writes the log messages of a sweep. Sweeps without a logger have none.</summary>
internal sealed partial class SweepLog
{
    private readonly ILogger logger;
    private readonly string data;
    private readonly long began = Stopwatch.GetTimestamp();

    private SweepLog(ILogger logger, string data) => (this.logger, this.data) = (logger, data);

    private double Milliseconds => Stopwatch.GetElapsedTime(began).TotalMilliseconds;

    public static SweepLog? Begin(CurveData data, SweepOptions options, SweepRun run) =>
        options.HasLogger ? Start(data, options, run) : null;

    // A method of its own, because the runtime loads the logging assembly for a method that names its interface.
    private static SweepLog Start(CurveData data, SweepOptions options, SweepRun run)
    {
        var log = new SweepLog(options.Logger!, data.Name);
        log.SweepBegan(
            data.Name, data.Count, options.Units, options.Activations, options.Restarts, options.Optimizer, options.Seed);
        if (log.logger.IsEnabled(LogLevel.Warning))
            foreach (string note in run.Warnings)
                log.SweepNote(data.Name, note);
        return log;
    }

    public void Finished(UnitFit fit)
    {
        FitFinished(
            data, fit.Units, fit.Activation, fit.Restart, fit.Rmse, fit.ValidationRmse, fit.StopReason, fit.Milliseconds);
        if (fit.StopReason == StopReason.Diverged)
            FitDiverged(data, fit.Units, fit.Activation, fit.Restart);
    }

    public void Ended(int fits) => SweepEnded(data, fits, Milliseconds);

    public void Canceled(int fits) => SweepCanceled(data, fits, Milliseconds);

    [LoggerMessage(LogEvents.EngineChosen, LogLevel.Information, "Training by {Engine}")]
    public partial void EngineChosen(string engine);

    [LoggerMessage(
        LogEvents.SweepBegan,
        LogLevel.Information,
        "Sweep of {Data} began: {Points} points, units {Units}, {Activations}, {Restarts} restarts by {Optimizer}, seed {Seed}")]
    private partial void SweepBegan(
        string data,
        int points,
        IReadOnlyList<int> units,
        IReadOnlyList<Activation> activations,
        int restarts,
        Optimizer optimizer,
        ulong seed);

    [LoggerMessage(LogEvents.SweepNote, LogLevel.Warning, "{Data}: {Note}")]
    private partial void SweepNote(string data, string note);

    [LoggerMessage(
        LogEvents.FitFinished,
        LogLevel.Debug,
        "{Data}: {Units} {Activation} units, restart {Restart}: RMSE {Rmse}, validation {ValidationRmse} ({StopReason} in {Milliseconds} ms)")]
    private partial void FitFinished(
        string data,
        int units,
        string activation,
        int restart,
        double rmse,
        double? validationRmse,
        StopReason stopReason,
        double milliseconds);

    [LoggerMessage(LogEvents.FitDiverged, LogLevel.Warning, "{Data}: {Units} {Activation} units, restart {Restart}: training diverged")]
    private partial void FitDiverged(string data, int units, string activation, int restart);

    [LoggerMessage(LogEvents.SweepEnded, LogLevel.Information, "Sweep of {Data} ended with {Fits} fits after {Milliseconds} ms")]
    private partial void SweepEnded(string data, int fits, double milliseconds);

    [LoggerMessage(LogEvents.SweepCanceled, LogLevel.Information, "Sweep of {Data} was cancelled with {Fits} fits after {Milliseconds} ms")]
    private partial void SweepCanceled(string data, int fits, double milliseconds);
}
