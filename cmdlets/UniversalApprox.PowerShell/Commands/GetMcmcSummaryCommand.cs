using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>One row per parameter of a posterior: location, spread, and the diagnostics of both.</summary>
[Cmdlet(VerbsCommon.Get, "McmcSummary")]
[OutputType(typeof(ParameterSummary))]
public sealed class GetMcmcSummaryCommand : CancellableCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject input in PipelineInput.Flatten(InputObject))
            if (input.BaseObject is Posterior posterior)
                WriteObject(Background(() => posterior.GetSummaries(Cancellation)), enumerateCollection: true);
            else
                WriteError(ErrorRecords.NotAPosterior(input));
    }
}
