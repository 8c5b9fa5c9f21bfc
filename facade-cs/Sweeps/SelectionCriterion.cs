namespace UniversalApprox;

/// <summary>What "enough neurons" means.</summary>
public enum SelectionCriterion : long
{
    /// <summary>
    /// The fewest units that no larger number tried improves on, by an F test at <see cref="SelectionOptions.Level"/>. The
    /// parameters of each further unit count 2 + ln(n/30)/3 times for n points (twice up to 30), because its place and width are
    /// searched for. For least-squares fits with more points than parameters.
    /// </summary>
    FTest,

    /// <summary>
    /// The fewest units whose mean squared validation error exceeds the lowest by at most one standard error of that difference
    /// on the same points, or by at most what <see cref="SelectionOptions.Margin"/> allows.
    /// </summary>
    Validation,

    /// <summary>The fewest units whose error is at most a given tolerance.</summary>
    Tolerance,

    /// <summary>The lowest AICc. It takes too many units where points are many.</summary>
    Aicc,

    /// <summary>The lowest BIC. It takes too many units where points are few.</summary>
    Bic,

    /// <summary>
    /// The fewest units whose log evidence, with default priors, is at most 1 below the highest: a Bayes factor below 3 is not worth
    /// more than a bare mention. It takes seconds; <see cref="ModelWeights"/> has the numbers behind it.
    /// </summary>
    Evidence,
}
