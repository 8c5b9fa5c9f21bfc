using System.Runtime.CompilerServices;
using Microsoft.FSharp.Core;

namespace UniversalApprox.Internal;

/// <summary>
/// The border to plans. SQLite is loaded when a method of this class is entered, so none of them may be inlined.
/// </summary>
internal static class PlanInterop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Write(string plan, CurveData[] data, SweepOptions options)
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
    public static void Write(string plan, IEnumerable<SamplingRun> runs) =>
        Runs.RunPlan.writeChains(
            plan,
            runs.Select(run => new Runs.PlannedChain(
                RunInterop.ModelOf(run.Input!), run.Input!.Setup.Settings, run.Input.Fits)));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ApproxTask[] Read(string plan) =>
        Array.ConvertAll(Runs.RunPlan.tasks(plan), task => Describe(Path.GetFullPath(plan), task));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ApproxTask[] Select(string plan, int? index, int tasksPerIndex) =>
        Array.ConvertAll(
            Runs.RunPlan.select(plan, tasksPerIndex, SamplingInterop.ToOption(index)),
            task => Describe(Path.GetFullPath(plan), task));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static SweepWork Sweep(string plan, string run, int? index, int threads, IProgress<SweepProgress>? progress)
    {
        Runs.PlannedTask task = Runs.RunPlan.select(plan, 1, SamplingInterop.ToOption(index))[0];
        return Run;

        IReadOnlyList<UnitFit> Run(Action<UnitFit>? onFit, CancellationToken cancellationToken)
        {
            var finished = new List<UnitFit>();
            var cells = task.Work as Runs.TaskWork.Cells;
            SweepOptions options = cells is null ? new() : CoreInterop.FromCore(cells.plan, cells.engine, task.Data!.Value.Axes) with { Run = run };
            CurveData? data = cells is null ? null : new(task.Data!.Value);
            try
            {
                // A task of a chain is refused by the core.
                Runs.RunPlan.runTask(
                    run,
                    cells is null || options.Engine == EngineKind.Simd
                        ? Core.Training.Engine.Simd
                        : TorchInterop.ChooseEngine(options.Engine, options.Device, cells.plan, task.Data!.Value),
                    threads,
                    FuncConvert.FromAction<Core.Sweep.SweepProgress>(at => progress?.Report(CoreInterop.FromCore(at))),
                    cancellationToken,
                    plan,
                    task.Index,
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
    public static ApproxRun Chain(
        string plan, string run, int? index, int threads, IProgress<SamplingProgress>? progress, CancellationToken cancellationToken)
    {
        Runs.PlannedTask task = Runs.RunPlan.select(plan, 1, SamplingInterop.ToOption(index))[0];
        try
        {
            Runs.RunPlan.runChain(run, SamplingInterop.Hooks(threads, progress, null, cancellationToken), plan, task.Index);
        }
        catch (Core.Sampling.Densities.DensityException error)
        {
            throw new LogDensityException(error, null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new SamplingCanceledException(null, cancellationToken);
        }

        return RunFile.Read(run).First(
            row => row.Kind == ApproxRunKind.Chain && row.Name == task.Chain && row.Data == CoreInterop.ToNullableReference(task.Data)?.Name);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int[] Missing(string plan, IEnumerable<string> shards) => Runs.RunPlan.missing(plan, shards);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Merge(string run, IEnumerable<string> shards) => Runs.RunPlan.merge(run, shards);

    private static ApproxTask Describe(string plan, Runs.PlannedTask task)
    {
        var cells = task.Work as Runs.TaskWork.Cells;
        var ensemble = task.Work as Runs.TaskWork.Ensemble;
        var network = ensemble?.model as Runs.ChainModel.Network;
        Core.Networks.Activation[] activations = cells?.plan.Activations ?? (network is null ? [] : [network.activation]);
        return new()
        {
            Plan = plan,
            Index = task.Index,
            Kind = cells is null ? ApproxRunKind.Chain : ApproxRunKind.Sweep,
            Data = CoreInterop.ToNullableReference(task.Data)?.Name,
            Name = task.Chain,
            Activations = Array.AsReadOnly(Array.ConvertAll(activations, CoreInterop.FromCore)),
            Units = Array.AsReadOnly(cells?.plan.Units ?? (network is null ? [] : [network.units])),
            Ensemble = ensemble is null ? null : ensemble.number + 1,
            Jobs = task.Jobs,
        };
    }
}
