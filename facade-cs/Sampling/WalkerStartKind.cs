namespace UniversalApprox;

/// <summary>Where walkers start.</summary>
public enum WalkerStartKind : long
{
    /// <summary>Around the posterior mode near a trained network.</summary>
    Fit,

    /// <summary>Draws from the prior.</summary>
    Prior,

    /// <summary>Around a point.</summary>
    Ball,

    /// <summary>At given positions.</summary>
    Walkers,
}
