namespace UniversalApprox;

/// <summary>How a number of units is chosen.</summary>
public sealed record SelectionOptions
{
    /// <summary>What "enough" means.</summary>
    /// <value>
    /// Default: null, which is Tolerance if <see cref="Tolerance"/> is given; else FTest if the fits are of least squares and
    /// one of them has fewer parameters than points; else Validation if all fits have a validation error; else AICc.
    /// </value>
    public SelectionCriterion? Criterion { get; init; }

    /// <summary>
    /// For the criterion FTest: the p-value below which a larger number of units counts as better, above 0 and below 1.
    /// </summary>
    /// <value>Default: null, which is 5/n for n points, at most 0.2.</value>
    public double? Level { get; init; }

    /// <summary>
    /// For the criterion Validation: what a larger network may gain and not be needed, as a part of the spread (the standard
    /// deviation) of the best fit's curve; 0 or more.
    /// </summary>
    /// <value>Default: 0.05; 0 is the bare rule of one standard error.</value>
    public double Margin { get; init; } = Core.Sweep.Selection.defaultMargin;

    /// <summary>The largest error that is good enough, above 0, in units of the output; for the criterion Tolerance.</summary>
    /// <value>Default: null.</value>
    public double? Tolerance { get; init; }

    /// <summary>Which error the tolerance applies to.</summary>
    /// <value>Default: the mean absolute residual.</value>
    public ErrorMeasure Measure { get; init; } = ErrorMeasure.MeanAbsoluteResidual;
}
