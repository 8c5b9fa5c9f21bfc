namespace UniversalApprox;

/// <summary>What "enough neurons" means.</summary>
public enum SelectionCriterion : long
{
    /// <summary>
    /// The fewest units whose validation error is within one standard error of the best, or within
    /// <see cref="SelectionOptions.Margin"/> of it.
    /// </summary>
    Validation,

    /// <summary>The fewest units whose error is at most a given tolerance.</summary>
    Tolerance,

    /// <summary>The lowest AICc. A heuristic for networks.</summary>
    Aicc,

    /// <summary>The lowest BIC. A heuristic for networks.</summary>
    Bic,
}
