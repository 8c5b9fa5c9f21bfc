using Microsoft.FSharp.Core;

namespace UniversalApprox.Internal;

/// <summary>The part of <see cref="CoreInterop"/> that is about sampling.</summary>
internal static class SamplingInterop
{
    private static readonly Core.Sampling.Moves.StepMode[] Modes =
        [Core.Sampling.Moves.StepMode.Vector, Core.Sampling.Moves.StepMode.Random, Core.Sampling.Moves.StepMode.Sequential];

    public static Core.Sampling.Moves.StepMode ToCore(StepMode mode, string name) => Modes[(int)Guard.Defined(mode, name)];

    public static SamplingStop FromCore(Core.Sampling.Ensembles.SamplingStop stop) => (SamplingStop)stop.Tag;

    public static Core.Sampling.Densities.Likelihood StudentT(double degreesOfFreedom, double? noiseLevel) =>
        Core.Sampling.Densities.Likelihood.NewStudentT(degreesOfFreedom, ToOption(noiseLevel));

    public static Core.Sampling.Moves.Move Walk(int? helpers, double? scale) => Core.Sampling.Moves.Move.NewWalk(ToOption(helpers), ToOption(scale));

    public static Core.Sampling.Moves.Move DifferentialEvolution(double? gamma, double jumpProbability) =>
        Core.Sampling.Moves.Move.NewDifferentialEvolution(ToOption(gamma), jumpProbability);

    public static Core.Sampling.Moves.StepCovariance OfHelpers(double? factor) => Core.Sampling.Moves.StepCovariance.NewOfHelpers(ToOption(factor));

    public static Core.Sampling.Densities.NetworkPriors ToCore(NetworkPriors priors) =>
        new(
            ToReferenceOption(priors.Weight?.Inner),
            ToReferenceOption(priors.Bias?.Inner),
            ToReferenceOption(priors.Amplitude?.Inner),
            ToReferenceOption(priors.Offset?.Inner),
            ToReferenceOption(priors.Noise?.Inner));

    public static IReadOnlyList<PriorScales> PriorRows(Core.Sampling.Densities.PriorRow[] rows) =>
        [.. rows.Select(row => new PriorScales(
            row.Parameter,
            row.IsDefault,
            new(row.Data),
            CoreInterop.ToNullableReference(row.Standardised) is { } prior ? new(prior) : null))];

    public static Core.Sampling.Posterior.DensityChoice ToCore(DensityKind density) =>
        Guard.Defined(density, nameof(McmcOptions.Density)) switch
        {
            DensityKind.Collapsed => Core.Sampling.Posterior.DensityChoice.Collapsed,
            DensityKind.Full => Core.Sampling.Posterior.DensityChoice.Full,
            _ => Core.Sampling.Posterior.DensityChoice.Auto,
        };

    private static Core.Sampling.Posterior.McmcSampler ToCore(SamplerKind sampler) =>
        Guard.Defined(sampler, nameof(McmcOptions.Sampler)) switch
        {
            SamplerKind.Ensemble => Core.Sampling.Posterior.McmcSampler.Ensemble,
            SamplerKind.Nuts => Core.Sampling.Posterior.McmcSampler.Nuts,
            SamplerKind.Tempering => Core.Sampling.Posterior.McmcSampler.Tempering,
            _ => Core.Sampling.Posterior.McmcSampler.Auto,
        };

