using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Lists the runs of a run file, follows one, or reads its fits.</summary>
[Cmdlet(VerbsCommon.Get, "ApproxRun", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ApproxRun), typeof(UnitFit))]
public sealed class GetApproxRunCommand : FileReadingCmdlet
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    [Parameter]
    public SwitchParameter Last { get; set; }

    [Parameter]
    public SwitchParameter Wait { get; set; }

    [Parameter]
    public SwitchParameter Fits { get; set; }

    [Parameter]
    [Alias("AllRestarts")]
    public SwitchParameter KeepAllRestarts { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (KeepAllRestarts && !Fits)
            ThrowTerminatingError(ErrorRecords.ContradictoryArguments("-KeepAllRestarts is for -Fits."));
    }

    /// <inheritdoc/>
    private protected override void Read(string path)
    {
        try
        {
            IReadOnlyList<ApproxRun> runs = Wait ? Follow(path) : Runs(path);
            if (Fits)
                WriteObject(runs.SelectMany(run => run.GetFits(KeepAllRestarts)), enumerateCollection: true);
            else if (!Wait)
                WriteObject(runs, enumerateCollection: true);
        }
        catch (RunFileException error)
        {
            WriteError(ErrorRecords.RunFileFailed(error));
        }
    }

    private IReadOnlyList<ApproxRun> Runs(string path)
    {
        IReadOnlyList<ApproxRun> runs = RunFile.Read(path);
        return Last ? [.. runs.OrderBy(run => run.LastWritten).TakeLast(1)] : runs;
    }

    /// <summary>Waits until no process writes to the file. Without -Fits, a row is written whenever it has changed.</summary>
    private IReadOnlyList<ApproxRun> Follow(string path)
    {
        var written = new Dictionary<long, (DateTime, ApproxRunState)>();
        while (true)
        {
            IReadOnlyList<ApproxRun> runs = Background(() => Runs(path));
            foreach (ApproxRun run in runs)
            {
                bool isNew = !written.TryGetValue(run.Id, out var before) || before != (run.LastWritten, run.State);
                written[run.Id] = (run.LastWritten, run.State);
                if (isNew && !Fits)
                    WriteObject(run);
            }

            if (runs.All(run => run.State != ApproxRunState.Running))
                return runs;
            if (Cancellation.WaitHandle.WaitOne(Interval))
                throw new PipelineStoppedException();
        }
    }
}
