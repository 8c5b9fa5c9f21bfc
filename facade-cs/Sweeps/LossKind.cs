namespace UniversalApprox;

/// <summary>The kinds of <see cref="Loss"/>.</summary>
public enum LossKind : long
{
    /// <summary>Σ r².</summary>
    SumOfSquares,

    /// <summary>Σ r² / n.</summary>
    MeanOfSquares,

    /// <summary>Σ |r| / n.</summary>
    MeanAbsolute,

    /// <summary>Σ h(r) / n with h = r²/2 up to δ and linear beyond.</summary>
    Huber,
}
