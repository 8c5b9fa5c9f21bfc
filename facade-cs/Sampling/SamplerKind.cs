namespace UniversalApprox;

/// <summary>How a log-density is sampled.</summary>
public enum SamplerKind : long
{
    /// <summary>
    /// <see cref="Nuts"/> where the log-density has a gradient without jumps and neither walkers nor moves are asked for,
    /// else <see cref="Ensemble"/>. <see cref="Posterior.Notes"/> say which and why.
    /// </summary>
    Auto,

    /// <summary>Ensembles of walkers that move by <see cref="McmcOptions.Moves"/> (Goodman and Weare 2010).</summary>
    Ensemble,

    /// <summary>Chains of the No-U-Turn sampler (Hoffman and Gelman 2014), which follow the gradient.</summary>
    Nuts,

    /// <summary>
    /// Parallel tempering: ladders of temperatures between the posterior and the prior carry walkers between modes that are far
    /// apart, and measure the evidence (Vousden, Farr and Mandel 2016). For log-densities with priors that are not a network's.
    /// </summary>
    Tempering,
}
