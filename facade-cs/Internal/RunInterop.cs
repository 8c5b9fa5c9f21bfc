using System.Runtime.CompilerServices;
using Microsoft.FSharp.Core;

namespace UniversalApprox.Internal;

/// <summary>
/// The border to run files. SQLite is loaded when a method of this class is entered, so none of them may be inlined.
/// </summary>
internal static class RunInterop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RunSweep(
        string run,
        Core.Training.Engine engine,
        int threads,
        Action<Core.Sweep.SweepProgress> onProgress,
        Core.Sweep.SweepPlan plan,
        Core.Data.CurveData data,
        Action<Core.Sweep.UnitFit> onFit,
        CancellationToken cancellationToken) =>
        Runs.DurableSweep.run(
            run,
            engine,
            threads,
            FuncConvert.FromAction(onProgress),
            cancellationToken,
            plan,
            data,
            FuncConvert.FromAction(onFit));

    /// <summary>Samples networks of one shape.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static SampledRun RunChain(
        string run,
        McmcOptions options,
        SamplingSetup setup,
        Core.Networks.Constraints constraints,
        Core.Data.CurveData data,
        Core.Networks.Activation activation,
        int units,
        Core.Sampling.Ensembles.SamplingHooks hooks,
        Core.Networks.Network[] fits,
        Func<Core.Networks.Network[]> train) =>
        Sampled(Runs.DurableMcmc.run(
            run,
            Runs.ChainModel.NewNetwork(
                SamplingInterop.ToCore(options.Density), Likelihood.ToCore(options.Likelihood, data), setup.Priors, activation, units, data, constraints),
            setup.Settings,
            hooks,
            fits,
            FuncConvert.FromFunc(train)));

    /// <summary>Samples another log-density.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static SampledRun RunChain(
        string run,
        Core.Sampling.Densities.LogDensity density,
        string? text,
        Core.Sampling.Posterior.McmcSettings settings,
        Core.Sampling.Ensembles.SamplingHooks hooks) =>
        Sampled(Runs.DurableMcmc.run(
            run,
            Runs.ChainModel.NewLogDensity(SamplingInterop.ToReferenceOption(text), density),
            settings,
            hooks,
            [],
            FuncConvert.FromFunc(Array.Empty<Core.Networks.Network>)));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Posterior? Posterior(string path, long id)
    {
        if (Runs.RunFile.chain(path, id) is not { } found)
            return null;
        (Runs.ChainModel model, Core.Sampling.Posterior.McmcRun run) = found.Value;
        McmcOptions options = SamplingInterop.FromCore(run.Settings) with { Run = path };
        CurveData? data = null;
        if (model is Runs.ChainModel.Network network)
        {
            data = new(network.data);
            options = options with
            {
                Density = (DensityKind)network.density.Tag,
                Likelihood = new(network.likelihood),
                Priors = NetworkPriors.FromCore(network.priors),
                Fix = ConstraintInterop.Fix(network.constraints),
                Bound = ConstraintInterop.Bound(network.constraints),
                Monotone = ConstraintInterop.Monotone(network.constraints),
                NonNegative = network.constraints.NonNegative,
            };
        }

        return new(run, run.Posterior!.Value, options, data, []);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ApproxRun[] List(string path) =>
        Array.ConvertAll(Runs.RunFile.list(path), info => Describe(Path.GetFullPath(path), info));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static UnitFit[] Fits(string path, long id, bool keepAllRestarts)
    {
        (Core.Sweep.SweepPlan plan, string engine, Core.Data.CurveData inner, Core.Sweep.UnitFit[] fits) =
            Runs.RunFile.sweep(path, id, keepAllRestarts);
        var data = new CurveData(inner);
        SweepOptions options = CoreInterop.FromCore(plan, engine) with { Run = path };
        return Array.ConvertAll(fits, fit => new UnitFit(fit, data, options));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void WritePlan(string plan, CurveData[] data, SweepOptions options)
    {
        Core.Training.Engine[] engines = Array.ConvertAll(data, item => new SweepRun(item, options, null).ChooseEngine());
        Runs.RunPlan.write(
            plan,
            FuncConvert.FromFunc<Core.Data.CurveData, Core.Training.Engine>(
                inner => engines[Array.FindIndex(data, item => ReferenceEquals(item.Inner, inner))]),
            new SweepSetup(options).Plan,
            data.Select(item => item.Inner));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ApproxTask[] Tasks(string plan) =>
        Array.ConvertAll(Runs.RunPlan.tasks(plan), task => new ApproxTask
        {
            Plan = Path.GetFullPath(plan),
            Index = task.Index,
            Data = task.Data.Name,
            Activations = Array.AsReadOnly(Array.ConvertAll(task.Plan.Activations, CoreInterop.FromCore)),
            Units = Array.AsReadOnly(task.Plan.Units),
            Jobs = task.Jobs,
        });

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static SweepWork TaskOf(string plan, string run, int? index, int threads, IProgress<SweepProgress>? progress)
    {
        Runs.PlannedTask[] tasks = Runs.RunPlan.tasks(plan);
        int which = index ?? Runs.RunPlan.indexOfProcess(tasks.Length);
        Runs.PlannedTask? task = which >= 0 && which < tasks.Length ? tasks[which] : null;
        return Run;

        IReadOnlyList<UnitFit> Run(Action<UnitFit>? onFit, CancellationToken cancellationToken)
        {
            var finished = new List<UnitFit>();
            SweepOptions options = task is null ? new() : CoreInterop.FromCore(task.Plan, task.Engine) with { Run = run };
            CurveData? data = task is null ? null : new(task.Data);
            try
            {
                // Without a task of this index the core has the error.
                Runs.RunPlan.runTask(
                    run,
                    task is null || options.Engine == EngineKind.Simd
                        ? Core.Training.Engine.Simd
                        : TorchInterop.ChooseEngine(options.Engine, options.Device, task.Plan, task.Data),
                    threads,
                    FuncConvert.FromAction<Core.Sweep.SweepProgress>(at => progress?.Report(CoreInterop.FromCore(at))),
                    cancellationToken,
                    plan,
                    which,
                    FuncConvert.FromAction<Core.Sweep.UnitFit>(inner =>
                    {
                        var fit = new UnitFit(inner, data!, options);
                        finished.Add(fit);
                        onFit?.Invoke(fit);
                    }));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw new SweepCanceledException(finished.AsReadOnly(), cancellationToken);
            }

            return finished.AsReadOnly();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Merge(string run, IEnumerable<string> shards) => Runs.RunPlan.merge(run, shards);

    private static SampledRun Sampled((Core.Sampling.Posterior.McmcRun Run, FSharpOption<Core.Sampling.Diagnostics.Verdict>? Verdict) found) =>
        new(found.Run, CoreInterop.ToNullableReference(found.Verdict));

    private static ApproxRun Describe(string path, Runs.RunInfo info) => new()
    {
        Path = path,
        Id = info.Id,
        Kind = info.Kind == "chain" ? ApproxRunKind.Chain : ApproxRunKind.Sweep,
        Data = CoreInterop.ToNullableReference(info.Data),
        Name = info.Name,
        Seed = info.Seed,
        State = (ApproxRunState)info.State.Tag,
        Started = info.Started.ToLocalTime(),
        LastWritten = info.LastWritten.ToLocalTime(),
        CellsDone = info.CellsDone,
        Cells = CoreInterop.ToNullable(info.Cells),
        JobsDone = info.JobsDone,
        Jobs = CoreInterop.ToNullable(info.Jobs),
        StepsDone = CoreInterop.ToNullable(info.StepsDone),
        Steps = CoreInterop.ToNullable(info.Steps),
        Blocks = info.Blocks,
        Answer = CoreInterop.ToNullableReference(info.Answer),
    };
}
