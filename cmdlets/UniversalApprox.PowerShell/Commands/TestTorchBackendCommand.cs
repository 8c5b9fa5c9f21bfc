using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Says whether libtorch can be used, from where it was loaded and how, and on which devices; or why not.</summary>
[Cmdlet(VerbsDiagnostic.Test, "TorchBackend")]
[OutputType(typeof(TorchBackendInfo))]
public sealed class TestTorchBackendCommand : ModuleCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(TorchBackend.Probe());
}
