using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Does one task of a plan and writes what it finishes to a run file.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ApproxTask")]
[OutputType(typeof(UnitFit))]
public sealed class InvokeApproxTaskCommand : CancellableCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Plan { get; set; } = "";

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int? Index { get; set; }

    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Run { get; set; } = "";

    [Parameter]
    [Alias("ThrottleLimit")]
    [NumbersTransform(Whole = true)]
    public int? Threads { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            string plan = FilePaths.OfRun(this, Plan, nameof(Plan))!;
            var progress = new SweepProgressRecord(Plan);
            Pump(
                RunPlan.RunTaskAsync(plan, FilePaths.OfRun(this, Run)!, Index, Threads, progress, Cancellation),
                WriteObject,
                () => progress.WriteTo(this));
            WriteProgress(progress.Completed());
        }
        catch (FileNotFoundException)
        {
            ThrowTerminatingError(ErrorRecords.NoSuchFile(Plan));
        }
        catch (RunFileException error)
        {
            ThrowTerminatingError(ErrorRecords.RunFileFailed(error));
        }
        catch (ArgumentException error)
        {
            ThrowTerminatingError(ErrorRecords.InvalidArgument(this, error, Plan));
        }
        catch (TorchUnavailableException error)
        {
            ThrowTerminatingError(ErrorRecords.TorchUnavailable(error));
        }
    }
}
