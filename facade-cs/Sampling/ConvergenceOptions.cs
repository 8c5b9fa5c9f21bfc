namespace UniversalApprox;

/// <summary>
/// When draws count as converged: autocorrelation times that can be trusted (more than 50 of them in the run) and no longer
/// change, ensembles that agree, no stuck walkers, and enough effective draws. All parameters are judged after
/// relabelling, and the log-density.
/// </summary>
public sealed record ConvergenceOptions
{
    /// <summary>The wanted effective sample size of every parameter, in the bulk and in the tails; above 0.</summary>
    /// <value>Default: 400.</value>
    public double EffectiveSamples { get; init; } = McmcDefaults.EffectiveSamples;

    /// <summary>Nested R̂, which compares the ensembles, must be below this; above 1.</summary>
    /// <value>Default: 1.01.</value>
    public double MaximumRHat { get; init; } = McmcDefaults.MaximumRHat;

    /// <summary>
    /// The autocorrelation time must differ by less than this between the first 95 % of the steps and all of them; above 0.
    /// </summary>
    /// <value>Default: 0.01.</value>
    public double MaximumTauChange { get; init; } = McmcDefaults.MaximumTauChange;
}
