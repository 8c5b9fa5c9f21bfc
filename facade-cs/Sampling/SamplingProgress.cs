namespace UniversalApprox;

/// <summary>How far a run is.</summary>
/// <param name="Step">Steps taken in this run by each ensemble, burn-in included.</param>
/// <param name="Steps">Steps that each ensemble takes in this run, burn-in included.</param>
/// <param name="Elapsed">Time since the beginning.</param>
/// <param name="Remaining">The estimated time to the last step.</param>
/// <param name="AcceptanceRate">The share of the proposals that were accepted, from 0 to 1.</param>
public sealed record SamplingProgress(
    int Step,
    int Steps,
    TimeSpan Elapsed,
    TimeSpan Remaining,
    double AcceptanceRate);
