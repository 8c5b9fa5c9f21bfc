namespace UniversalApprox;

/// <summary>The direction of a monotone curve along one input.</summary>
public enum Monotone : long
{
    /// <summary>The curve may rise and fall.</summary>
    Free,

    /// <summary>The curve falls nowhere.</summary>
    Increasing,

    /// <summary>The curve rises nowhere.</summary>
    Decreasing,
}
