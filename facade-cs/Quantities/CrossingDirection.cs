namespace UniversalApprox;

/// <summary>The direction of a crossing, for growing x.</summary>
public enum CrossingDirection : long
{
    /// <summary>The curve goes up through the level.</summary>
    Rising,

    /// <summary>The curve goes down through the level.</summary>
    Falling,
}
