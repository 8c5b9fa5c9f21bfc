namespace UniversalApprox;

/// <summary>How the curve of a second data set is related to that of the first, f.</summary>
public enum CurveRelation : long
{
    /// <summary>f: one curve describes both.</summary>
    Same,

    /// <summary>f(x) + δ.</summary>
    Offset,

    /// <summary>s·f(x) + δ.</summary>
    Scale,

    /// <summary>f(x − Δ).</summary>
    Shift,

    /// <summary>A curve of its own.</summary>
    Different,
}
