namespace UniversalApprox;

/// <summary>What a band holds with its probability.</summary>
public enum DifferenceBand : long
{
    /// <summary>The whole curve.</summary>
    Simultaneous,

    /// <summary>Each point of it alone.</summary>
    Pointwise,
}
