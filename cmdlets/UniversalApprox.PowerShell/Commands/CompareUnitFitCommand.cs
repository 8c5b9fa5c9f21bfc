using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Answers "how many neurons do I need?" for the fits of the pipeline, once per data set.</summary>
[Cmdlet(VerbsData.Compare, "UnitFit", DefaultParameterSetName = CriterionSet)]
[OutputType(typeof(UnitComparison))]
public sealed class CompareUnitFitCommand : PSCmdlet
{
    private const string CriterionSet = "Criterion";
    private const string ToleranceSet = "Tolerance";
    private readonly List<UnitFit> fits = [];

    /// <summary>Fits, from Invoke-UnitSweep.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public UnitFit[] InputObject { get; set; } = [];

    /// <summary>What "enough" means. Default: Validation where there are validation errors, else Aicc.</summary>
    [Parameter(ParameterSetName = CriterionSet)]
    [ValidateSet("Validation", "Aicc", "Bic")]
    public string? Criterion { get; set; }

    /// <summary>How much more than the best validation error is still as good; 0 leaves only the standard error.</summary>
    [Parameter(ParameterSetName = CriterionSet)]
    [ValidateRange(0.0, 1e6)]
    public double Margin { get; set; } = new SelectionOptions().Margin;

    /// <summary>The largest error that is good enough, in units of the output.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ToleranceSet)]
    [ValidatePositive]
    public double Tolerance { get; set; }

    /// <summary>Which error the tolerance is for.</summary>
    [Parameter(ParameterSetName = ToleranceSet)]
    public ErrorMeasure Measure { get; set; } = ErrorMeasure.MeanAbsoluteResidual;

    /// <inheritdoc/>
    protected override void ProcessRecord() => fits.AddRange(InputObject);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (IGrouping<string, UnitFit> group in fits.GroupBy(fit => fit.Data))
            Compare([.. group]);
    }

    private void Compare(UnitFit[] ofOneDataSet)
    {
        try
        {
            WriteObject(Selection.Recommend(ofOneDataSet, Options()));
        }
        catch (ArgumentException error)
        {
            WriteError(ErrorRecords.InvalidArgument(error, ofOneDataSet));
        }
    }

    private SelectionOptions Options() => ParameterSetName == ToleranceSet
        ? new() { Criterion = SelectionCriterion.Tolerance, Tolerance = Tolerance, Measure = Measure }
        : new() { Criterion = Criterion is null ? null : Enum.Parse<SelectionCriterion>(Criterion, true), Margin = Margin };
}
