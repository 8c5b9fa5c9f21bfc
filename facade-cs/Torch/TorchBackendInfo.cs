namespace UniversalApprox;

/// <summary>What is known of libtorch on this machine: a flat row.</summary>
public sealed class TorchBackendInfo
{
    private readonly IReadOnlyList<string> devices = [];

    internal TorchBackendInfo()
    {
    }

    /// <summary>Whether the Torch engine can be used.</summary>
    public bool IsAvailable { get; internal init; }

    /// <summary>The version of the managed library TorchSharp.</summary>
    public string TorchSharpVersion { get; internal init; } = "";

    /// <summary>The version of libtorch that is needed.</summary>
    public string LibtorchVersion { get; internal init; } = "";

    /// <summary>The folder that libtorch was loaded from; empty when it was not.</summary>
    public string LibtorchFolder { get; internal init; } = "";

    /// <summary>
    /// Where that folder was found: "module folder", "UNIVERSALAPPROX_LIBTORCH", "user's data folder" or "NuGet cache"; empty when
    /// it was not.
    /// </summary>
    public string FoundIn { get; internal init; } = "";

    /// <summary>The file of TorchSharp's native library that was loaded; empty when none was.</summary>
    public string LibTorchSharpPath { get; internal init; } = "";

    /// <summary>"as shipped", or how the loaded file differs; empty when none was loaded.</summary>
    public string LoadedAs { get; internal init; } = "";

    /// <summary>The devices that training can run on, for example "cpu, cuda, cuda:0"; empty when libtorch was not loaded.</summary>
    public string Devices => string.Join(", ", devices);

    /// <summary>Why it is not available; null when it is.</summary>
    public TorchFailure? Failure { get; internal init; }

    /// <summary>The same as a sentence with the remedy; empty when it is available.</summary>
    public string Problem { get; internal init; } = "";

    internal IReadOnlyList<string> DeviceNames
    {
        init => devices = value;
    }

    /// <summary>The devices, one by one.</summary>
    /// <returns>Names that <see cref="SweepOptions.Device"/> takes.</returns>
    public IReadOnlyList<string> GetDevices() => devices;

    /// <summary>A short line.</summary>
    /// <returns>For example "libtorch 2.10.0 on cpu", or the problem.</returns>
    public override string ToString() => IsAvailable ? $"libtorch {LibtorchVersion} on {Devices}" : Problem;
}
