using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Lists the runs of a run file, follows them, or reads their fits or draws.</summary>
[Cmdlet(VerbsCommon.Get, "ApproxRun", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ApproxRun), typeof(UnitFit), typeof(UniversalApprox.Posterior))]
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
    public SwitchParameter Posterior { get; set; }

    [Parameter]
    [Alias("AllRestarts")]
    public SwitchParameter KeepAllRestarts { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (KeepAllRestarts && !Fits)
            ThrowTerminatingError(ErrorRecords.ContradictoryArguments("-KeepAllRestarts is for -Fits."));
        if (Posterior && Fits)
            ThrowTerminatingError(ErrorRecords.ContradictoryArguments("-Fits and -Posterior exclude each other: give one of them."));
    }

    /// <inheritdoc/>
    private protected override void Read(string path)
    {
        try
        {
            IReadOnlyList<ApproxRun> runs = Wait ? Follow(path) : Runs(path);
            if (Fits)
                WriteObject(runs.SelectMany(run => run.GetFits(KeepAllRestarts)), enumerateCollection: true);
            else if (Posterior)
                WriteObject(runs.Select(run => run.GetPosterior()).OfType<UniversalApprox.Posterior>(), enumerateCollection: true);
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

    /// <summary>Waits until no process writes to the file. Without -Fits and -Posterior, a row is written whenever it has changed.</summary>
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
                if (isNew && !Fits && !Posterior)
                    WriteObject(run);
            }

            if (runs.All(run => run.State != ApproxRunState.Running))
                return runs;
            if (Cancellation.WaitHandle.WaitOne(Interval))
                throw new PipelineStoppedException();
        }
    }
}
