namespace UniversalApprox;

/// <summary>How an axis of a chart is drawn.</summary>
public enum AxisScale : long
{
    /// <summary>In proportion to the numbers.</summary>
    Linear,

    /// <summary>In proportion to their logarithm.</summary>
    Log,
}
