using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>A log-density and options that have been checked against each other, ready to run any number of times.</summary>
internal sealed class SamplingRun
{
    private readonly McmcOptions options;
    private readonly CurveData? data;
    private readonly IProgress<SamplingProgress>? progress;
    private readonly Func<bool, Core.Sampling.Ensembles.SamplingHooks, SampledRun> sample;
    private readonly int threads;
    private readonly int? steps;
    private readonly IReadOnlyList<UnitFit> fits;

    private SamplingRun(
        McmcOptions options,
        int threads,
        CurveData? data,
        IProgress<SamplingProgress>? progress,
        Func<bool, Core.Sampling.Ensembles.SamplingHooks, SampledRun> sample,
        string[] parameterNames,
        IReadOnlyList<UnitFit>? fits = null,
        int? steps = null)
    {
        ParameterNames = parameterNames;
        (this.options, this.threads, this.data, this.progress, this.sample) = (options, threads, data, progress, sample);
        this.fits = fits ?? [];
        this.steps = steps;
    }

    public static SamplingRun OfDensity(
        Core.Sampling.Densities.LogDensity density,
        string? text,
        Core.Sampling.Densities.Prior[]? priors,
        McmcOptions? options,
        IProgress<SamplingProgress>? progress)
    {
        var setup = new SamplingSetup(options ??= new());
        var input = new ChainInput(options, setup) { Density = density, Text = text, Priors = priors };
        Core.Sampling.Posterior.McmcTarget target = Core.Sampling.Posterior.McmcTargetModule.ofDensity(density);
        Core.Sampling.Posterior.Mcmc.validate(setup.Settings, target);
        return new(
            options,
            setup.Threads,
            null,
            progress,
            (keepDraws, hooks) => setup.Run is { } run
                ? RunInterop.RunChain(run, input, hooks, () => [])
                : new(Core.Sampling.Posterior.Mcmc.run(SamplingInterop.Keeping(keepDraws, setup.Settings), hooks, [], target)),
            density.ParameterNames)
        { Input = input };
    }

    public static SamplingRun OfFits(
        IReadOnlyList<UnitFit> fits, McmcOptions? options, IProgress<SamplingProgress>? progress)
    {
        UnitFit[] given = Guard.NotEmpty(fits, nameof(fits));
        foreach (UnitFit fit in given)
            if (!IsLike(Guard.NotNull(fit, nameof(fits)), given[0]))
                throw OptionException.Because(
                    nameof(fits), $"fits must have the same data, activation and units; got {given[0]} and {fit}.");
        Core.Sweep.UnitFit first = given[0].Inner;
        var setup = new SamplingSetup(options ??= new());
        Core.Networks.Constraints constraints = ConstraintInterop.OfSampling(setup.Constraints, first);
        Core.Networks.Network[] networks = [.. given.OrderBy(fit => fit.Sse).Select(fit => fit.Inner.Trained.Network)];
        var input = new ChainInput(options, setup)
        {
            Data = first.Data,
            Activation = first.Activation,
            Units = first.Units,
            Constraints = constraints,
            Fits = networks,
        };
        Core.Sampling.Posterior.McmcTarget target = Target(setup, options, constraints, networks, first.Data, first.Activation, first.Units);
        return new(
            options,
            setup.Threads,
            given[0].GetData(),
            progress,
            (keepDraws, hooks) => setup.Run is { } run
                ? RunInterop.RunChain(run, input, hooks, () => networks)
                : new(Core.Sampling.Posterior.Mcmc.run(SamplingInterop.Keeping(keepDraws, setup.Settings), hooks, networks, target)),
            target.ParameterNames,
            given)
        { Network = target.Full.Network, Input = input };

        static bool IsLike(UnitFit fit, UnitFit other) =>
            ReferenceEquals(fit.Inner.Data, other.Inner.Data)
            && fit.Activation == other.Activation
            && fit.Units == other.Units;
    }

    public static SamplingRun OfData(
        CurveData data, int units, Activation activation, McmcOptions? options, IProgress<SamplingProgress>? progress)
    {
        Guard.NotNull(data, nameof(data));
        Core.Networks.NetworkModule.validateUnits(units);
        Core.Networks.Activation sigma = CoreInterop.ToCore(activation, nameof(activation));
        var setup = new SamplingSetup(options ??= new());
        Core.Sampling.Posterior.McmcTarget target = Target(setup, options, setup.Constraints, [], data.Inner, sigma, units);
        bool needsFit = options.Start is null or { Kind: WalkerStartKind.Fit };
        if (needsFit && !Core.Networks.ActivationModule.isTrainable(sigma))
            throw new OptionException(
                nameof(options.Start),
                options.Start,
                $"Prior, a point or walkers for {activation.GetName()} units, which cannot be trained");
        var input = new ChainInput(options, setup)
        {
            Data = data.Inner,
            Activation = sigma,
            Units = units,
            Constraints = setup.Constraints,
        };
        return new(options, setup.Threads, data, progress, Sample, target.ParameterNames) { Network = target.Full.Network, Input = input };

        SampledRun Sample(bool keepDraws, Core.Sampling.Ensembles.SamplingHooks hooks)
        {
            return setup.Run is { } run
                ? RunInterop.RunChain(run, input, hooks, Train)
                : RunFrom(Train());

            SampledRun RunFrom(Core.Networks.Network[] trained)
            {
                Core.Sampling.Posterior.McmcTarget around = Core.Networks.ConstraintsModule.isNone(setup.Constraints)
                    ? target
                    : Target(setup, options, setup.Constraints, trained, data.Inner, sigma, units);
                return new(Core.Sampling.Posterior.Mcmc.run(SamplingInterop.Keeping(keepDraws, setup.Settings), hooks, trained, around));
            }

            Core.Networks.Network[] Train() => needsFit
                ? [Core.Sampling.Posterior.Mcmc.trainUnder(setup.Constraints, hooks.Threads, hooks.Cancellation, sigma, units, data.Inner).Trained.Network]
                : [];
        }
    }

