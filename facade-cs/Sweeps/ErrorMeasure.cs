namespace UniversalApprox;

/// <summary>Which error a tolerance applies to; all are in units of the output.</summary>
public enum ErrorMeasure : long
{
    /// <summary>⟨|r|⟩.</summary>
    MeanAbsoluteResidual,

    /// <summary>√(Σ r² / n).</summary>
    Rmse,

    /// <summary>The largest |r|.</summary>
    MaxAbsoluteResidual,

    /// <summary>The root mean square error on points not seen in training.</summary>
    ValidationRmse,
}
