using System.Management.Automation;

namespace UniversalApprox.Shell.StockCommands;

/// <summary>Fallback for Test-Path: does a file, folder or provider item exist?</summary>
[Cmdlet(VerbsDiagnostic.Test, "Path")]
[OutputType(typeof(bool))]
public sealed class TestPathCommand : PSCmdlet
{
    /// <summary>The paths to look for.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("LiteralPath", "PSPath", "LP")]
    public string[] Path { get; set; } = [];

    /// <summary>Any, Leaf (not a folder) or Container (a folder).</summary>
    [Parameter]
    [ValidateSet("Any", "Leaf", "Container")]
    public string PathType { get; set; } = "Any";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
            WriteObject(Exists(path));
    }

    private bool Exists(string path)
    {
        try
        {
            return InvokeProvider.Item.Exists(path)
                && (PathType == "Any" || InvokeProvider.Item.IsContainer(path) == (PathType == "Container"));
        }
        catch (RuntimeException)
        {
            // An unknown drive or provider: nothing is there.
            return false;
        }
    }
}
