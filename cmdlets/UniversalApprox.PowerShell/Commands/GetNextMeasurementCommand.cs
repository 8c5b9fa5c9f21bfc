using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Finds where the next measurement tells most: about a curve, or between two sizes of network.</summary>
[Cmdlet(VerbsCommon.Get, "NextMeasurement")]
[OutputType(typeof(NextMeasurement))]
[OutputType(typeof(DecidingMeasurement))]
public sealed class GetNextMeasurementCommand : FitUncertaintyCmdlet
{
    private static readonly NextMeasurementOptions s_usual = new();

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    [Parameter(Position = 0)]
    [NumbersTransform(Whole = true)]
    public int Count { get; set; } = s_usual.Count;

    [Parameter]
    [SingleValue]
    public MeasurementAim Aim { get; set; } = s_usual.Aim;

    [Parameter]
    [NumbersTransform]
    public double? Lower { get; set; }

    [Parameter]
    [NumbersTransform]
    public double? Upper { get; set; }

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int Points { get; set; } = s_usual.Points;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            Measurements().Validate();
        }
        catch (ArgumentException error)
        {
            ThrowTerminatingError(ErrorRecords.InvalidArgument(this, error, null));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEach(InputObject, Write);

    private void Write(PSObject input)
    {
        switch (input.BaseObject)
        {
            case UnitComparison comparison when !MyInvocation.BoundParameters.ContainsKey(nameof(Aim)):
                Decide(comparison);
                break;
            case UnitFit or UnitComparison:
                FitUncertainty uncertainty = Uncertainty(FitInput.Single(input)!);
                WriteObject(Background(() => uncertainty.GetNextMeasurements(Measurements(), Cancellation)), enumerateCollection: true);
                break;
            case Posterior posterior:
                WriteObject(Background(() => posterior.GetNextMeasurements(Measurements(), Cancellation)), enumerateCollection: true);
                break;
            default:
                WriteError(ErrorRecords.WrongInput(
                    $"A fit, a posterior or a comparison is needed; got {PipelineInput.TypeName(input)}.", input));
                break;
        }
    }

    /// <summary>Between the recommended fit, or else the best of the ranking, and the best of those with other units or activation.</summary>
    private void Decide(UnitComparison comparison)
    {
        UnitFit[] ranked = [.. comparison.Ranking.Select(row => row.GetFit())];
        UnitFit first = comparison.GetRecommended() ?? ranked[0];
        UnitFit rival = ranked.FirstOrDefault(fit => fit.Units != first.Units || fit.Activation != first.Activation)
            ?? throw new ArgumentException(
                $"The comparison of {Shown.Text(comparison.Data)} has one size only, so that there is nothing to decide: -Aim Average shows where the band shrinks most.");
        FitUncertainty one = Uncertainty(first);
        FitUncertainty other = Uncertainty(rival);
        WriteObject(Background(() => one.GetDecidingMeasurements(other, Measurements(), Cancellation)), enumerateCollection: true);
    }

    private NextMeasurementOptions Measurements() => new()
    {
        Count = Count,
        Aim = Aim,
        Lower = Lower,
        Upper = Upper,
        Points = Points,
    };
}
