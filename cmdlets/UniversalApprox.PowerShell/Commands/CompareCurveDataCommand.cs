using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Tells whether one curve describes two data sets, or how they differ.</summary>
[Cmdlet(VerbsData.Compare, "CurveData", DefaultParameterSetName = DataSet)]
[OutputType(typeof(CurveComparison))]
public sealed class CompareCurveDataCommand : GroupedDataCmdlet
{
    private static readonly CurveComparisonOptions s_usual = new();

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
    [SingleValue]
    public DifferenceBand Band { get; set; } = s_usual.Band;

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int Points { get; set; } = s_usual.Points;

    [Parameter]
    [SeedTransform]
    public ulong Seed { get; set; } = s_usual.Seed;

    [Parameter]
    [Alias("ThrottleLimit")]
    [NumbersTransform(Whole = true)]
    public int? Threads { get; set; }

    private protected override string Needed => "Two data sets";

    private protected override void ValidateOptions() => Options().Validate();

    private protected override void Process(IReadOnlyList<CurveData> data)
    {
        if (data.Count != 2)
        {
            string found = data.Count == 0 ? "none" : $"{data.Count}: {Shown.List([.. data.Select(given => given.Name)])}";
            WriteError(ErrorRecords.WrongInput($"Two data sets are compared; got {found}.", data));
            return;
        }

        if (LeavesErrorsOut(data))
            WriteWarning("Errors or weights of the points are not used, because the two data sets do not both have them of one kind: all points count alike.");

        CurveComparison comparison = Background(() => CurveComparison.Create(data[0], data[1], Options(), Cancellation));
        if (!comparison.IsTrusted)
            WriteWarning("The band of the difference cannot be trusted, because normal approximations do not describe the errors of both fits. The tests do not depend on it.");
        WriteObject(comparison);
    }

    private CurveComparisonOptions Options() => new()
    {
        Units = Units,
        Activation = Activation,
        Restarts = Restarts,
        Level = Level,
        Band = Band,
        Points = Points,
        Seed = Seed,
        Threads = Threads,
    };
}
