using System.Management.Automation;

namespace UniversalApprox.Shell.StockCommands;

/// <summary>Fallback for Set-Location; without a path it goes home.</summary>
[Cmdlet(VerbsCommon.Set, "Location")]
public sealed class SetLocationCommand : PSCmdlet
{
    /// <summary>Where to.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public string Path { get; set; } = "~";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            SessionState.Path.SetLocation(Path);
        }
        catch (RuntimeException notFound)
        {
            WriteError(new ErrorRecord(notFound, "PathNotFound", ErrorCategory.ObjectNotFound, Path));
        }
    }
}
