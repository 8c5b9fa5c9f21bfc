using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Answers "how many neurons do I need?" for the fits of the pipeline, once per data set.</summary>
[Cmdlet(VerbsData.Compare, "UnitFit", DefaultParameterSetName = CriterionSet)]
[OutputType(typeof(UnitComparison))]
public sealed class CompareUnitFitCommand : CancellableCmdlet
{
    private const string CriterionSet = "Criterion";
    private const string ToleranceSet = "Tolerance";
    private readonly List<UnitFit> fits = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public PSObject[] InputObject { get; set; } = [];

    [Parameter(ParameterSetName = CriterionSet)]
    [ValidateSet("FTest", "Validation", "Aicc", "Bic", "Evidence")]
    public string? Criterion { get; set; }

    [Parameter(ParameterSetName = CriterionSet)]
    [NumbersTransform]
    public double? Level { get; set; }

    [Parameter(ParameterSetName = CriterionSet)]
    [NumbersTransform]
    public double Margin { get; set; } = new SelectionOptions().Margin;

    [Parameter(Mandatory = true, ParameterSetName = ToleranceSet)]
    [NumbersTransform]
    public double Tolerance { get; set; }

    [Parameter(ParameterSetName = ToleranceSet)]
    [SingleValue]
    public ErrorMeasure Measure { get; set; } = new SelectionOptions().Measure;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject input in PipelineInput.Flatten(InputObject))
        {
            if (FitInput.All(input) is { Count: > 0 } given)
                fits.AddRange(given);
            else
                WriteError(ErrorRecords.WrongInput(
                    $"Fits of Invoke-UnitSweep are needed; got {PipelineInput.TypeName(input)}.{PipelineInput.FitHint(input)}", input));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (IGrouping<CurveData, UnitFit> group in fits.Distinct().GroupBy(fit => fit.GetData(), new SameData()))
            Compare([.. group]);
    }

    private void Compare(UnitFit[] ofOneDataSet)
    {
        try
        {
            SelectionOptions options = Options();
            WriteObject(Background(() => Selection.Recommend(ofOneDataSet, options, Cancellation)));
        }
        catch (ArgumentException error)
        {
            WriteError(ErrorRecords.InvalidArgument(this, error, ofOneDataSet));
        }
    }

    private SelectionOptions Options() => ParameterSetName == ToleranceSet
        ? new() { Criterion = SelectionCriterion.Tolerance, Tolerance = Tolerance, Measure = Measure }
        : new()
        {
            Criterion = Criterion is null ? null : Enum.Parse<SelectionCriterion>(Criterion, true),
            Level = Level,
            Margin = Margin,
        };
}
