using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>One row per parameter of a fit: its value and error, without sampling.</summary>
[Cmdlet(VerbsCommon.Get, "UnitFitSummary")]
[OutputType(typeof(ParameterEstimate))]
public sealed class GetUnitFitSummaryCommand : FitUncertaintyCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject input in PipelineInput.Flatten(InputObject))
            Summarise(input);
    }

    private void Summarise(PSObject input)
    {
        try
        {
            if (FitInput.Single(input) is not { } fit)
            {
                WriteError(ErrorRecords.NotAFit(input));
                return;
            }

            FitUncertainty uncertainty = Uncertainty(fit);
            WriteObject(Background(() => uncertainty.GetSummaries(Cancellation)), enumerateCollection: true);
        }
        catch (ArgumentException error)
        {
            WriteError(ErrorRecords.InvalidArgument(this, error, input));
        }
    }
}
