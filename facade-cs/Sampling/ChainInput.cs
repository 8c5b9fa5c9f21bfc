namespace UniversalApprox;

/// <summary>What a run samples, as far as a run file can say it.</summary>
/// <param name="Options">The options as they were given.</param>
/// <param name="Setup">The options, checked.</param>
internal sealed record ChainInput(McmcOptions Options, SamplingSetup Setup)
{
    /// <summary>The curve; null for a log-density that is not a network's.</summary>
    public Core.Data.CurveData? Data { get; init; }

    public Core.Networks.Activation Activation { get; init; } = Core.Networks.Activation.Sigmoid;

    public int Units { get; init; }

    /// <summary>The constraints of the network's parameters.</summary>
    public Core.Networks.Constraints Constraints { get; init; } = Core.Networks.ConstraintsModule.none;

    /// <summary>The trained networks that were given, the best first.</summary>
    public Core.Networks.Network[] Fits { get; init; } = [];

    /// <summary>The log-density that is not a network's.</summary>
    public Core.Sampling.Densities.LogDensity? Density { get; init; }

    /// <summary>The text that it is made of, if it is.</summary>
    public string? Text { get; init; }

    /// <summary>The priors that are added to it.</summary>
    public Core.Sampling.Densities.Prior[]? Priors { get; init; }
}
