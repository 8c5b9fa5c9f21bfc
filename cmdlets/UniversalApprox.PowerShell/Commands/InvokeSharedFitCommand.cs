using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Fits networks to groups of data that have parameters in common.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "SharedFit", DefaultParameterSetName = DataSet)]
[OutputType(typeof(SharedFit))]
public sealed class InvokeSharedFitCommand : GroupedDataCmdlet
{
    private static readonly SharedFitOptions s_usual = new();

    [Parameter]
    [ArgumentCompleter(typeof(NetworkParameterCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Shared { get; set; } = [.. s_usual.Shared];

    [Parameter]
    [NumbersTransform(Whole = true)]
    [ValidateNotNullOrEmpty]
    public int[] Units { get; set; } = [.. s_usual.Units];

    [Parameter]
    [ActivationTransform]
    public Activation Activation { get; set; } = s_usual.Activation;

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int Restarts { get; set; } = s_usual.Restarts;

    [Parameter]
    [NumbersTransform]
    public double Level { get; set; } = s_usual.Level;

    [Parameter]
    [SeedTransform]
    public ulong Seed { get; set; } = s_usual.Seed;

    [Parameter]
    [Alias("ThrottleLimit")]
    [NumbersTransform(Whole = true)]
    public int? Threads { get; set; }

    private protected override string Needed => "Groups of data";

    private protected override void ValidateOptions() => Options().Validate();

    private protected override void Process(IReadOnlyList<CurveData> data)
    {
        if (data.Count < 2)
        {
            string found = data.Count == 0 ? "none" : $"1: {Shown.Text(data[0].Name)}";
            WriteError(ErrorRecords.WrongInput($"Two groups of data or more are fitted together; got {found}.", data));
            return;
        }

        if (LeavesErrorsOut(data))
            WriteWarning("Errors or weights of the points are not used, because not all groups have them of one kind: all points count alike.");

        foreach (SharedFit fit in Background(() => SharedFit.Create(data, Options(), Cancellation)))
            WriteObject(fit);
    }

    private SharedFitOptions Options() => new()
    {
        Shared = Shared,
        Units = Units,
        Activation = Activation,
        Restarts = Restarts,
        Level = Level,
        Seed = Seed,
        Threads = Threads,
    };
}
