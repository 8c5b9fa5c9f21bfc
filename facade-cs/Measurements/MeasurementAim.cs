namespace UniversalApprox;

/// <summary>What the next measurement is to make small or large.</summary>
public enum MeasurementAim : long
{
    /// <summary>The variance of the curve, averaged over the range, small (I-optimal).</summary>
    Average,

    /// <summary>The information about the curve large (D-optimal): where the curve is least certain.</summary>
    Information,
}
