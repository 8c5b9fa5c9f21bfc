using System.Globalization;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// The draws of a run with their verdict, summaries and bands. Immutable; costly results are computed at first use and kept.
/// Networks have many parameter vectors for the same function (units in another order, flipped signs): canonical draws are
/// relabelled so that "unit 1" is the same in all of them, and summaries and the verdict are of canonical draws.
/// </summary>
public sealed class Posterior : IReportItem
{
    private readonly Core.Sampling.Posterior.Posterior inner;
    private readonly Core.Sampling.Gradients.NutsDiagnostics[] nuts = [];
    private readonly Lazy<Core.Sampling.Diagnostics.Verdict> verdict;

    internal Posterior(
        Core.Sampling.Posterior.McmcRun run,
        Core.Sampling.Posterior.Posterior inner,
        McmcOptions options,
        CurveData? data,
        IReadOnlyList<UnitFit> fits,
        Core.Sampling.Diagnostics.Verdict? known = null)
        : this(inner, options, run.Target.ParameterNames, run.Notes, () => known ?? SamplingInterop.Verdict(run)!)
    {
        (Run, Data, Fits) = (run, data, fits);
        nuts = run.Diagnostics;
    }

    internal Posterior(Core.Sampling.Posterior.Posterior inner, ImportedFacts imported)
        : this(inner, new(), inner.Raw.ParameterNames, imported.Notes, () => imported.Judge(inner))
    {
        (nuts, Files, Program) = (imported.Nuts, new ListedText<string>(imported.Files), imported.Program);
    }

    private Posterior(
        Core.Sampling.Posterior.Posterior inner,
        McmcOptions options,
        string[] parameterNames,
        string[] notes,
        Func<Core.Sampling.Diagnostics.Verdict> judge)
    {
        (this.inner, Options) = (inner, options);
        verdict = new(judge);
        ParameterNames = new ListedText<string>(parameterNames);
        Notes = new ListedText<string>(notes);
    }

    /// <summary>The names of the parameters: w1, b1, a1, …, c for networks, and log_sigma where it is sampled.</summary>
    public IReadOnlyList<string> ParameterNames { get; }

    /// <summary>
    /// How it was sampled: <see cref="SamplerKind.Ensemble"/>, <see cref="SamplerKind.Nuts"/> or
    /// <see cref="SamplerKind.Tempering"/>.
    /// </summary>
    public SamplerKind Sampler => Run is null
        ? Walkers == 1 ? SamplerKind.Nuts : SamplerKind.Ensemble
        : Run.States.IsChains ? SamplerKind.Nuts : Run.States.IsLadders ? SamplerKind.Tempering : SamplerKind.Ensemble;

    /// <summary>
    /// The density that was sampled: <see cref="DensityKind.Collapsed"/> or <see cref="DensityKind.Full"/>.
    /// </summary>
    public DensityKind Density => Run?.Target.Collapsed is null ? DensityKind.Full : DensityKind.Collapsed;

    /// <summary>The number of ensembles, chains of NUTS, or ladders of temperatures.</summary>
    public int Ensembles => inner.Raw.Ensembles.Length;

    /// <summary>The number of walkers of each ensemble; 1 for NUTS.</summary>
    public int Walkers => inner.Raw.Ensembles[0].Walkers;

    /// <summary>The number of steps that each ensemble kept: without burn-in and steps that were thinned out.</summary>
    public int KeptSteps => inner.KeptSteps;

    /// <summary>
    /// Whether the draws have converged, and if not why and what to do, in plain words. Ensembles and walkers count from 1.
    /// Judged as <see cref="McmcOptions.Until"/> says, or else by its defaults.
    /// </summary>
    public string Verdict => verdict.Value.Text;

    /// <summary>Changes that may make the draws converge, the gravest reason first; empty if they have converged.</summary>
    public IReadOnlyList<SamplingAdvice> Advice => SamplingInterop.Advice(verdict.Value);

    /// <summary>Whether the draws have converged.</summary>
    public bool IsConverged => verdict.Value.IsConverged;

