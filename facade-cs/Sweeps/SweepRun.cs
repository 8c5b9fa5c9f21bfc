using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>Data and options that have been checked against each other, ready to run any number of times.</summary>
internal sealed class SweepRun
{
    private readonly CurveData data;
    private readonly SweepOptions options;
    private readonly SweepSetup setup;
    private readonly IProgress<SweepProgress>? progress;

    public SweepRun(CurveData data, SweepOptions? options, IProgress<SweepProgress>? progress)
    {
        this.data = Guard.NotNull(data, nameof(data));
        this.options = options ?? new();
        this.progress = progress;
        setup = new(this.options);
        Core.Sweep.SweepPlanModule.validate(data.Inner, setup.Plan);
        if (this.options.Start.Network is { } start && !start.Axes.Equals(data.Inner.Axes))
            throw OptionException.Because(
                nameof(SweepOptions.Start),
                $"The network of {new OptionName(nameof(SweepOptions.Start))} and {data.Name} have different axes: both must be linear or both logarithmic, as in ln(x).");
    }

    public IReadOnlyList<string> Warnings => CoreInterop.Warnings(data.Inner, setup.Plan);

    /// <summary>Loads torch only if the options ask for it, and not before the sweep runs.</summary>
    public Core.Training.Engine ChooseEngine() =>
        setup.Engine == EngineKind.Simd
            ? Core.Training.Engine.Simd
            : TorchInterop.ChooseEngine(setup.Engine, setup.Device, setup.Plan, data.Inner);

    /// <summary>Hands on each fit when it is finished, from the sweep's threads, one at a time.</summary>
    public IReadOnlyList<UnitFit> Run(Action<UnitFit>? onFit, CancellationToken cancellationToken)
    {
        var finished = new List<UnitFit>();
        SweepLog? log = SweepLog.Begin(data, options, this);
        try
        {
            Core.Training.Engine chosen = ChooseEngine();
            log?.EngineChosen(chosen.Name);
            if (setup.Run is { } run)
                RunInterop.RunSweep(run, chosen, setup.Threads, Report, setup.Plan, data.Inner, Keep, cancellationToken);
            else
                CoreInterop.RunSweep(chosen, setup.Threads, Report, setup.Plan, data.Inner, Keep, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            log?.Canceled(finished.Count);
            throw new SweepCanceledException(finished.AsReadOnly(), cancellationToken);
        }

        log?.Ended(finished.Count);
        return finished.AsReadOnly();

        void Keep(Core.Sweep.UnitFit inner)
        {
            var fit = new UnitFit(inner, data, options);
            finished.Add(fit);
            log?.Finished(fit);
            onFit?.Invoke(fit);
        }
    }

    private void Report(Core.Sweep.SweepProgress at) => progress?.Report(CoreInterop.FromCore(at));
}
