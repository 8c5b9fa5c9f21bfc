namespace UniversalApprox;

/// <summary>How often the proposals of one move were accepted in one ensemble, burn-in not counted.</summary>
/// <param name="Ensemble">Which ensemble, from 1.</param>
/// <param name="Move">The move.</param>
/// <param name="Accepted">Accepted proposals.</param>
/// <param name="Proposed">All proposals.</param>
public sealed record MoveAcceptance(int Ensemble, Move Move, long Accepted, long Proposed)
{
    /// <summary>The share that was accepted, from 0 to 1; null without proposals.</summary>
    public double? Rate => Proposed > 0 ? (double)Accepted / Proposed : null;
}
