namespace UniversalApprox;

/// <summary>
/// The priors of a network's parameters, one per group. A prior that is given is of the numbers in the network's formula, in
/// the data's units. Null means the default. Defaults are stated on standardised data, so that the posterior depends neither
/// on the units nor on the origin of x and y; <see cref="Posterior.GetPriors"/> tells them in both scales.
/// </summary>
public sealed record NetworkPriors
{
    /// <summary>
    /// Normal(0, 30) for weights, biases, amplitudes and offset, in the data's units: the priors of the notebook, a public
    /// notebook of 2022 that asked the question of this library. They suit data of sizes between about 1 and 10.
    /// </summary>
    public static NetworkPriors Notebook { get; } = FromCore(Core.Sampling.Densities.NetworkPriorsModule.notebook);

    /// <summary>Of every weight.</summary>
    /// <value>Default: null, which is Student-t with 3 degrees of freedom and scale 5 on standardised data.</value>
    public Prior? Weight { get; init; }

    /// <summary>Of every bias.</summary>
    /// <value>
    /// Default: null, which is Student-t with 3 degrees of freedom and scale 5 for w·x + b at the mean of the inputs.
    /// </value>
    public Prior? Bias { get; init; }

    /// <summary>Of every amplitude.</summary>
    /// <value>Default: null, which is Normal(0, 60/√N) times the standard deviation of the outputs, for N units.</value>
    public Prior? Amplitude { get; init; }

    /// <summary>Of the offset.</summary>
    /// <value>
    /// Default: null, which is Normal(0, 60) times the standard deviation of the outputs, around their mean, for the
    /// network's value at the middle of all its units.
    /// </value>
    public Prior? Offset { get; init; }

    /// <summary>
    /// Of the noise's standard deviation (or scale) σ itself, where σ is sampled: <see cref="Prior.HalfNormal"/>,
    /// <see cref="Prior.LogNormal"/>, or <see cref="Prior.Uniform"/> from 0 or more.
    /// </summary>
    /// <value>Default: null, which is HalfNormal with the standard deviation of the outputs.</value>
    public Prior? Noise { get; init; }

    internal static NetworkPriors FromCore(Core.Sampling.Densities.NetworkPriors priors)
    {
        return new()
        {
            Weight = Of(priors.Weight),
            Bias = Of(priors.Bias),
            Amplitude = Of(priors.Amplitude),
            Offset = Of(priors.Offset),
            Noise = Of(priors.Noise),
        };

        static Prior? Of(Microsoft.FSharp.Core.FSharpOption<Core.Sampling.Densities.Prior>? prior) =>
            prior is null ? null : new(prior.Value);
    }
}
