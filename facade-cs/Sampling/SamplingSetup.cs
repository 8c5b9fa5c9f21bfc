using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>The options of sampling as the core takes them, checked as far as that is possible without a density.</summary>
internal sealed class SamplingSetup
{
    public SamplingSetup(McmcOptions options)
    {
        Settings = SamplingInterop.ToCore(options);
        Core.Mcmc.validateSettings(Settings);
        Likelihood = Guard.NotNull(options.Likelihood, nameof(options.Likelihood)).Inner;
        Priors = SamplingInterop.ToCore(Guard.NotNull(options.Priors, nameof(options.Priors)));
        Core.NetworkPriorsModule.validate(Priors);
        Threads = options.Threads ?? Environment.ProcessorCount;
        Core.Threads.validate(Threads);
    }

    public Core.McmcSettings Settings { get; }

    public Core.Likelihood Likelihood { get; }

    public Core.NetworkPriors Priors { get; }

    public int Threads { get; }
}
