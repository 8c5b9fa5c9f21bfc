using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>The draws of a posterior as flat rows, one by one.</summary>
[Cmdlet(VerbsCommon.Get, "McmcSample")]
[OutputType("UniversalApprox.SampleRow")]
public sealed class GetMcmcSampleCommand : CancellableCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    [Parameter]
    public SwitchParameter Raw { get; set; }

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int Thin { get; set; } = McmcDefaults.Thin;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject input in PipelineInput.Flatten(InputObject))
            if (input.BaseObject is Posterior posterior)
                Write(posterior);
            else
                WriteError(ErrorRecords.NotAPosterior(input));
    }

    private void Write(Posterior posterior)
    {
        try
        {
            Draws(posterior);
        }
        catch (OptionException error)
        {
            ThrowTerminatingError(ErrorRecords.InvalidArgument(this, error, posterior));
        }
    }

    private void Draws(Posterior posterior)
    {
        using IEnumerator<PosteriorSample> samples = posterior.GetSamples(!Raw, Thin).GetEnumerator();

        // The first draw waits until all draws are relabelled.
        for (bool more = Background(samples.MoveNext); more; more = samples.MoveNext())
            WriteObject(SampleRow.Of(samples.Current, posterior.ParameterNames));
    }
}
