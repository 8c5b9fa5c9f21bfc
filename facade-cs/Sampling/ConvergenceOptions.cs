namespace UniversalApprox;

/// <summary>
/// When draws count as converged: ensembles or chains that agree, enough effective draws, no stuck walkers, chains of NUTS
/// that could follow their trajectories, and priors that do not fight the data. All parameters are judged after relabelling,
/// and the log-density.
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
    /// The autocorrelation time may grow by less than this from the first half of the steps to all of them, beyond what chance
    /// explains; above 0. Only ensembles that ran for fewer than 50 autocorrelation times are asked for it.
    /// </summary>
    /// <value>Default: 0.3.</value>
    public double MaximumTauGrowth { get; init; } = McmcDefaults.MaximumTauGrowth;
}
