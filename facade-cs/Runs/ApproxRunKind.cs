namespace UniversalApprox;

/// <summary>What a run of a run file is.</summary>
public enum ApproxRunKind : long
{
    /// <summary>A sweep over numbers of units (<see cref="UnitSweep"/>).</summary>
    Sweep,

    /// <summary>The sampling of a posterior (<see cref="Mcmc"/>, <see cref="EnsembleSampler"/>).</summary>
    Chain,
}
