namespace UniversalApprox;

/// <summary>The priors of a network's parameters, one per group.</summary>
public sealed record NetworkPriors
{
    /// <summary>Of every weight.</summary>
    /// <value>Default: Normal(0, 30).</value>
    public Prior Weight { get; init; } = McmcDefaults.Prior;

    /// <summary>Of every bias.</summary>
    /// <value>Default: Normal(0, 30).</value>
    public Prior Bias { get; init; } = McmcDefaults.Prior;

    /// <summary>Of every amplitude.</summary>
    /// <value>Default: Normal(0, 30).</value>
    public Prior Amplitude { get; init; } = McmcDefaults.Prior;

    /// <summary>Of the offset.</summary>
    /// <value>Default: Normal(0, 30).</value>
    public Prior Offset { get; init; } = McmcDefaults.Prior;

    /// <summary>
    /// Of the noise's standard deviation (or scale) σ itself, where σ is sampled: <see cref="Prior.HalfNormal"/>,
    /// <see cref="Prior.LogNormal"/>, or <see cref="Prior.Uniform"/> from 0 or more.
    /// </summary>
    /// <value>Default: null, which is HalfNormal with the standard deviation of the outputs.</value>
    public Prior? Noise { get; init; }
}