    /// <summary>Why sampling ended.</summary>
    public SamplingStop StopReason => Run is null ? SamplingStop.Completed : SamplingInterop.FromCore(Run.Stop);

    /// <summary>Which density was sampled, where the start was, and which sampler and why, in plain words.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The time sampling took, that of the runs it continues included.</summary>
    public TimeSpan Elapsed => Run?.Elapsed ?? TimeSpan.Zero;

    /// <summary>The files that the draws were read from, in the order of the ensembles; none for a run of this library.</summary>
    public IReadOnlyList<string> Files { get; } = new ListedText<string>([]);

    /// <summary>The program that made the draws, as its files tell: "Stan 2.36.0". Null for a run of this library.</summary>
    public string? Program { get; }

    /// <summary>The share of the proposals that were accepted, burn-in not counted; from 0 to 1.</summary>
    public double AcceptanceRate
    {
        get
        {
            long accepted = inner.Raw.Ensembles.Sum(ensemble => ensemble.AcceptedPerWalker.Sum());
            return (double)accepted / Math.Max(1, inner.Raw.Ensembles.Sum(ensemble => ensemble.ProposedPerWalker.Sum()));
        }
    }

    /// <summary>
    /// The logarithm of the evidence, the integral of likelihood times prior, by stepping stones over the temperatures of
    /// <see cref="SamplerKind.Tempering"/>; null for other samplers, or for too short a run.
    /// </summary>
    public double? LogEvidence => CoreInterop.ToNullableReference(Run?.Evidence)?.LogEvidence;

    /// <summary>The Monte Carlo standard error of <see cref="LogEvidence"/>.</summary>
    public double? LogEvidenceError => CoreInterop.ToNullableReference(Run?.Evidence)?.StandardError;

    /// <summary>The draw of highest density.</summary>
    public PosteriorPoint MaximumProbability
    {
        get
        {
            Core.Sampling.Posterior.MaxProbability best = inner.MaxProbability;
            return new(
                best.Parameters,
                best.LogDensity,
                CoreInterop.ToNullableReference(best.Network),
                Axes,
                CoreInterop.ToNullable(best.MeanSquaredError),
                CoreInterop.ToNullable(best.MeanAbsoluteError));
        }
    }

    /// <summary>
    /// The trained network, to compare with <see cref="MaximumProbability"/>; null if there was none. With several fits, the
    /// best.
    /// </summary>
    public PosteriorPoint? Trained
    {
        get
        {
            if (Run?.Trained is not [var network, ..])
                return null;
            double[] point = Core.Sampling.Densities.LogDensityModule.pointOf(network, Run.Target.Full);
            double[] value = [0];
            Run.Target.Full.CreateEvaluator().Evaluate(point, 1, value);
            double[] residuals = Core.Sweep.GoodnessOfFitModule.residuals(network, Data!.Inner);
            return new(point, value[0], network, Axes, residuals.Average(r => r * r), residuals.Average(Math.Abs));
        }
    }

    /// <summary>The options it was sampled with; the usual ones for draws that were read from files.</summary>
    public McmcOptions Options { get; }

    /// <summary>Null for draws that were read from files.</summary>
    internal Core.Sampling.Posterior.McmcRun? Run { get; }

    internal Core.Networks.Network? TrainedNetwork => Run?.Trained.FirstOrDefault();

    internal CurveData? Data { get; }

    /// <summary>The axes of the networks; null for other log-densities.</summary>
    internal Core.Networks.Axes? Axes => CoreInterop.ToNullableReference(inner.Settings.Model)?.Axes;

    internal IReadOnlyList<UnitFit> Fits { get; } = [];

    internal Core.Sampling.Posterior.Posterior Inner => inner;

    internal Core.Sampling.Diagnostics.Verdict InnerVerdict => verdict.Value;

