using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Does the tasks of one index of a plan and writes what they finish to a run file.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ApproxTask")]
[OutputType(typeof(UnitFit), typeof(ApproxRun))]
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

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int TasksPerIndex { get; set; } = 1;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            string run = FilePaths.OfRun(this, Run)!;
            foreach (ApproxTask task in RunPlan.Select(FilePaths.OfRun(this, Plan, nameof(Plan))!, Index, TasksPerIndex))
            {
                if (task.Kind == ApproxRunKind.Chain)
                    Sample(task, run);
                else
                    Sweep(task, run);
            }
        }
        catch (LogDensityException error)
        {
            ThrowTerminatingError(ErrorRecords.LogDensityFailed(error, Plan));
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

    private void Sweep(ApproxTask task, string run)
    {
        var progress = new SweepProgressRecord($"{task}");
        Pump(
            RunPlan.RunTaskAsync(task.Plan, run, task.Index, Threads, progress, Cancellation),
            WriteObject,
            () => progress.WriteTo(this));
        WriteProgress(progress.Completed());
    }

    /// <summary>A chain that is stopped writes its last draws, so this waits for its end.</summary>
    private void Sample(ApproxTask task, string run)
    {
        var progress = new SamplingProgressRecord($"{task}");
        Task<ApproxRun> work = RunPlan.RunChainAsync(task.Plan, run, task.Index, Threads, progress, Cancellation);
        try
        {
            while (Task.WaitAny([work], 100) < 0)
                progress.WriteTo(this);
            WriteObject(work.GetAwaiter().GetResult());
        }
        catch (SamplingCanceledException)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            Task.WaitAny([work], CancellationToken.None);
            if (!Cancellation.IsCancellationRequested)
                WriteProgress(progress.Completed());
        }
    }
}
