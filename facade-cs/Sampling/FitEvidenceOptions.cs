using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>How the evidence of a fit is computed (<see cref="UnitFit.GetEvidence"/>).</summary>
public sealed record FitEvidenceOptions
{
    private static readonly Core.Sampling.Evidence.EvidenceOptions Usual = Core.Sampling.Evidence.ModelEvidenceModule.defaults;

    /// <summary>Draws from which the evidence is estimated; at least 200.</summary>
    /// <value>Default: 2000.</value>
    public int Draws { get; init; } = Usual.Draws;

    /// <summary>Random starts of the search for modes of the posterior, beside the fit itself; at least 1.</summary>
    /// <value>Default: 120.</value>
    public int Starts { get; init; } = Usual.Search.Starts;

    /// <summary>
    /// How residuals are distributed: <see cref="Likelihood.GaussianUnknown"/>, <see cref="Likelihood.Gaussian"/> or
    /// <see cref="Likelihood.MeanSquaredError"/>. There is no evidence with Student's t or <see cref="Likelihood.GaussianLine"/>.
    /// </summary>
    /// <value>
    /// Default: null, which is normal, with the known errors of the points (<see cref="CurveData.Sigma"/>) or else an unknown standard
    /// deviation.
    /// </value>
    public Likelihood? Likelihood { get; init; }

    /// <summary>The priors of the network's parameters. Those of amplitudes and offset must be normal.</summary>
    /// <value>Default: wide priors on standardised data, as <see cref="NetworkPriors"/> says.</value>
    public NetworkPriors Priors { get; init; } = McmcDefaults.Priors;

    /// <summary>
    /// The evidence is computed again with the prior of the amplitudes so many times as wide, each above 0. Empty: not again,
    /// in a third of the time.
    /// </summary>
    /// <value>Default: ¼ and 4.</value>
    public IReadOnlyList<double> AmplitudeFactors { get; init; } = Array.AsReadOnly(Usual.AmplitudeFactors);

    /// <summary>The seed of draws and starts; any value.</summary>
    /// <value>Default: 0.</value>
    public ulong Seed { get; init; } = Usual.Search.Seed;

    /// <summary>The number of threads, at least 1. The result does not depend on it.</summary>
    /// <value>Default: null, which is <see cref="Environment.ProcessorCount"/>.</value>
    public int? Threads { get; init; }

    internal int ThreadCount => Threads ?? Environment.ProcessorCount;

    /// <summary>Rejects options that are out of range, whatever the fit. Every member that takes options checks them too.</summary>
    /// <exception cref="OptionException">An option is not allowed; it says which, its value and what is allowed.</exception>
    public void Validate()
    {
        Core.Sampling.Evidence.ModelEvidenceModule.validate(ToCore());
        Core.Sampling.Densities.NetworkPriorsModule.validate(CorePriors());
    }

    /// <summary>One line with every option.</summary>
    /// <returns>For example "FitEvidenceOptions { Draws = 2000, Starts = 120, … }".</returns>
    public override string ToString() => OptionText.Of(this);

    internal Core.Sampling.Evidence.EvidenceOptions ToCore() =>
        new(Draws, new(Starts, Seed, ThreadCount), [.. Guard.NotNull(AmplitudeFactors, nameof(AmplitudeFactors))]);

    internal Core.Sampling.Densities.NetworkPriors CorePriors() => SamplingInterop.ToCore(Guard.NotNull(Priors, nameof(Priors)));
}