    /// <summary>The verdict with the names of options spelled in another way.</summary>
    /// <param name="spell">Spells a name: <c>name => "-" + name</c>.</param>
    /// <returns><see cref="Verdict"/>, but for the names of options.</returns>
    public string DescribeVerdict(Func<string, string> spell) =>
        SamplingInterop.Describe(verdict.Value, Guard.NotNull(spell, nameof(spell)));

    /// <summary>The data that the networks were fitted to.</summary>
    /// <returns>The data; null for other log-densities.</returns>
    public CurveData? GetData() => Data;

    /// <summary>The fits that sampling was asked to start from.</summary>
    /// <returns>The fits; none if it was given data or a density.</returns>
    public IReadOnlyList<UnitFit> GetFits() => Fits;

    /// <summary>The trained network, in the units of the data. With several fits, the best.</summary>
    /// <returns>The network; null if there was none.</returns>
    public ShallowNetwork? GetTrainedNetwork() => TrainedNetwork is { } network ? new(network, Axes!) : null;

    /// <summary>The summary of each parameter, of canonical draws.</summary>
    /// <param name="cancellationToken">Cancels the wait for the result.</param>
    /// <returns>One row per parameter, in the order of <see cref="ParameterNames"/>.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<ParameterSummary> GetSummaries(CancellationToken cancellationToken = default) =>
        Cancellable.Run(
            () => Array.AsReadOnly(Array.ConvertAll(inner.Summaries, summary => new ParameterSummary(summary))),
            cancellationToken);

    /// <summary>
    /// The draws, ensemble after ensemble and step after step, one after the other. They are made during the enumeration, so
    /// even long runs can be written to a file in little memory.
    /// </summary>
    /// <param name="canonical">Whether networks are relabelled.</param>
    /// <param name="thin">Hands on one kept step out of every <paramref name="thin"/>; at least 1.</param>
    /// <returns>The draws.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public IEnumerable<PosteriorSample> GetSamples(bool canonical = true, int thin = 1)
    {
        Guard.AtLeast(thin, 1, nameof(McmcOptions.Thin));
        return Read(canonical, thin);
    }

    /// <summary>The draws as they were sampled, in the order of <see cref="GetSamples"/>.</summary>
    /// <param name="thin">Hands on one kept step out of every <paramref name="thin"/>; at least 1.</param>
    /// <returns>The draws.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public IEnumerable<PosteriorSample> GetRawSamples(int thin = 1) => GetSamples(canonical: false, thin);

