namespace UniversalApprox;

/// <summary>How often the proposals of one walker were accepted, burn-in not counted.</summary>
/// <param name="Ensemble">Which ensemble, from 1.</param>
/// <param name="Walker">Which of its walkers, from 1.</param>
/// <param name="Accepted">Accepted proposals.</param>
/// <param name="Proposed">All proposals.</param>
public sealed record WalkerAcceptance(int Ensemble, int Walker, long Accepted, long Proposed)
{
    /// <summary>The share that was accepted, from 0 to 1; null without proposals.</summary>
    public double? Rate => Proposed > 0 ? (double)Accepted / Proposed : null;
}
