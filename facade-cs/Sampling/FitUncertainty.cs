using System.Globalization;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// Errors and bands of a fit without sampling by Markov chains, in a fraction of a second: the posterior of networks like the
/// fit on its data, drawn from normal approximations at its modes (Laplace) that importance weights correct. The draws of a fit with
/// constraints satisfy them: fixed parameters are constant, and bounds cut the priors off. Immutable.
/// </summary>
public sealed class FitUncertainty
{
    private readonly UnitFit fit;
    private readonly Core.Sampling.Collapsed.LaplaceFit inner;

    internal Core.Sampling.Collapsed.LaplaceFit Inner => inner;

    private FitUncertainty(UnitFit fit, FitUncertaintyOptions options, Core.Sampling.Collapsed.LaplaceFit inner)
    {
        (this.fit, Options, this.inner) = (fit, options, inner);
        ParameterNames = Array.AsReadOnly(inner.Density.ParameterNames);
    }

    /// <summary>The names of the parameters: w1, b1, a1, …, c, and log_sigma where the noise is unknown.</summary>
    public IReadOnlyList<string> ParameterNames { get; }

    /// <summary>The options it was made with.</summary>
    public FitUncertaintyOptions Options { get; }

    /// <summary>
    /// Whether errors and bands can be trusted: <see cref="ParetoK"/> is below its limit, which is 0.7 for 2200 draws or more
    /// and 0.67 for 1000, and the draws are worth at least 100 independent ones
    /// and 30 % of their number. Where not, sample with <see cref="Mcmc"/>.
    /// </summary>
    public bool IsTrusted => inner.IsTrusted;

    /// <summary>In words, whether to trust errors and bands or to sample instead, and why.</summary>
    public string Verdict => inner.Verdict;

    /// <summary>The shape k̂ of the tail of the importance weights; the smaller, the better the approximation.</summary>
    public double ParetoK => inner.ParetoK;

    /// <summary>How many independent draws of the posterior the weighted draws are worth.</summary>
    public double EffectiveDraws => inner.EffectiveDraws;

    /// <summary>
    /// The logarithm of the probability density of the data, all parameters integrated out, from these draws. To compare networks
    /// of several sizes, <see cref="UnitFit.GetEvidence"/> has a better one: it looks for more modes, and can cope with redundant units.
    /// NaN for a fit with constraints.
    /// </summary>
    public double LogEvidence => inner.LogEvidence;

    /// <summary>
    /// The standard error of <see cref="LogEvidence"/> from the importance weights. It does not see modes that were not found.
    /// </summary>
    public double LogEvidenceError => inner.LogEvidenceError;

    /// <summary>The standard deviation of the noise at the highest mode, in units of the output; of ln y with <see cref="CurveData.LogY"/>.</summary>
    public double NoiseLevel => inner.Noise;

    /// <summary>The fit.</summary>
    /// <returns>The fit that it was asked of.</returns>
    public UnitFit GetFit() => fit;

    /// <summary>The network at the highest mode of the posterior, in the units of the data.</summary>
    /// <returns>
    /// The network. It differs from the fit's own where the prior has a say, or where the fit is not the best one.
    /// </returns>
    public ShallowNetwork GetNetwork() => new(inner.Network, fit.Inner.Data.Axes);

    /// <summary>
    /// The error of each parameter. Units are relabelled as in <see cref="Posterior.GetSummaries"/>, so that "unit 1" is the
    /// same in all draws.
    /// </summary>
    /// <param name="cancellationToken">Cancels the wait for the result.</param>
    /// <returns>One row per parameter, in the order of <see cref="ParameterNames"/>.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<ParameterEstimate> GetSummaries(CancellationToken cancellationToken = default)
    {
        double[] probabilities = Core.Sampling.Posterior.ParameterSummaryModule.defaults.Probabilities;
        return Cancellable.Run(
            () => Array.AsReadOnly(Array.ConvertAll(
                Core.Sampling.Collapsed.Laplace.parameters(probabilities, inner),
                error => new ParameterEstimate(fit, error, IsTrusted))),
            cancellationToken);
    }

