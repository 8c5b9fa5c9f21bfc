namespace UniversalApprox;

/// <summary>
/// The identifiers of log events, for filters and alarms. They do not change between versions. An event has the name of its
/// constant and carries the named values that are listed here. Only runs whose options have a <c>Logger</c> write events, from
/// the threads that do the work. Logging changes no result.
/// </summary>
public static class LogEvents
{
    /// <summary>Information: a sweep began. Data, Points, Units, Activations, Restarts, Optimizer, Seed.</summary>
    public const int SweepBegan = 1;

    /// <summary>Information: the engine of a sweep was chosen, and libtorch loaded if it is that. Engine.</summary>
    public const int EngineChosen = 2;

    /// <summary>
    /// Warning, one for each of <see cref="UnitSweep.GetWarnings"/>: a reason to doubt the results. Data, Note.
    /// </summary>
    public const int SweepNote = 3;

    /// <summary>
    /// Debug: a network is finished. Events come in the order of the sweep. Data, Units, Activation, Restart, Rmse, ValidationRmse (null
    /// without validation), StopReason, Milliseconds.
    /// </summary>
    public const int FitFinished = 4;

    /// <summary>Warning: a network's training diverged, after its FitFinished. Data, Units, Activation, Restart.</summary>
    public const int FitDiverged = 5;

    /// <summary>Information: a sweep came to its end. Data, Fits, Milliseconds.</summary>
    public const int SweepEnded = 6;

    /// <summary>Information: a sweep was cancelled. Data, Fits (those that were finished), Milliseconds.</summary>
    public const int SweepCanceled = 7;

    /// <summary>Information: sampling began. Parameters (their number), Ensembles, Steps, BurnIn, Seed.</summary>
    public const int SamplingBegan = 20;

    /// <summary>Debug, at most once a second: the progress of sampling. Step, Steps, AcceptanceRate, RemainingMilliseconds.</summary>
    public const int SamplingProgressed = 21;

    /// <summary>Warning, one for each of <see cref="Posterior.Notes"/>. Note.</summary>
    public const int SamplingNote = 22;

    /// <summary>
    /// Information: sampling ended, and its draws have converged. Verdict, StopReason, KeptSteps (of each ensemble),
    /// Milliseconds. A run with a logger computes its verdict at
    /// once; others compute it when <see cref="Posterior.Verdict"/> is first read.
    /// </summary>
    public const int SamplingConverged = 23;

    /// <summary>Warning: sampling ended, and its draws cannot be trusted yet. As <see cref="SamplingConverged"/>.</summary>
    public const int SamplingNotConverged = 24;

    /// <summary>Information: a stream of draws was sampled to its end; it keeps no draws, so there is no verdict. Milliseconds.</summary>
    public const int StreamEnded = 25;

    /// <summary>Information: sampling was cancelled, or its stream was left early. KeptSteps (0 for a stream), Milliseconds.</summary>
    public const int SamplingCanceled = 26;

    /// <summary>
    /// Error: the log-density threw, or was NaN or +∞; the exception comes along. KeptSteps (0 for a stream), Milliseconds.
    /// </summary>
    public const int SamplingFailed = 27;

    /// <summary>Information: a report was written. Path (in full), Bytes.</summary>
    public const int ReportWritten = 40;
}
