using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Lists the tasks that a plan divides into, or how they stand on a cluster.</summary>
[Cmdlet(VerbsCommon.Get, "ApproxPlan", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ApproxTask), typeof(ApproxTaskStatus))]
public sealed class GetApproxPlanCommand : FileReadingCmdlet
{
    [Parameter]
    public SwitchParameter Slurm { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Folder { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Folder is not null && !Slurm)
            ThrowTerminatingError(ErrorRecords.ContradictoryArguments("-Folder is for -Slurm: the folder of the shards."));
    }

    /// <inheritdoc/>
    private protected override void Read(string path)
    {
        try
        {
            if (Slurm)
            {
                string? folder = FilePaths.OfRun(this, Folder, nameof(Folder));
                WriteObject(Background(() => UniversalApprox.Slurm.GetStatus(path, folder)), enumerateCollection: true);
            }
            else
                WriteObject(RunPlan.Read(path), enumerateCollection: true);
        }
        catch (ArgumentException error)
        {
            WriteError(ErrorRecords.InvalidArgument(this, error, path));
        }
        catch (RunFileException error)
        {
            WriteError(ErrorRecords.RunFileFailed(error));
        }
    }
}
