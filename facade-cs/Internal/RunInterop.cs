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

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static SampledRun RunChain(
        string run, ChainInput input, Core.Sampling.Ensembles.SamplingHooks hooks, Func<Core.Networks.Network[]> train) =>
        Sampled(Runs.DurableMcmc.run(run, ModelOf(input), input.Setup.Settings, hooks, input.Fits, FuncConvert.FromFunc(train)));

    public static Runs.ChainModel ModelOf(ChainInput input) => input.Data is { } data
        ? Runs.ChainModel.NewNetwork(
            SamplingInterop.ToCore(input.Options.Density),
            Likelihood.ToCore(input.Options.Likelihood, data),
            input.Setup.Priors,
            input.Activation,
            input.Units,
            data,
            input.Constraints)
        : Runs.ChainModel.NewLogDensity(
            SamplingInterop.ToReferenceOption(input.Text), SamplingInterop.ToReferenceOption(input.Priors), input.Density!);

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
        SweepOptions options = CoreInterop.FromCore(plan, engine, inner.Axes) with { Run = path };
        return Array.ConvertAll(fits, fit => new UnitFit(fit, data, options));
    }

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
        Remaining = CoreInterop.ToNullable(info.Remaining),
        Answer = CoreInterop.ToNullableReference(info.Answer),
    };
}
