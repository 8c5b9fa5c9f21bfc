namespace UniversalApprox;

/// <summary>How an evidence was computed.</summary>
public enum EvidenceMethod : long
{
    /// <summary>Importance sampling from Student-t distributions around the modes of the posterior.</summary>
    ImportanceSampling = 0,

    /// <summary>
    /// Particles that go from those distributions to the posterior in steps: where importance weights are too unequal.
    /// </summary>
    SequentialMonteCarlo = 1,
}
