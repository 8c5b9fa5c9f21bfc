using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>The options of sampling as the core takes them, checked as far as that is possible without a density.</summary>
internal sealed class SamplingSetup
{
    public SamplingSetup(McmcOptions options)
    {
        Settings = SamplingInterop.ToCore(options);
        Core.Sampling.Posterior.Mcmc.validateSettings(Settings);
        Priors = SamplingInterop.ToCore(Guard.NotNull(options.Priors, nameof(options.Priors)));
        Core.Sampling.Densities.NetworkPriorsModule.validate(Priors);
        Constraints = ConstraintInterop.ToCore(options.Fix, options.Bound, options.Monotone, options.NonNegative);
        Run = Guard.RunFile(options.Run, nameof(options.Run));
        Threads = options.Threads ?? Environment.ProcessorCount;
        Core.Threads.validate(Threads);
    }

    public Core.Sampling.Posterior.McmcSettings Settings { get; }

    public Core.Sampling.Densities.NetworkPriors Priors { get; }

    public Core.Networks.Constraints Constraints { get; }

    public int Threads { get; }

    public string? Run { get; }
}
