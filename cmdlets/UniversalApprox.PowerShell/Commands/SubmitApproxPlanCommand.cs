using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Writes the job scripts of a plan and submits them.</summary>
[Cmdlet(VerbsLifecycle.Submit, "ApproxPlan", SupportsShouldProcess = true)]
[OutputType(typeof(SlurmSubmission))]
public sealed class SubmitApproxPlanCommand : CancellableCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Plan { get; set; } = "";

    [Parameter(Mandatory = true)]
    public SwitchParameter Slurm { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Folder { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Run { get; set; }

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int TasksPerIndex { get; set; } = 1;

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int? Throttle { get; set; }

    [Parameter]
    [Alias("ThrottleLimit")]
    [NumbersTransform(Whole = true)]
    public int Threads { get; set; } = 1;

    [Parameter]
    public TimeSpan? Time { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Memory { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Partition { get; set; }

    [Parameter]
    public string[] Setup { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Launcher { get; set; } = "pwsh";

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Module { get; set; }

    [Parameter]
    public SwitchParameter ScriptOnly { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            string plan = FilePaths.OfRun(this, Plan, nameof(Plan))!;
            SlurmOptions options = Options();
            if (ScriptOnly ? ShouldProcess(Plan, "Write job scripts") : ShouldProcess(Plan, "Write job scripts and submit them"))
                WriteObject(Background(() => ScriptOnly ? UniversalApprox.Slurm.Write(plan, options) : UniversalApprox.Slurm.Submit(plan, options)));
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
        catch (SlurmException error)
        {
            ThrowTerminatingError(ErrorRecords.SlurmFailed(error));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(ErrorRecords.UnwritableFile(error, Folder ?? Plan));
        }
    }

    private SlurmOptions Options() => new()
    {
        Folder = FilePaths.OfRun(this, Folder, nameof(Folder)),
        Run = FilePaths.OfRun(this, Run),
        TasksPerIndex = TasksPerIndex,
        Throttle = Throttle,
        Threads = Threads,
        Time = Time,
        Memory = Memory,
        Partition = Partition,
        Setup = Setup,
        Launcher = Launcher,
        Module = Module ?? ThisModule(),
    };

    /// <summary>The manifest of the module that this cmdlet is from, which need not be where the nodes look for modules.</summary>
    private static string ThisModule()
    {
        string library = System.IO.Path.GetDirectoryName(typeof(SubmitApproxPlanCommand).Assembly.Location) ?? "";
        string manifest = System.IO.Path.GetFullPath(System.IO.Path.Combine(library, "..", "UniversalApprox.psd1"));
        return library.Length > 0 && File.Exists(manifest) ? manifest : "UniversalApprox";
    }
}
