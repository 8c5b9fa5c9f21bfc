using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Merges the files of a plan's tasks into the run file that one process would have written.</summary>
[Cmdlet(VerbsData.Merge, "ApproxRun", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ApproxRun))]
public sealed class MergeApproxRunCommand : FileReadingCmdlet
{
    private readonly List<string> shards = [];

    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Run { get; set; } = "";

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            WriteObject(RunPlan.Merge(shards, FilePaths.OfRun(this, Run)!), enumerateCollection: true);
        }
        catch (FileNotFoundException error)
        {
            ThrowTerminatingError(ErrorRecords.NoSuchFile(error.FileName ?? Run));
        }
        catch (RunFileException error)
        {
            ThrowTerminatingError(ErrorRecords.RunFileFailed(error));
        }
        catch (ArgumentException error)
        {
            ThrowTerminatingError(ErrorRecords.InvalidArgument(this, error, Run));
        }
    }

    /// <inheritdoc/>
    private protected override void Read(string path) => shards.Add(path);
}
