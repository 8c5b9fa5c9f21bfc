using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Lists the tasks that a plan divides into.</summary>
[Cmdlet(VerbsCommon.Get, "ApproxPlan", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ApproxTask))]
public sealed class GetApproxPlanCommand : FileReadingCmdlet
{
    /// <inheritdoc/>
    private protected override void Read(string path)
    {
        try
        {
            WriteObject(RunPlan.Read(path), enumerateCollection: true);
        }
        catch (RunFileException error)
        {
            WriteError(ErrorRecords.RunFileFailed(error));
        }
    }
}