    public static Core.Sampling.Posterior.McmcSettings ToCore(McmcOptions options)
    {
        Core.Sampling.Posterior.McmcSettings usual =
            Core.Sampling.Posterior.Mcmc.ofSteps(ToOption(options.Steps), ToOption(options.BurnIn));
        Core.Sampling.Ensembles.SamplingOptions ensembles = usual.Sampling;
        Core.Sampling.Gradients.NutsOptions nuts = usual.Nuts;
        var sampling = new Core.Sampling.Ensembles.SamplingOptions(
            ToOption(options.Walkers),
            ensembles.Steps,
            ensembles.BurnIn,
            options.Thin,
            options.Ensembles,
            options.Moves is { } moves ? Array.ConvertAll([.. moves], ToCore) : ensembles.Moves,
            options.Seed,
            options.BlockSteps,
            keepDraws: true);
        var gradients = new Core.Sampling.Gradients.NutsOptions(
            nuts.Steps,
            nuts.BurnIn,
            options.Thin,
            options.Ensembles,
            options.Seed,
            options.BlockSteps,
            keepDraws: true,
            options.TargetAcceptance,
            nuts.MaxDepth,
            nuts.DenseMetric,
            nuts.InitialMetric);
        var tempering = new Core.Sampling.Tempering.TemperingOptions(ToOption(options.Temperatures), options.SwapEvery);
        Core.Sampling.Diagnostics.ConvergenceSettings? until = options.Until is { } given
            ? new(given.EffectiveSamples, given.MaximumRHat, given.MaximumTauGrowth, null)
            : null;
        // Moves that are asked for are used, also if they are the usual ones.
        Core.Sampling.Posterior.McmcSampler sampler = options.Sampler == SamplerKind.Auto && options.Moves is not null
            ? Core.Sampling.Posterior.McmcSampler.Ensemble
            : ToCore(options.Sampler);
        return new(
            sampler,
            sampling,
            gradients,
            tempering,
            ToReferenceOption(options.Start?.Inner),
            ToReferenceOption(until),
            usual.IsOpenEnded);
    }

    /// <summary>The options of settings: what was left to its default has its value.</summary>
    public static McmcOptions FromCore(Core.Sampling.Posterior.McmcSettings settings)
    {
        Core.Sampling.Ensembles.SamplingOptions sampling = settings.Sampling;
        bool isNuts = settings.Sampler.IsNuts || settings.Sampler.IsAuto;
        return new()
        {
            Sampler = Enum.Parse<SamplerKind>(settings.Sampler.ToString()),
            Walkers = CoreInterop.ToNullable(sampling.Walkers),
            Steps = settings.IsOpenEnded ? null : sampling.Steps,
            BurnIn = settings.IsOpenEnded ? null : isNuts ? settings.Nuts.BurnIn : sampling.BurnIn,
            Thin = sampling.Thin,
            Ensembles = sampling.Ensembles,
            Moves = settings.Sampler.IsEnsemble ? Array.ConvertAll(sampling.Moves, move => new WeightedMove(new(move.Move), move.Weight)) : null,
            TargetAcceptance = settings.Nuts.TargetAcceptance,
            Temperatures = CoreInterop.ToNullable(settings.Tempering.Temperatures),
            SwapEvery = settings.Tempering.SwapEvery,
            Start = CoreInterop.ToNullableReference(settings.Start) is { } start ? WalkerStart.FromCore(start) : null,
            Until = CoreInterop.ToNullableReference(settings.Until) is { } until
                ? new() { EffectiveSamples = until.EffectiveSamples, MaximumRHat = until.MaximumRHat, MaximumTauGrowth = until.MaximumTauGrowth }
                : null,
            Seed = sampling.Seed,
            BlockSteps = sampling.BlockSteps,
        };
    }

    /// <summary>A log-density that is written as text; without names, its parameters are those found in it.</summary>
    public static Core.Sampling.Densities.LogDensity ParseDensity(string text, string[]? parameterNames)
    {
        FSharpResult<Core.Sampling.Densities.LogDensity, (int Position, string Reason)> result =
            Core.Sampling.Densities.LogDensityModule.ofText(ToReferenceOption(parameterNames), text);
        return result.IsOk ? result.ResultValue : throw new FormulaException(text, result.ErrorValue.Position, result.ErrorValue.Reason);
    }

    /// <summary>The same settings, with the draws kept or only handed on in blocks; then all steps are taken.</summary>
    public static Core.Sampling.Posterior.McmcSettings Keeping(bool keepDraws, Core.Sampling.Posterior.McmcSettings settings) =>
        keepDraws ? settings : Core.Sampling.Posterior.Mcmc.handingOn(settings);