    /// <summary>Bands of the curve at points of one input, inside the data or beyond.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="probabilities">Of the quantiles, from 0 to 1. Default: 0.05, 0.5, 0.95.</param>
    /// <param name="maximumDraws">The most draws to use, at least 1; they are evenly spaced. Default: 4000.</param>
    /// <param name="cancellationToken">Cancels the wait for the result.</param>
    /// <returns>The bands.</returns>
    /// <exception cref="ArgumentException">The posterior is not of networks of one input; a number is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public PredictionBands Predict(
        IReadOnlyList<double> x,
        IReadOnlyList<double>? probabilities = null,
        int? maximumDraws = null,
        CancellationToken cancellationToken = default)
    {
        Guard.NotNull(x, nameof(x));
        return Cancellable.Run(() => Bands([[.. x]], probabilities, maximumDraws), cancellationToken);
    }

    /// <summary>Bands of the curve at n points, inside the data or beyond.</summary>
    /// <param name="columns">One column of n coordinates per input.</param>
    /// <param name="probabilities">Of the quantiles, from 0 to 1. Default: 0.05, 0.5, 0.95.</param>
    /// <param name="maximumDraws">The most draws to use, at least 1; they are evenly spaced. Default: 4000.</param>
    /// <param name="cancellationToken">Cancels the wait for the result.</param>
    /// <returns>The bands.</returns>
    /// <exception cref="ArgumentException">
    /// The posterior is not of networks; a wrong number of columns, or columns of different lengths; a number is out of
    /// range.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public PredictionBands Predict(
        IReadOnlyList<IReadOnlyList<double>> columns,
        IReadOnlyList<double>? probabilities = null,
        int? maximumDraws = null,
        CancellationToken cancellationToken = default)
    {
        Guard.NotNull(columns, nameof(columns));
        double[][] given = [.. columns.Select(column => Guard.NotNull(column, nameof(columns)).ToArray())];
        return Cancellable.Run(() => Bands(given, probabilities, maximumDraws), cancellationToken);
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
    /// <returns>One row per crossing, with its value on the trained network, or else on the draw of highest density, and its interval over at most 4000 draws; none where the curve does not get there.</returns>
    /// <exception cref="ArgumentException">The posterior is not of networks of one input; a number is out of range; a likelihood that says nothing about the noise, for a new reading.</exception>
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
    /// <exception cref="ArgumentException">The posterior is not of networks of one input; an option is out of range; a likelihood that says nothing about the noise, without a noise level.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<NextMeasurement> GetNextMeasurements(
        NextMeasurementOptions? options = null, CancellationToken cancellationToken = default) =>
        Owner().NextMeasurements(Curve, options, cancellationToken);

    /// <summary>
    /// Named numbers of the curve: plateaus, inflection and effective concentrations of a sigmoid shape, extremes, zeros, and the
    /// integral over the range.
    /// </summary>
    /// <param name="percent">For a sigmoid shape, percentages of the way between the plateaus. Default: 50, which is EC50.</param>
    /// <param name="lower">The lower end of the range. Default: that of the data.</param>
    /// <param name="upper">The upper end of the range, above <paramref name="lower"/>. Default: that of the data.</param>
    /// <param name="cancellationToken">Cancels the wait for the result.</param>
    /// <returns>One row per quantity that the curve has, with its value on the trained network, or else on the draw of highest density, and its interval over at most 4000 draws.</returns>
    /// <exception cref="ArgumentException">The posterior is not of networks of one input; a number is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<CurveQuantity> GetQuantities(
        IReadOnlyList<double>? percent = null, double? lower = null, double? upper = null, CancellationToken cancellationToken = default) =>
        Owner().Quantities(Curve, percent, lower, upper, cancellationToken);

    /// <summary>
    /// How well the networks predict each point of the data from the others (PSIS-LOO), from at most 4000 draws. Where amplitudes and
    /// offset were integrated out, leaving out is exact for them.
    /// </summary>
    /// <param name="threads">The number of threads, at least 1. Default: one per core. The result does not depend on it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The estimate.</returns>
    /// <exception cref="ArgumentException">The posterior is not of networks; a number is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public LooEstimate GetLoo(int? threads = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Core.Sampling.Evidence.Loo.ofRun(
            threads ?? Environment.ProcessorCount, cancellationToken, Run ?? throw new ArgumentException(NoRun)));
    }

    /// <summary>How often the proposals of each walker were accepted.</summary>
    /// <returns>One row per walker, ensemble after ensemble.</returns>
    public IReadOnlyList<WalkerAcceptance> GetWalkerAcceptance() =>
        [.. inner.Raw.Ensembles.SelectMany((ensemble, e) => Enumerable.Range(0, ensemble.Walkers).Select(
            w => new WalkerAcceptance(e + 1, w + 1, ensemble.AcceptedPerWalker[w], ensemble.ProposedPerWalker[w])))];

    /// <summary>The priors of a network's parameters, in the data's units and on standardised data.</summary>
    /// <returns>One row per group of parameters; none for other log-densities.</returns>
    public IReadOnlyList<PriorScales> GetPriors() =>
        SamplingInterop.PriorRows(CoreInterop.ToNullableReference(Run?.Target.Priors) ?? []);

    /// <summary>How well NUTS could follow its trajectories.</summary>
    /// <returns>One row per chain; none for ensembles of walkers.</returns>
    public IReadOnlyList<ChainDiagnostics> GetChainDiagnostics() =>
        [.. nuts.Select((chain, c) => new ChainDiagnostics(
            c + 1,
            chain.Steps,
            chain.Divergences,
            CoreInterop.ToNullable(chain.EBfmi),
            chain.DepthLimitShare,
            chain.AcceptanceRate,
            chain.LeapfrogSteps,
            chain.StepSize))];

    /// <summary>How well walkers travelled between temperatures.</summary>
    /// <returns>One row per temperature, ladder after ladder; none without <see cref="SamplerKind.Tempering"/>.</returns>
    public IReadOnlyList<TemperatureDiagnostics> GetTemperatures() =>
        [.. (Run?.Ladders ?? []).SelectMany((ladder, e) => ladder.Temperatures.Select((temperature, t) => new TemperatureDiagnostics(
            e + 1,
            temperature,
            t < ladder.SwapAcceptance.Length ? ladder.SwapAcceptance[t] : null,
            ladder.RoundTrips)))];

    /// <summary>How often the proposals of each move were accepted.</summary>
    /// <returns>One row per move, ensemble after ensemble; none for NUTS.</returns>
    public IReadOnlyList<MoveAcceptance> GetMoveAcceptance() =>
        [.. inner.Raw.Ensembles.SelectMany((ensemble, e) => Moves.Select(
            (move, m) => new MoveAcceptance(e + 1, move.Move, ensemble.AcceptedPerMove[m], ensemble.ProposedPerMove[m])))];

    /// <summary>A short line.</summary>
    /// <returns>
    /// For example "8 parameters, 4 ensembles x 32 walkers x 9500 kept steps, 31 % accepted; converged: …".
    /// </returns>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{ParameterNames.Count} parameters, {Draws()}; {Verdict}");

    internal const string NoRun = "These draws were read from a file, which has neither the log-density nor the data that they belong to.";

    internal IEnumerable<WeightedMove> Moves => Run is null ? [] : SamplingInterop.Moves(Run);

    private Core.Quantities.CurveDistribution Curve() =>
        Core.Quantities.CurveDistributionModule.ofPosterior(SamplingInterop.ToReferenceOption(TrainedNetwork), inner);

    private CurveOwner Owner() => CoreInterop.ToNullableReference(inner.Settings.Model) is { } model
        ? new(Data?.Name, model.Activation, model.Layout.Units, IsConverged)
        : throw new ArgumentException("This posterior is not that of a network: it has no curve.");

    private string Draws() => Sampler switch
    {
        SamplerKind.Nuts => string.Create(
            CultureInfo.InvariantCulture, $"{Ensembles} chains x {KeptSteps} kept steps of {Program ?? "NUTS"}"),
        SamplerKind.Tempering => string.Create(
            CultureInfo.InvariantCulture,
            $"{Ensembles} ladders x {Walkers} walkers x {KeptSteps} kept steps{Evidence()}"),
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"{Ensembles} ensembles x {Walkers} walkers x {KeptSteps} kept steps, {100 * AcceptanceRate:F0} % accepted"),
    };

    private string Evidence() => LogEvidence is { } value
        ? string.Create(CultureInfo.InvariantCulture, $", ln evidence {value:F3} ± {LogEvidenceError:F3}")
        : "";

    private IEnumerable<PosteriorSample> Read(bool canonical, int thin)
    {
        int dimension = ParameterNames.Count;
        Func<double[], int, ReadOnlyMemory<double>> draw = canonical
            ? SamplingInterop.Relabel(inner)
            : (draws, at) => new(draws, at, dimension);
        foreach (PosteriorSample sample in SamplingInterop.Samples(inner.Raw, thin, draw))
            yield return sample;
    }

    private PredictionBands Bands(double[][] columns, IReadOnlyList<double>? probabilities, int? maximumDraws)
    {
        double[] wanted = Guard.NotEmpty(probabilities ?? McmcDefaults.Probabilities, nameof(probabilities));
        int draws = maximumDraws ?? McmcDefaults.BandDraws;
        return PredictionBands.On(
            Axes ?? Core.Networks.AxesModule.linear(columns.Length),
            columns,
            onAxes => Core.Sampling.Posterior.PosteriorModule.bands(wanted, draws, onAxes, inner));
    }
}