    public static SamplingRun Continue(Posterior posterior, int steps, IProgress<SamplingProgress>? progress)
    {
        Guard.NotNull(posterior, nameof(posterior));
        Core.Sampling.Posterior.Mcmc.validateResume(steps);
        Core.Sampling.Posterior.McmcRun run = posterior.Run ?? throw new ArgumentException(Posterior.NoRun, nameof(posterior));
        return new(
            posterior.Options,
            posterior.Options.Threads ?? Environment.ProcessorCount,
            posterior.Data,
            progress,
            (_, hooks) => new(Core.Sampling.Posterior.Mcmc.resume(steps, hooks, run)),
            run.Target.ParameterNames,
            posterior.Fits,
            steps);
    }

    public McmcOptions Options => options;

    /// <summary>What a plan says of it; null for a run that goes on from a posterior.</summary>
    public ChainInput? Input { get; private init; }

    public string[] ParameterNames { get; }

    /// <summary>The networks whose parameters are sampled; null for other densities.</summary>
    public Microsoft.FSharp.Core.FSharpOption<Core.Sampling.Densities.NetworkModel>? Network { get; private init; }

    public Posterior Run(CancellationToken cancellationToken)
    {
        SamplingLog? log = Begin();
        SampledRun sampled = Take(log, keepDraws: true, onBlock: null, cancellationToken);
        Core.Sampling.Posterior.McmcRun run = sampled.Run;
        Posterior? posterior = CoreInterop.ToNullableReference(run.Posterior) is { } inner
            ? new(run, inner, options, data, fits, sampled.Verdict)
            : null;
        ThrowIfCutShort(log, run, posterior, cancellationToken);
        log?.Ended(posterior!);
        return posterior!;
    }

    /// <summary>Hands on blocks of draws, on the thread that samples, and keeps none.</summary>
    public void RunBlocks(Action<Core.Sampling.Ensembles.Chain> onBlock, CancellationToken cancellationToken)
    {
        SamplingLog? log = Begin();
        ThrowIfCutShort(log, Take(log, keepDraws: false, onBlock, cancellationToken).Run, null, cancellationToken);
        log?.StreamEnded();
    }

    /// <summary>Awaiting makes the task cancelled, not failed, and keeps the exception with its draws.</summary>
    public async Task<Posterior> RunAsync(CancellationToken cancellationToken) =>
        await SweepStream.InBackground(() => Run(cancellationToken)).ConfigureAwait(false);

    private SamplingLog? Begin() => SamplingLog.Begin(options, steps, ParameterNames.Length, progress);

    private SampledRun Take(
        SamplingLog? log, bool keepDraws, Action<Core.Sampling.Ensembles.Chain>? onBlock, CancellationToken cancellationToken)
    {
        try
        {
            return sample(keepDraws, SamplingInterop.Hooks(threads, log ?? progress, onBlock, cancellationToken));
        }
        catch (Core.Sampling.Densities.DensityException error)
        {
            throw CutShort(log, new LogDensityException(error, null), null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw CutShort(log, new SamplingCanceledException(null, cancellationToken), null);
        }
    }

    private static void ThrowIfCutShort(
        SamplingLog? log, Core.Sampling.Posterior.McmcRun run, Posterior? posterior, CancellationToken cancellationToken)
    {
        if (run.Stop is Core.Sampling.Ensembles.SamplingStop.Failed failed)
            throw CutShort(log, new LogDensityException(failed.error, posterior), posterior);
        if (run.Stop.IsCancelled)
            throw CutShort(log, new SamplingCanceledException(posterior, cancellationToken), posterior);
    }

    private static Exception CutShort(SamplingLog? log, Exception error, Posterior? posterior)
    {
        log?.CutShort(error, posterior);
        return error;
    }

    /// <summary>The posterior of networks of one shape, which the settings have to fit.</summary>
    private static Core.Sampling.Posterior.McmcTarget Target(
        SamplingSetup setup,
        McmcOptions options,
        Core.Networks.Constraints constraints,
        Core.Networks.Network[] trained,
        Core.Data.CurveData data,
        Core.Networks.Activation activation,
        int units)
    {
        Core.Sampling.Posterior.McmcTarget target = Core.Sampling.Posterior.McmcTargetModule.ofConstrained(
            constraints, SamplingInterop.ToReferenceOption(trained.FirstOrDefault()), SamplingInterop.ToCore(options.Density), Likelihood.ToCore(options.Likelihood, data), setup.Priors, activation, units, data);
        Core.Sampling.Posterior.Mcmc.validate(setup.Settings, target);
        return target;
    }
}
