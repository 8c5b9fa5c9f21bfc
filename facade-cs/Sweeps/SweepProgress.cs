namespace UniversalApprox;

/// <summary>How far a sweep is.</summary>
/// <param name="Completed">Trainings done, those for validation included.</param>
/// <param name="Total">Trainings in all.</param>
/// <param name="Fraction">The work done, from 0 to 1; larger networks count for more.</param>
/// <param name="Elapsed">Time since the beginning.</param>
/// <param name="Remaining">The estimated time to the end; null before there is anything to estimate from.</param>
/// <param name="Activation">An activation that is being worked on.</param>
/// <param name="Units">The number of units that is being worked on.</param>
public sealed record SweepProgress(
    int Completed,
    int Total,
    double Fraction,
    TimeSpan Elapsed,
    TimeSpan? Remaining,
    Activation Activation,
    int Units);
