using System.Collections;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>A cmdlet that takes several data sets together: as objects, or as rows with a column that says which.</summary>
public abstract class GroupedDataCmdlet : CancellableCmdlet
{
    private protected const string DataSet = "Data";
    private protected const string RowsSet = "Rows";
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

    /// <summary>The data that the cmdlet needs, as its messages name them: "Two data sets".</summary>
    private protected abstract string Needed { get; }

    /// <summary>Rejects options that are out of range.</summary>
    private protected abstract void ValidateOptions();

    /// <summary>Works on all data sets.</summary>
    private protected abstract void Process(IReadOnlyList<CurveData> data);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            ValidateOptions();
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
                        $"{Needed} (New-CurveData, Import-CurveData), or rows with -X, -Y and -Group are needed; got {PipelineInput.TypeName(input)}.", input));
                    break;
            }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (PipedRows rows in groups.All)
            if (rows.Finish() is { } found)
                data.Add(found);
        try
        {
            Process(data);
        }
        catch (ArgumentException error)
        {
            WriteError(ErrorRecords.InvalidArgument(this, error, data));
        }
    }

    /// <summary>Whether errors or weights of the points are left out, because not all data sets have them.</summary>
    private protected static bool LeavesErrorsOut(IReadOnlyList<CurveData> data) => data.Any(
        own => (own.Sigma is null) != (data[0].Sigma is null) || (own.Weight is null) != (data[0].Weight is null));

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