    /// <summary>Bands of the curve at points of one input, inside the data or beyond.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="probabilities">Of the quantiles, from 0 to 1. Default: 0.05, 0.5, 0.95.</param>
    /// <param name="cancellationToken">Cancels the wait for the result.</param>
    /// <returns>The bands.</returns>
    /// <exception cref="ArgumentException">The network has several inputs; a number is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public PredictionBands Predict(
        IReadOnlyList<double> x, IReadOnlyList<double>? probabilities = null, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(x, nameof(x));
        return Predict([[.. x]], probabilities, cancellationToken);
    }

    /// <summary>Bands of the curve at n points, inside the data or beyond.</summary>
    /// <param name="columns">One column of n coordinates per input.</param>
    /// <param name="probabilities">Of the quantiles, from 0 to 1. Default: 0.05, 0.5, 0.95.</param>
    /// <param name="cancellationToken">Cancels the wait for the result.</param>
    /// <returns>The bands.</returns>
    /// <exception cref="ArgumentException">
    /// A wrong number of columns, or columns of different lengths; a number is out of range.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public PredictionBands Predict(
        IReadOnlyList<IReadOnlyList<double>> columns,
        IReadOnlyList<double>? probabilities = null,
        CancellationToken cancellationToken = default)
    {
        Guard.NotNull(columns, nameof(columns));
        double[][] given = [.. columns.Select(column => Guard.NotNull(column, nameof(columns)).ToArray())];
        double[] wanted = Guard.NotEmpty(probabilities ?? McmcDefaults.Probabilities, nameof(probabilities));
        return Cancellable.Run(
            () => PredictionBands.On(
                fit.Inner.Data.Axes, given, columns => Core.Sampling.Collapsed.Laplace.bands(wanted, columns, inner)),
            cancellationToken);
    }

    /// <summary>
    /// Which x gives y: all crossings of the curve with levels, in ascending x for each level. A curve that only touches a level does
    /// not cross it.
    /// </summary>
    /// <param name="y">One or more levels, finite.</param>
    /// <param name="lower">The lower end of the range. Default: that of the data.</param>
    /// <param name="upper">The upper end of the range, above <paramref name="lower"/>. Default: that of the data.</param>
    /// <param name="newReading">
    /// Whether each level is a new measurement, whose own noise the interval has to hold too. Default: false, the interval is that of the
    /// curve.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait for the result.</param>
    /// <returns>One row per crossing, with its value on the fit itself and its interval over the draws; none where the curve does not get there.</returns>
    /// <exception cref="ArgumentException">The network has several inputs; a number is out of range; a likelihood that says nothing about the noise, for a new reading.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<LevelCrossing> GetCrossings(
        IReadOnlyList<double> y, double? lower = null, double? upper = null, bool newReading = false, CancellationToken cancellationToken = default) =>
        Owner().Crossings(Curve, y, lower, upper, newReading, cancellationToken);

    /// <summary>
    /// Places that make the band of the curve narrow, one after the other. The covariance of the curve's draws is updated as that of a
    /// normal distribution.
    /// </summary>
    /// <param name="options">The options. Default: five places in the range of the data.</param>
    /// <param name="cancellationToken">Cancels the wait for the result.</param>
    /// <returns>One row per measurement, in the order in which they are best made.</returns>
    /// <exception cref="ArgumentException">The network has several inputs; an option is out of range; a likelihood that says nothing about the noise, without a noise level.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<NextMeasurement> GetNextMeasurements(
        NextMeasurementOptions? options = null, CancellationToken cancellationToken = default) =>
        Owner().NextMeasurements(Curve, options, cancellationToken);

    /// <summary>Places where one measurement is expected to tell most whether this fit or another one is true.</summary>
    /// <param name="other">The errors of another fit of the same data.</param>
    /// <param name="options">The options; the aim has no meaning here. Default: five places in the range of the data.</param>
    /// <param name="cancellationToken">Cancels the wait for the result.</param>
    /// <returns>One row per place, the one that decides most first.</returns>
    /// <exception cref="ArgumentException">
    /// A network has several inputs; an option is out of range; a likelihood that says nothing about the noise, without a noise level.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<DecidingMeasurement> GetDecidingMeasurements(
        FitUncertainty other, NextMeasurementOptions? options = null, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(other, nameof(other));
        Core.Measurements.NextMeasurementOptions given = (options ?? new()).ToCore();
        return Cancellable.Run(
            () => Array.AsReadOnly(Array.ConvertAll(
                Core.Measurements.NextMeasurementModule.between(given, Curve(), other.Curve()),
                found => new DecidingMeasurement(
                    fit.Data, found.Rank, found.X, fit.Units, other.fit.Units, found.First, found.Second, found.Gain, IsTrusted && other.IsTrusted))),
            cancellationToken);
    }

    /// <summary>
    /// Named numbers of the curve: plateaus, inflection and effective concentrations of a sigmoid shape, extremes, zeros, and the
    /// integral over the range.
    /// </summary>
    /// <param name="percent">For a sigmoid shape, percentages of the way between the plateaus. Default: 50, which is EC50.</param>
    /// <param name="lower">The lower end of the range. Default: that of the data.</param>
    /// <param name="upper">The upper end of the range, above <paramref name="lower"/>. Default: that of the data.</param>
    /// <param name="cancellationToken">Cancels the wait for the result.</param>
    /// <returns>One row per quantity that the curve has, with its value on the fit itself and its interval over the draws.</returns>
    /// <exception cref="ArgumentException">The network has several inputs; a number is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<CurveQuantity> GetQuantities(
        IReadOnlyList<double>? percent = null, double? lower = null, double? upper = null, CancellationToken cancellationToken = default) =>
        Owner().Quantities(Curve, percent, lower, upper, cancellationToken);

    /// <summary>The priors that were used, in the data's units and on standardised data.</summary>
    /// <returns>One row per group of parameters.</returns>
    public IReadOnlyList<PriorScales> GetPriors() => SamplingInterop.PriorRows(Core.Sampling.Densities.StandardPriors.describe(
        inner.Density.Map,
        [.. fit.GetData().InputNames],
        fit.Units,
        inner.Density.Model.Likelihood,
        inner.Density.Priors));

    /// <summary>A short line.</summary>
    /// <returns>For example "Parabola: 2 sigmoid units, 8 parameters from 1000 draws. Trusted: …".</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{fit.Data}: {fit.Units} {fit.Activation} {(fit.Units == 1 ? "unit" : "units")}, {ParameterNames.Count} parameters from {Options.Draws} draws. {Verdict}");

    private Core.Quantities.CurveDistribution Curve() =>
        Core.Quantities.CurveDistributionModule.ofLaplace(fit.Inner.Trained.Network, inner);

    private CurveOwner Owner() => new(fit.Data, fit.Inner.Activation, fit.Units, IsTrusted);

    internal static FitUncertainty Of(UnitFit fit, FitUncertaintyOptions? options, CancellationToken cancellationToken)
    {
        options ??= new();
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        return new(fit, options, Core.Sampling.Collapsed.Laplace.ofFit(
            options.ToCore(),
            Likelihood.ToCore(options.Likelihood, fit.Inner.Data),
            options.CorePriors(),
            fit.Inner,
            cancellationToken));
    }
}
