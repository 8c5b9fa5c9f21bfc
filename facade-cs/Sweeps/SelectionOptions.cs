namespace UniversalApprox;

/// <summary>How a number of units is chosen.</summary>
public sealed record SelectionOptions
{
    /// <summary>What "enough" means.</summary>
    /// <value>
    /// Default: null, which is Tolerance if <see cref="Tolerance"/> is given; else Validation if all fits have a
    /// validation error; else AICc.
    /// </value>
    public SelectionCriterion? Criterion { get; init; }

    /// <summary>The largest error that is good enough, above 0, in units of the output; for the criterion Tolerance.</summary>
    /// <value>Default: null.</value>
    public double? Tolerance { get; init; }

    /// <summary>Which error the tolerance applies to.</summary>
    /// <value>Default: the mean absolute residual.</value>
    public ErrorMeasure Measure { get; init; } = ErrorMeasure.MeanAbsoluteResidual;
}
