namespace UniversalApprox;

/// <summary>
/// The identifiers of what is logged where options have a <c>Logger</c>, for filters and alarms; they stay what they are. Each
/// event carries the named values that its line here lists, and is named as its constant is. A logger is called from the
/// threads that do the work, and only by runs whose options have it; it changes no result.
/// </summary>
public static class LogEvents
{
    /// <summary>Information: a sweep began. Data, Points, Units, Activations, Restarts, Optimizer, Seed.</summary>
    public const int SweepBegan = 1;

    /// <summary>Information: the engine of a sweep was chosen, and libtorch loaded if it is that. Engine.</summary>
    public const int EngineChosen = 2;

    /// <summary>
    /// Warning, one for each of <see cref="UnitSweep.GetWarnings"/>: what to know before trusting the results. Data, Note.
    /// </summary>
    public const int SweepNote = 3;

    /// <summary>
    /// Debug: a network is finished, as soon as those before it are. Data, Units, Activation, Restart, Rmse, ValidationRmse (null
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

    /// <summary>Debug, at most once a second: how far sampling is. Step, Steps, AcceptanceRate, RemainingMilliseconds.</summary>
    public const int SamplingProgressed = 21;

    /// <summary>Warning, one for each of <see cref="Posterior.Notes"/>. Note.</summary>
    public const int SamplingNote = 22;

    /// <summary>
    /// Information: sampling ended, and its draws have converged. Verdict, StopReason, KeptSteps (of each ensemble),
    /// Milliseconds. To log this or <see cref="SamplingNotConverged"/> the draws are judged at once, as
    /// <see cref="Posterior.Verdict"/> would when it is first asked for.
    /// </summary>
    public const int SamplingConverged = 23;

    /// <summary>Warning: sampling ended, and its draws cannot be trusted yet. As <see cref="SamplingConverged"/>.</summary>
    public const int SamplingNotConverged = 24;

    /// <summary>Information: a stream of draws was sampled to its end; nothing is kept, so there is no verdict. Milliseconds.</summary>
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
