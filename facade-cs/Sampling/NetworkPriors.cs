namespace UniversalApprox;

/// <summary>The priors of a network's parameters, one per group.</summary>
public sealed record NetworkPriors
{
    private static readonly Core.Sampling.Densities.NetworkPriors Standard = Core.Sampling.Densities.NetworkPriorsModule.standard;

    /// <summary>Of every weight.</summary>
    /// <value>Default: Normal(0, 30).</value>
    public Prior Weight { get; init; } = new(Standard.Weight);

    /// <summary>Of every bias.</summary>
    /// <value>Default: Normal(0, 30).</value>
    public Prior Bias { get; init; } = new(Standard.Bias);

    /// <summary>Of every amplitude.</summary>
    /// <value>Default: Normal(0, 30).</value>
    public Prior Amplitude { get; init; } = new(Standard.Amplitude);

    /// <summary>Of the offset.</summary>
    /// <value>Default: Normal(0, 30).</value>
    public Prior Offset { get; init; } = new(Standard.Offset);

    /// <summary>
    /// Of the noise's standard deviation (or scale) σ itself, where σ is sampled: <see cref="Prior.HalfNormal"/>,
    /// <see cref="Prior.LogNormal"/>, or <see cref="Prior.Uniform"/> from 0 or more.
    /// </summary>
    /// <value>Default: null, which is HalfNormal with the standard deviation of the outputs.</value>
    public Prior? Noise { get; init; }
}
