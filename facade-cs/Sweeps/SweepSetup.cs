using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>The options of a sweep as the core takes them, checked as far as that is possible without data.</summary>
internal sealed class SweepSetup
{
    public SweepSetup(SweepOptions options)
    {
        Plan = ToPlan(options);
        Core.Sweep.SweepPlanModule.validateOptions(Plan);
        Threads = options.Threads ?? Environment.ProcessorCount;
        Core.Threads.validate(Threads);
        Engine = Guard.Defined(options.Engine, nameof(options.Engine));
        Device = options.Device is { Length: > 0 } given ? given : null;
        Run = Guard.RunFile(options.Run, nameof(options.Run));
        if (Engine == EngineKind.Torch || Device is not null)
            TorchInterop.Check(Engine, Device, Plan.Training);
    }

    public Core.Sweep.SweepPlan Plan { get; }

    public int Threads { get; }

    public EngineKind Engine { get; }

    public string? Device { get; }

    public string? Run { get; }

    private static Core.Sweep.SweepPlan ToPlan(SweepOptions options) =>
        new(
            [.. Guard.NotNull(options.Units, nameof(options.Units))],
            [.. Guard.NotNull(options.Activations, nameof(options.Activations)).Select(
                activation => CoreInterop.ToCore(activation, nameof(options.Activations)))],
            options.Restarts,
            ToTraining(options),
            CoreInterop.ToCore(Guard.NotNull(options.Start, nameof(options.Start))),
            ToValidation(options),
            options.FoldRepeats,
            options.Seed,
            options.KeepAllRestarts);

    private static Core.Training.TrainingOptions ToTraining(SweepOptions options) =>
        new(
            ToOptimizer(options),
            CoreInterop.ToCore(Guard.NotNull(options.Loss, nameof(options.Loss))),
            Guard.Defined(options.Scaling, nameof(options.Scaling)) == Scaling.None
                ? Core.Data.Scaling.None
                : Core.Data.Scaling.Standardise,
            Guard.Defined(options.Precision, nameof(options.Precision)) == Precision.Single
                ? Core.Kernels.Precision.Single
                : Core.Kernels.Precision.Double,
            options.NoOffset,
            options.WeightDecay,
            ConstraintInterop.ToCore(options.Fix, options.Bound, options.Monotone, options.NonNegative));

    private static Core.Training.Optimizer ToOptimizer(SweepOptions options)
    {
        var adam = Core.Training.Optimizer.NewAdam(options.LearningRate, options.Epochs ?? SweepDefaults.AdamEpochs);

        // A learning rate that is out of range is an error whether it is used or not.
        Core.Training.OptimizerModule.validate(adam);
        return Guard.Defined(options.Optimizer, nameof(options.Optimizer)) switch
        {
            Optimizer.Adam => adam,
            Optimizer.LBfgs => Core.Training.Optimizer.NewLBfgs(options.Epochs ?? SweepDefaults.LBfgsEpochs),
            _ => Core.Training.Optimizer.NewLevenbergMarquardt(options.Epochs ?? SweepDefaults.LevenbergMarquardtEpochs),
        };
    }

    private static Core.Sweep.Validation ToValidation(SweepOptions options)
    {
        if (options.ValidationFraction is { } fraction)
            return Core.Sweep.Validation.NewHoldout(fraction);
        return options.Folds switch
        {
            null => Core.Sweep.Validation.Auto,
            0 => Core.Sweep.Validation.Skip,
            { } folds => Core.Sweep.Validation.NewFolds(folds),
        };
    }
}
