using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>Data and options that have been checked against each other, ready to run any number of times.</summary>
internal sealed class SweepRun
{
    private readonly CurveData data;
    private readonly SweepOptions options;
    private readonly Core.SweepPlan plan;
    private readonly int threads;
    private readonly EngineKind engine;
    private readonly string? device;
    private readonly IProgress<SweepProgress>? progress;

    public SweepRun(CurveData data, SweepOptions? options, IProgress<SweepProgress>? progress)
    {
        this.data = Guard.NotNull(data, nameof(data));
        this.options = options ??= new();
        plan = ToPlan(options);
        threads = Guard.AtLeast(options.Threads ?? Environment.ProcessorCount, 1, nameof(options.Threads));
        this.progress = progress;
        (engine, device) = ToEngine(options);
        Core.SweepPlanModule.validate(data.Inner, plan);
    }

    public IReadOnlyList<string> Warnings => CoreInterop.Warnings(data.Inner, plan);

    /// <summary>Hands on each fit when it is finished, from the sweep's threads, one at a time.</summary>
    public IReadOnlyList<UnitFit> Run(Action<UnitFit>? onFit, CancellationToken cancellationToken)
    {
        var finished = new List<UnitFit>();
        SweepLog? log = SweepLog.Begin(data, options, this);
        try
        {
            Core.Engine chosen = ChooseEngine();
            log?.EngineChosen(chosen.Name);
            CoreInterop.RunSweep(chosen, threads, Report, plan, data.Inner, Keep, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            log?.Canceled(finished.Count);
            throw new SweepCanceledException(finished.AsReadOnly(), cancellationToken);
        }

        log?.Ended(finished.Count);
        return finished.AsReadOnly();

        void Keep(Core.UnitFit inner)
        {
            var fit = new UnitFit(inner, data, options);
            finished.Add(fit);
            log?.Finished(fit);
            onFit?.Invoke(fit);
        }
    }

    /// <summary>Nothing of torch is loaded unless it is asked for, and then not before the sweep runs.</summary>
    private Core.Engine ChooseEngine() =>
        engine == EngineKind.Simd ? Core.Engine.Simd : TorchInterop.ChooseEngine(engine, device, plan, data.Inner);

    private void Report(Core.SweepProgress at) =>
        progress?.Report(new(
            at.Completed,
            at.Total,
            at.Fraction,
            at.Elapsed,
            CoreInterop.ToNullable(at.Remaining),
            CoreInterop.FromCore(at.Current.Activation),
            at.Current.Units));

    private static Core.SweepPlan ToPlan(SweepOptions options)
    {
        int[] units = Guard.NotEmpty(options.Units, nameof(options.Units));
        foreach (int count in units)
            Guard.InRange(count, 1, Core.NetworkModule.maxUnits, nameof(options.Units));
        Guard.Distinct(units, nameof(options.Units));
        Activation[] activations = Guard.NotEmpty(options.Activations, nameof(options.Activations));
        Guard.Distinct(activations, nameof(options.Activations));
        return new(
            units,
            Array.ConvertAll(activations, activation => CoreInterop.ToCore(activation, nameof(options.Activations))),
            Guard.InRange(options.Restarts, 1, 100_000, nameof(options.Restarts)),
            ToTraining(options),
            CoreInterop.ToCore(Guard.NotNull(options.Start, nameof(options.Start))),
            ToValidation(options),
            options.Seed,
            options.KeepAllRestarts);
    }

    private static Core.TrainingOptions ToTraining(SweepOptions options) =>
        new(
            ToOptimizer(options),
            CoreInterop.ToCore(Guard.NotNull(options.Loss, nameof(options.Loss))),
            Guard.Defined(options.Scaling, nameof(options.Scaling)) == Scaling.None
                ? Core.Scaling.None
                : Core.Scaling.Standardise,
            Guard.Defined(options.Precision, nameof(options.Precision)) == Precision.Single
                ? Core.Precision.Single
                : Core.Precision.Double,
            options.NoOffset);

    private static Core.Optimizer ToOptimizer(SweepOptions options)
    {
        if (options.Epochs is { } given)
            Guard.InRange(given, 1, 10_000_000, nameof(options.Epochs));
        Guard.Positive(options.LearningRate, nameof(options.LearningRate));
        return Guard.Defined(options.Optimizer, nameof(options.Optimizer)) switch
        {
            Optimizer.Adam => Core.Optimizer.NewAdam(options.LearningRate, options.Epochs ?? SweepDefaults.AdamEpochs),
            Optimizer.LBfgs => Core.Optimizer.NewLBfgs(options.Epochs ?? SweepDefaults.LBfgsIterations),
            _ => Core.Optimizer.NewLevenbergMarquardt(options.Epochs ?? SweepDefaults.LevenbergMarquardtIterations),
        };
    }

    private static (EngineKind Engine, string? Device) ToEngine(SweepOptions options)
    {
        EngineKind engine = Guard.Defined(options.Engine, nameof(options.Engine));
        if (engine == EngineKind.Torch && options.Optimizer == Optimizer.LevenbergMarquardt)
            throw new ArgumentException(
                "The Torch engine trains by Adam or LBfgs, not by LevenbergMarquardt: choose one of these as Optimizer, or the Simd engine.",
                nameof(options.Optimizer));
        if (options.Device is not { Length: > 0 } device)
            return (engine, null);
        if (engine != EngineKind.Torch)
            throw new ArgumentException(
                $"A device is for the Torch engine; the engine {engine} takes none (got '{device}').", nameof(options.Device));
        TorchInterop.CheckDevice(device);
        return (engine, device);
    }

    private static Core.Validation ToValidation(SweepOptions options)
    {
        if (options.ValidationFraction is { } fraction)
            return Core.Validation.NewHoldout(Guard.Fraction(fraction, nameof(options.ValidationFraction)));
        if (options.Folds is < 0 or 1 or > 1_000_000)
            throw new ArgumentOutOfRangeException(
                nameof(options.Folds), $"Folds must be 0 (none) or from 2 to 1000000; got {options.Folds}.");
        return options.Folds == 0 ? Core.Validation.Skip : Core.Validation.NewFolds(options.Folds);
    }
}
