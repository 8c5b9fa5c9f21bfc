using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>How the errors and bands of a fit are made (<see cref="UnitFit.GetUncertainty"/>).</summary>
public sealed record FitUncertaintyOptions
{
    private static readonly Core.Sampling.Collapsed.LaplaceOptions Usual = Core.Sampling.Collapsed.Laplace.defaults;

    /// <summary>Draws that errors and bands are made of; at least 100.</summary>
    /// <value>Default: 1000.</value>
    public int Draws { get; init; } = Usual.Draws;

    /// <summary>
    /// How residuals are distributed: <see cref="Likelihood.GaussianUnknown"/>, <see cref="Likelihood.Gaussian"/> or
    /// <see cref="Likelihood.MeanSquaredError"/>. For Student's t and <see cref="Likelihood.GaussianLine"/>, sample with <see cref="Mcmc"/>.
    /// </summary>
    /// <value>
    /// Default: null, which is normal, with the known errors of the points (<see cref="CurveData.Sigma"/>) or else an unknown standard
    /// deviation.
    /// </value>
    public Likelihood? Likelihood { get; init; }

    /// <summary>
    /// The priors of the network's parameters. Those of amplitudes and offset must be normal; for others, sample with
    /// <see cref="Mcmc"/>.
    /// </summary>
    /// <value>Default: wide priors on standardised data, as <see cref="NetworkPriors"/> says.</value>
    public NetworkPriors Priors { get; init; } = McmcDefaults.Priors;

    /// <summary>The seed of the draws and of the search for modes; any value.</summary>
    /// <value>Default: 0.</value>
    public ulong Seed { get; init; } = Usual.Search.Seed;

    /// <summary>The number of threads, at least 1. The result does not depend on it.</summary>
    /// <value>Default: null, which is <see cref="Environment.ProcessorCount"/>.</value>
    public int? Threads { get; init; }

    /// <summary>Rejects options that are out of range, whatever the fit. Every member that takes options checks them too.</summary>
    /// <exception cref="OptionException">An option is not allowed; it says which, its value and what is allowed.</exception>
    public void Validate()
    {
        Core.Sampling.Collapsed.Laplace.validate(ToCore());
        Core.Sampling.Densities.NetworkPriorsModule.validate(CorePriors());
    }

    /// <summary>One line with every option.</summary>
    /// <returns>For example "FitUncertaintyOptions { Draws = 1000, Likelihood = null, … }".</returns>
    public override string ToString() => OptionText.Of(this);

    internal Core.Sampling.Collapsed.LaplaceOptions ToCore() =>
        new(Draws, new(Usual.Search.Starts, Seed, Threads ?? Environment.ProcessorCount));

    internal Core.Sampling.Densities.NetworkPriors CorePriors() => SamplingInterop.ToCore(Guard.NotNull(Priors, nameof(Priors)));
}