    public static Core.Sampling.Ensembles.SamplingHooks Hooks(
        int threads,
        IProgress<SamplingProgress>? progress,
        Action<Core.Sampling.Ensembles.Chain>? onBlock,
        CancellationToken cancellationToken) =>
        new(
            threads,
            FuncConvert.FromAction<Core.Sampling.Ensembles.SamplingProgress>(at => progress?.Report(
                new(at.Step, at.Steps, at.Elapsed, at.Remaining, at.AcceptanceRate))),
            onBlock is null ? null : FSharpOption<FSharpFunc<Core.Sampling.Ensembles.Chain, Unit>>.Some(FuncConvert.FromAction(onBlock)),
            null,
            cancellationToken);

    /// <summary>Makes a function that relabels the draw at an index of an array. Networks get a new array, others a view.</summary>
    public static Func<double[], int, ReadOnlyMemory<double>> Relabel(Core.Sampling.Posterior.Posterior posterior)
    {
        int dimension = posterior.Raw.ParameterNames.Length;
        if (CoreInterop.ToNullableReference(posterior.Relabelling) is not { } relabelling)
            return (draws, at) => new(draws, at, dimension);
        var relabel = Core.Sampling.Posterior.RelabellingModule.mapper(relabelling);
        return (draws, at) =>
        {
            double[] image = draws.AsSpan(at, dimension).ToArray();
            relabel.Invoke(image);
            return image;
        };
    }

    /// <summary>The draws of a chain's ensembles, one after the other.</summary>
    public static IEnumerable<PosteriorSample> Samples(
        Core.Sampling.Ensembles.Chain chain, int thin, Func<double[], int, ReadOnlyMemory<double>> draw)
    {
        for (int e = 0; e < chain.Ensembles.Length; e++)
        {
            Core.Sampling.Ensembles.EnsembleChain ensemble = chain.Ensembles[e];
            for (int s = 0; s < ensemble.KeptSteps; s += thin)
            {
                int step = (int)chain.Step(s + 1);
                for (int w = 0; w < ensemble.Walkers; w++)
                {
                    int state = s * ensemble.Walkers + w;
                    yield return new(
                        e + 1, w + 1, step, ensemble.LogDensity[state], draw(ensemble.Draws, state * ensemble.Dimension));
                }
            }
        }
    }

    /// <summary>The moves of a run; none for NUTS.</summary>
    public static IEnumerable<WeightedMove> Moves(Core.Sampling.Posterior.McmcRun run) =>
        Core.Sampling.Posterior.Mcmc.moves(run).Select(move => new WeightedMove(new(move.Move), move.Weight));

    public static Core.Sampling.Diagnostics.Verdict? Verdict(Core.Sampling.Posterior.McmcRun run) => CoreInterop.ToNullableReference(Core.Sampling.Posterior.Mcmc.verdict(run));

    public static string Describe(Core.Sampling.Diagnostics.Verdict verdict, Func<string, string> spell) =>
        Core.Sampling.Diagnostics.VerdictModule.text(FuncConvert.FromFunc(spell), verdict);

    /// <summary>The same verdict with its text in other words.</summary>
    public static Core.Sampling.Diagnostics.Verdict Respelled(Core.Sampling.Diagnostics.Verdict verdict, Func<string, string> spell) => new(
        verdict.IsConverged,
        verdict.Reasons,
        verdict.Warnings,
        verdict.LargestTau,
        verdict.LargestRHat,
        verdict.SmallestEss,
        Describe(verdict, spell));

    public static IReadOnlyList<SamplingAdvice> Advice(Core.Sampling.Diagnostics.Verdict verdict) => new ListedText<SamplingAdvice>(
    [
        .. verdict.Reasons.SelectMany(Core.Sampling.Diagnostics.VerdictModule.advice).Select(
            advice => new SamplingAdvice(advice.Option, CoreInterop.ToNullable(advice.AtLeast))).Distinct(),
    ]);

    private static Core.Sampling.Moves.WeightedMove ToCore(WeightedMove? weighted)
    {
        const string Name = nameof(McmcOptions.Moves);
        Guard.NotNull(weighted, Name);
        return new(Guard.NotNull(weighted.Move, Name).Inner, weighted.Weight);
    }

    public static FSharpOption<T>? ToOption<T>(T? value)
        where T : struct => value is { } given ? FSharpOption<T>.Some(given) : null;

    public static FSharpOption<T>? ToReferenceOption<T>(T? value)
        where T : class => value is null ? null : FSharpOption<T>.Some(value);
}
