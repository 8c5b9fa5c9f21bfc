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

    /// <summary>
    /// For the criterion Validation: how much more than the best validation error is good enough as well, as a fraction of
    /// it; 0 or more. Without it many points would ask for ever more units, since the standard error shrinks.
    /// </summary>
    /// <value>Default: 0.05; 0 is the bare one-standard-error rule.</value>
    public double Margin { get; init; } = Core.Sweep.Selection.defaultMargin;

    /// <summary>The largest error that is good enough, above 0, in units of the output; for the criterion Tolerance.</summary>
    /// <value>Default: null.</value>
    public double? Tolerance { get; init; }

    /// <summary>Which error the tolerance applies to.</summary>
    /// <value>Default: the mean absolute residual.</value>
    public ErrorMeasure Measure { get; init; } = ErrorMeasure.MeanAbsoluteResidual;
}
