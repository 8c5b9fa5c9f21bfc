using System.Globalization;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// The evidence of a fit: log p(y | N), the probability density of its data with all parameters of a network like it integrated out.
/// By it sizes are compared (<see cref="ModelWeights"/>). Immutable.
/// </summary>
public sealed class FitEvidence
{
    private readonly UnitFit[] fits;

    private FitEvidence(UnitFit[] fits, FitEvidenceOptions options, Core.Sampling.Evidence.ModelEvidence inner) =>
        (this.fits, Options, Inner) = (fits, options, inner);

    /// <summary>
    /// The logarithm of the evidence, of data in their own units. All images of a network under another order and other signs
    /// of its units are counted.
    /// </summary>
    public double LogEvidence => Inner.LogEvidence;

    /// <summary>
    /// The Monte Carlo standard error of <see cref="LogEvidence"/>. It does not see modes that were not found.
    /// </summary>
    public double StandardError => Inner.Error;

    /// <summary>
    /// Whether the evidence is only a lower bound: the second half of the starts found modes that hold more than 5 % of
    /// the posterior, so that others are probably missing. More <see cref="FitEvidenceOptions.Starts"/> may help.
    /// </summary>
    public bool IsLowerBound => Inner.IsLowerBound;

    /// <summary>How it was computed.</summary>
    public EvidenceMethod Method => (EvidenceMethod)Inner.Method.Tag;

    /// <summary>How many different modes of the posterior were found.</summary>
    public int Modes => Inner.Modes.Modes.Length;

    /// <summary>How many independent draws of the posterior the weighted draws are worth.</summary>
    public double EffectiveDraws => Inner.EffectiveDraws;

    /// <summary>The options it was made with.</summary>
    public FitEvidenceOptions Options { get; }

    internal Core.Sampling.Evidence.ModelEvidence Inner { get; }

    /// <summary>The fit.</summary>
    /// <returns>The fit that it was asked of; the first one of several.</returns>
    public UnitFit GetFit() => fits[0];

    /// <summary>The evidence with wider and narrower priors of the amplitudes.</summary>
    /// <returns>One row for each of <see cref="FitEvidenceOptions.AmplitudeFactors"/>.</returns>
    public IReadOnlyList<AmplitudeVariant> GetVariants() =>
        Array.ConvertAll(Inner.Variants, variant => new AmplitudeVariant(variant.Factor, variant.LogEvidence, variant.Error)).AsReadOnly();

    /// <summary>The priors that were used, in the data's units and on standardised data.</summary>
    /// <returns>One row per group of parameters.</returns>
    public IReadOnlyList<PriorScales> GetPriors() => SamplingInterop.PriorRows(Core.Sampling.Densities.StandardPriors.describe(
        Inner.Density.Map,
        [.. fits[0].GetData().InputNames],
        fits[0].Units,
        Inner.Density.Model.Likelihood,
        Inner.Density.Priors));

    /// <summary>
    /// How well the model predicts each point from the others. For amplitudes and offset that is exact; draws of
    /// the other parameters are reweighted.
    /// </summary>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The estimate.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public LooEstimate GetLoo(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Core.Sampling.Evidence.Loo.ofEvidence(Options.ThreadCount, cancellationToken, Inner));
    }

    /// <summary>A short line.</summary>
    /// <returns>For example "Parabola: 2 sigmoid units, log evidence 184.95 ± 0.02 (ImportanceSampling, 3 modes)".</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{fits[0].Data}: {fits[0].Units} {fits[0].Activation} {(fits[0].Units == 1 ? "unit" : "units")}, log evidence {LogEvidence:F2} ± {StandardError:F2} ({Method}, {Modes} {(Modes == 1 ? "mode" : "modes")}){(IsLowerBound ? ", a lower bound" : "")}");

    /// <summary>The evidence of networks like fits of one shape on the same data, from all of which modes are searched.</summary>
    internal static FitEvidence Of(UnitFit[] fits, FitEvidenceOptions? options, CancellationToken cancellationToken)
    {
        options ??= new();
        options.Validate();
        foreach (UnitFit fit in fits)
            ConstraintInterop.RefuseConstrained(fit, "The evidence");
        cancellationToken.ThrowIfCancellationRequested();
        return new(fits, options, Core.Sampling.Evidence.ModelEvidenceModule.ofNetworks(
            options.ToCore(),
            Likelihood.ToCore(options.Likelihood, fits[0].Inner.Data),
            options.CorePriors(),
            Array.ConvertAll(fits, fit => fit.Inner.Trained.Network),
            cancellationToken,
            fits[0].Inner.Data));
    }
}
