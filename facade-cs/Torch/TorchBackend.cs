using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// libtorch, which the Torch engine runs on. Only a sweep by that engine and <see cref="Probe"/> load it. They search
/// in the folder of this library and of the program (itself, RID, runtimes/RID/native, libtorch/lib, libtorch), in the
/// folder named by the environment variable UNIVERSALAPPROX_LIBTORCH (itself, lib), in the one <see cref="TorchInstallation"/>
/// installs to, and in the NuGet cache, in this order.
/// </summary>
public static class TorchBackend
{
    /// <summary>Loads libtorch if it is not loaded yet, and describes the result. Never throws.</summary>
    /// <returns>Version, place and devices; or the reason why it cannot be used, and the remedy.</returns>
    public static TorchBackendInfo Probe() => TorchInterop.Probe();
}
