using Microsoft.FSharp.Core;

namespace UniversalApprox.Internal;

/// <summary>The part of <see cref="CoreInterop"/> that is about sampling.</summary>
internal static class SamplingInterop
{
    private static readonly Core.StepMode[] Modes =
        [Core.StepMode.Vector, Core.StepMode.Random, Core.StepMode.Sequential];

    public static Core.StepMode ToCore(StepMode mode, string name) => Modes[(int)Guard.Defined(mode, name)];

    public static SamplingStop FromCore(Core.SamplingStop stop) => (SamplingStop)stop.Tag;

    public static Core.Likelihood StudentT(double degreesOfFreedom, double? scale) =>
        Core.Likelihood.NewStudentT(degreesOfFreedom, ToOption(scale));

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
        WeightedMove[] moves = Guard.NotEmpty(options.Moves, nameof(options.Moves));
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

    public static Core.SamplingHooks Hooks(
        int threads, IProgress<SamplingProgress>? progress, CancellationToken cancellationToken) =>
        new(
            threads,
            FuncConvert.FromAction<Core.SamplingProgress>(at => progress?.Report(
                new(at.Step, at.Steps, at.Elapsed, at.Remaining, at.AcceptanceRate))),
            null,
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

    public static Core.Verdict? Verdict(Core.McmcRun run) => CoreInterop.ToNullableReference(Core.Mcmc.verdict(run));

    private static Core.WeightedMove ToCore(WeightedMove? weighted)
    {
        const string Name = nameof(McmcOptions.Moves);
        Guard.NotNull(weighted, Name);
        return new(Guard.NotNull(weighted.Move, Name).Inner, Guard.Positive(weighted.Weight, Name));
    }

    private static FSharpOption<T>? ToOption<T>(T? value)
        where T : struct => value is { } given ? FSharpOption<T>.Some(given) : null;

    private static FSharpOption<T>? ToReferenceOption<T>(T? value)
        where T : class => value is null ? null : FSharpOption<T>.Some(value);
}
