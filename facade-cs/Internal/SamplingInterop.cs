using Microsoft.FSharp.Core;

namespace UniversalApprox.Internal;

/// <summary>The part of <see cref="CoreInterop"/> that is about sampling.</summary>
internal static class SamplingInterop
{
    private static readonly Core.StepMode[] Modes =
        [Core.StepMode.Vector, Core.StepMode.Random, Core.StepMode.Sequential];

    public static Core.StepMode ToCore(StepMode mode, string name) => Modes[(int)Guard.Defined(mode, name)];

    public static SamplingStop FromCore(Core.SamplingStop stop) => (SamplingStop)stop.Tag;

    public static Core.Likelihood StudentT(double degreesOfFreedom, double? noiseLevel) =>
        Core.Likelihood.NewStudentT(degreesOfFreedom, ToOption(noiseLevel));

    public static Core.Move Walk(int? helpers, double? scale) => Core.Move.NewWalk(ToOption(helpers), ToOption(scale));

    public static Core.Move DifferentialEvolution(double? gamma, double jumpProbability) =>
        Core.Move.NewDifferentialEvolution(ToOption(gamma), jumpProbability);

    public static Core.StepCovariance OfHelpers(double? factor) => Core.StepCovariance.NewOfHelpers(ToOption(factor));

    public static Core.NetworkPriors ToCore(NetworkPriors priors) =>
        new(
            Guard.NotNull(priors.Weight, nameof(priors.Weight)).Inner,
            Guard.NotNull(priors.Bias, nameof(priors.Bias)).Inner,
            Guard.NotNull(priors.Amplitude, nameof(priors.Amplitude)).Inner,
            Guard.NotNull(priors.Offset, nameof(priors.Offset)).Inner,
            ToReferenceOption(priors.Noise?.Inner));

    public static Core.McmcSettings ToCore(McmcOptions options)
    {
        WeightedMove[] moves = [.. Guard.NotNull(options.Moves, nameof(options.Moves))];
        var sampling = new Core.SamplingOptions(
            ToOption(options.Walkers),
            options.Steps,
            options.BurnIn,
            options.Thin,
            options.Ensembles,
            Array.ConvertAll(moves, ToCore),
            options.Seed,
            options.BlockSteps,
            keepDraws: true);
        Core.ConvergenceSettings? until = options.Until is { } given
            ? new(given.EffectiveSamples, given.MaximumRHat, given.MaximumTauChange, null)
            : null;
        return new(sampling, ToReferenceOption(options.Start?.Inner), ToReferenceOption(until));
    }

    /// <summary>The same settings, with the draws kept or only handed on in blocks.</summary>
    public static Core.McmcSettings Keeping(bool keepDraws, Core.McmcSettings settings)
    {
        Core.SamplingOptions old = settings.Sampling;
        return old.KeepDraws == keepDraws
            ? settings
            : new(
                new(old.Walkers, old.Steps, old.BurnIn, old.Thin, old.Ensembles, old.Moves, old.Seed, old.BlockSteps, keepDraws),
                settings.Start,
                settings.Until);
    }

    public static Core.SamplingHooks Hooks(
        int threads,
        IProgress<SamplingProgress>? progress,
        Action<Core.Chain>? onBlock,
        CancellationToken cancellationToken) =>
        new(
            threads,
            FuncConvert.FromAction<Core.SamplingProgress>(at => progress?.Report(
                new(at.Step, at.Steps, at.Elapsed, at.Remaining, at.AcceptanceRate))),
            onBlock is null ? null : FSharpOption<FSharpFunc<Core.Chain, Unit>>.Some(FuncConvert.FromAction(onBlock)),
            null,
            cancellationToken);

    /// <summary>What makes the canonical image of the draw at an index of an array: an array of its own for networks.</summary>
    public static Func<double[], int, ReadOnlyMemory<double>> Relabel(Core.Posterior posterior)
    {
        int dimension = posterior.Raw.ParameterNames.Length;
        if (CoreInterop.ToNullableReference(posterior.Relabelling) is not { } relabelling)
            return (draws, at) => new(draws, at, dimension);
        var relabel = Core.RelabellingModule.mapper(relabelling);
        return (draws, at) =>
        {
            double[] image = draws.AsSpan(at, dimension).ToArray();
            relabel.Invoke(image);
            return image;
        };
    }

    /// <summary>The draws of a chain's ensembles, one after the other.</summary>
    public static IEnumerable<PosteriorSample> Samples(
        Core.Chain chain, int thin, Func<double[], int, ReadOnlyMemory<double>> draw)
    {
        for (int e = 0; e < chain.Ensembles.Length; e++)
        {
            Core.EnsembleChain ensemble = chain.Ensembles[e];
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

    public static Core.Verdict? Verdict(Core.McmcRun run) => CoreInterop.ToNullableReference(Core.Mcmc.verdict(run));

    public static string Describe(Core.Verdict verdict, Func<string, string> spell) =>
        Core.VerdictModule.text(FuncConvert.FromFunc(spell), verdict);

    /// <summary>The same verdict with its text in other words.</summary>
    public static Core.Verdict Respelled(Core.Verdict verdict, Func<string, string> spell) => new(
        verdict.IsConverged,
        verdict.Reasons,
        verdict.LargestTau,
        verdict.LargestRHat,
        verdict.SmallestEss,
        Describe(verdict, spell));

    public static IReadOnlyList<SamplingAdvice> Advice(Core.Verdict verdict) =>
    [
        .. verdict.Reasons.SelectMany(Core.VerdictModule.advice).Select(
            advice => new SamplingAdvice(advice.Option, CoreInterop.ToNullable(advice.AtLeast))).Distinct(),
    ];

    private static Core.WeightedMove ToCore(WeightedMove? weighted)
    {
        const string Name = nameof(McmcOptions.Moves);
        Guard.NotNull(weighted, Name);
        return new(Guard.NotNull(weighted.Move, Name).Inner, weighted.Weight);
    }

    private static FSharpOption<T>? ToOption<T>(T? value)
        where T : struct => value is { } given ? FSharpOption<T>.Some(given) : null;

    private static FSharpOption<T>? ToReferenceOption<T>(T? value)
        where T : class => value is null ? null : FSharpOption<T>.Some(value);
}
