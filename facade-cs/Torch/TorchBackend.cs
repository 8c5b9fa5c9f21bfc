using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// libtorch, which the Torch engine runs on. Nothing loads it but a sweep by that engine, and <see cref="Probe"/>. It is
/// searched in the folder of this library and of the program (itself, RID, runtimes/RID/native, libtorch/lib, libtorch), in the
/// folder named by the environment variable UNIVERSALAPPROX_LIBTORCH (itself, lib), in the one <see cref="TorchInstallation"/>
/// installs to, and in the NuGet cache, in this order.
/// </summary>
public static class TorchBackend
{
    /// <summary>Loads libtorch if that has not happened yet, and says how it went. Never throws.</summary>
    /// <returns>Version, place and devices; or why it cannot be used, and what helps.</returns>
    public static TorchBackendInfo Probe() => TorchInterop.Probe();
}
