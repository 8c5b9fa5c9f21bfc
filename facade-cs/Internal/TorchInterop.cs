using System.Runtime.CompilerServices;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace UniversalApprox.Internal;

/// <summary>
/// The border to the Torch engine, and the only place that names its types: its assembly and TorchSharp are loaded when a
/// method of this class is entered, so none of them may be inlined.
/// </summary>
internal static class TorchInterop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TorchBackendInfo Probe()
    {
        Torch.TorchBackendInfo found = Torch.TorchBackend.probe();
        return new()
        {
            IsAvailable = found.IsAvailable,
            TorchSharpVersion = found.TorchSharpVersion,
            LibtorchVersion = found.LibtorchVersion,
            LibtorchFolder = found.LibtorchFolder,
            FoundIn = found.FoundIn,
            LibTorchSharpPath = found.LibTorchSharpPath,
            LoadedAs = found.LoadedAs,
            DeviceNames = Array.AsReadOnly(found.Devices),
            Failure = CoreInterop.ToNullableReference(found.Failure) is { } failure ? (TorchFailure)failure.Tag : null,
            Problem = found.Problem,
        };
    }

    /// <summary>Rejects a device or options that do not fit the engine. Loads nothing native.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Check(EngineKind engine, string? device, Core.Training.TrainingOptions training) =>
        Torch.TorchEngine.validate(Torch.TorchEngine.parseChoice(engine.ToString(), device), training);

    /// <summary>Loads libtorch if the choice falls on it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Core.Training.Engine ChooseEngine(EngineKind engine, string? device, Core.Sweep.SweepPlan plan, Core.Data.CurveData data) =>
        Translating(() => Torch.TorchEngine.choose(Torch.TorchEngine.parseChoice(engine.ToString(), device), plan, data));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static string InstallationFolder() => Translating(Torch.TorchInstallation.folder);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static string NuGetCache() => Translating(Torch.TorchInstallation.nuGetCache);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool IsInstallationIntact(CancellationToken cancellationToken) =>
        Translating(() => Torch.TorchInstallation.isIntact(cancellationToken));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static string InstallFromPaths(
        IEnumerable<string> paths, IProgress<TorchInstallationProgress>? progress, CancellationToken cancellationToken) =>
        Translating(() => Torch.TorchInstallation.fromPaths(ListModule.OfSeq(paths), Telling(progress), cancellationToken));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static string InstallFromFeed(
        string source, IProgress<TorchInstallationProgress>? progress, CancellationToken cancellationToken) =>
        Translating(() => Torch.TorchInstallation.fromFeed(source, Telling(progress), cancellationToken));

    private static FSharpFunc<Torch.InstallationProgress, Unit> Telling(IProgress<TorchInstallationProgress>? progress) =>
        FuncConvert.FromAction<Torch.InstallationProgress>(at => progress?.Report(new(at.Step, at.BytesDone, at.BytesInAll)));

    private static T Translating<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Torch.TorchUnavailableException error)
        {
            throw new TorchUnavailableException((TorchFailure)error.Failure.Tag, error);
        }
    }
}
