using System.Collections;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Tells whether one curve describes two data sets, or how they differ.</summary>
[Cmdlet(VerbsData.Compare, "CurveData", DefaultParameterSetName = DataSet)]
[OutputType(typeof(CurveComparison))]
public sealed class CompareCurveDataCommand : CancellableCmdlet
{
    private const string DataSet = "Data";
    private const string RowsSet = "Rows";
    private static readonly CurveComparisonOptions s_usual = new();
    private readonly List<CurveData> data = [];
    private readonly OrderedGroups groups = new();

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = DataSet)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = RowsSet)]
    public PSObject[] InputObject { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = RowsSet)]
    [ArgumentCompleter(typeof(CurveColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string X { get; set; } = "";

    [Parameter(Mandatory = true, ParameterSetName = RowsSet)]
    [ArgumentCompleter(typeof(CurveColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string Y { get; set; } = "";

    [Parameter(Mandatory = true, ParameterSetName = RowsSet)]
    [ArgumentCompleter(typeof(CurveColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string Group { get; set; } = "";

    [Parameter(ParameterSetName = RowsSet)]
    [ArgumentCompleter(typeof(CurveColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Sigma { get; set; }

    [Parameter(ParameterSetName = RowsSet)]
    [ArgumentCompleter(typeof(CurveColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Weight { get; set; }

    [Parameter(ParameterSetName = RowsSet)]
    [ArgumentCompleter(typeof(LogColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? LogX { get; set; }

    [Parameter(ParameterSetName = RowsSet)]
    public SwitchParameter LogY { get; set; }

    [Parameter(ParameterSetName = RowsSet)]
    public SwitchParameter SkipInvalid { get; set; }

    [Parameter(ParameterSetName = RowsSet)]
    public char DecimalSeparator { get; set; } = '.';

    [Parameter(ParameterSetName = RowsSet)]
    [Alias("MissingValue")]
    [AllowEmptyString]
    public string[]? MissingValues { get; set; }

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

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            Options().Validate();
        }
        catch (ArgumentException error)
        {
            ThrowTerminatingError(ErrorRecords.InvalidArgument(this, error, null));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject input in PipelineInput.Flatten(InputObject))
            switch (input.BaseObject)
            {
                case CurveData given:
                    data.Add(given);
                    break;
                case PSCustomObject or IDictionary when PipelineInput.IsRow(input) && ParameterSetName == RowsSet:
                    Add(input);
                    break;
                default:
                    WriteError(ErrorRecords.WrongInput(
                        $"Two data sets (New-CurveData, Import-CurveData), or rows with -X, -Y and -Group are needed; got {PipelineInput.TypeName(input)}.", input));
                    break;
            }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (PipedRows rows in groups.All)
            if (rows.Finish() is { } found)
                data.Add(found);
        if (data.Count != 2)
        {
            string found = data.Count == 0 ? "none" : $"{data.Count}: {Shown.List([.. data.Select(given => given.Name)])}";
            WriteError(ErrorRecords.WrongInput($"Two data sets are compared; got {found}.", data));
            return;
        }

        if ((data[0].Sigma is null) != (data[1].Sigma is null) || (data[0].Weight is null) != (data[1].Weight is null))
            WriteWarning("Errors or weights of the points are not used, because the two data sets do not both have them of one kind: all points count alike.");

        try
        {
            CurveComparison comparison = Background(() => CurveComparison.Create(data[0], data[1], Options(), Cancellation));
            if (!comparison.IsTrusted)
                WriteWarning("The band of the difference cannot be trusted, because normal approximations do not describe the errors of both fits. The tests do not depend on it.");
            WriteObject(comparison);
        }
        catch (ArgumentException error)
        {
            WriteError(ErrorRecords.InvalidArgument(this, error, data));
        }
    }

    private void Add(PSObject row)
    {
        if (!RowReader.ColumnsOf(row).Contains(Group, StringComparer.OrdinalIgnoreCase))
            ThrowTerminatingError(ErrorRecords.UnknownColumns(
                $"The rows have no column \"{Shown.Text(Group)}\". The columns of the first are: {Shown.List(RowReader.ColumnsOf(row))}.", row));
        string name = RowReader.Cell(row, Group)?.ToString() ?? "";
        groups.Of(name, () => new PipedRows(this)
        {
            X = [X],
            Y = Y,
            Sigma = Sigma,
            Weight = Weight,
            LogX = LogX,
            LogY = LogY,
            Name = name.Length > 0 ? name : "(none)",
            SkipInvalid = SkipInvalid,
            DecimalSeparator = DecimalSeparator,
            MissingValues = MissingValues,
        }).Add(row);
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

    /// <summary>The rows of each group, in the order in which the groups appear.</summary>
    private sealed class OrderedGroups
    {
        private readonly Dictionary<string, PipedRows> byName = [];
        private readonly List<PipedRows> all = [];

        public IReadOnlyList<PipedRows> All => all;

        public PipedRows Of(string name, Func<PipedRows> make)
        {
            if (!byName.TryGetValue(name, out PipedRows? rows))
            {
                byName[name] = rows = make();
                all.Add(rows);
            }

            return rows;
        }
    }
}
