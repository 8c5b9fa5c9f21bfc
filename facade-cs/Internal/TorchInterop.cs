using System.Runtime.CompilerServices;

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

    /// <summary>Rejects what is no name of a device. Loads nothing native.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void CheckDevice(string device) => Torch.TorchDeviceModule.parse(device);

    /// <summary>Loads libtorch if the choice falls on it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Core.Engine ChooseEngine(EngineKind engine, string? device, Core.SweepPlan plan, Core.CurveData data)
    {
        try
        {
            return Torch.TorchEngine.choose(Torch.TorchEngine.parseChoice(engine.ToString(), device), plan, data);
        }
        catch (Torch.TorchUnavailableException error)
        {
            throw new TorchUnavailableException((TorchFailure)error.Failure.Tag, error);
        }
    }
}
