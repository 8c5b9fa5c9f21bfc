using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>One row per model of the same data: evidence, probability, leave-one-out predictions and stacking weight.</summary>
[Cmdlet(VerbsCommon.Get, "UnitFitEvidence")]
[OutputType(typeof(UnitFitEvidence))]
public sealed class GetUnitFitEvidenceCommand : FitUncertaintyCmdlet
{
    private static readonly FitEvidenceOptions s_usual = new();
    private readonly List<UnitFit> fits = [];
    private FitEvidenceOptions options = s_usual;

    /// <summary>Creates the cmdlet.</summary>
    public GetUnitFitEvidenceCommand() => Draws = s_usual.Draws;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int Starts { get; set; } = s_usual.Starts;

    [Parameter]
    [NumbersTransform]
    [AllowEmptyCollection]
    public double[] AmplitudeFactors { get; set; } = [.. s_usual.AmplitudeFactors];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            options = new()
            {
                Draws = Draws,
                Starts = Starts,
                Likelihood = Options.Likelihood,
                Priors = Options.Priors,
                AmplitudeFactors = AmplitudeFactors,
                Seed = Seed,
                Threads = Threads,
            };
            options.Validate();
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
            if (FitInput.All(input) is { Count: > 0 } given)
                fits.AddRange(given);
            else
                WriteError(ErrorRecords.NotAFit(input));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        IReadOnlyList<IReadOnlyList<UnitFit>> models = ModelWeights.GroupFits(fits.Distinct());
        var progress = new ProgressRecord(0, "Computing evidence", " ");
        var evidences = new List<FitEvidence>();
        for (int i = 0; i < models.Count; i++)
        {
            progress.StatusDescription = $"{Name(models[i][0])} ({i + 1} of {models.Count})";
            progress.PercentComplete = 100 * i / models.Count;
            WriteProgress(progress);
            if (Evidence(models[i]) is { } evidence)
                evidences.Add(evidence);
        }

        progress.RecordType = ProgressRecordType.Completed;
        WriteProgress(progress);
        foreach (UnitFitEvidence row in Background(() => ModelWeights.Compare(evidences, Cancellation)))
            Write(row);
    }

    private FitEvidence? Evidence(IReadOnlyList<UnitFit> model)
    {
        try
        {
            FitEvidence evidence = Background(() => ModelWeights.GetEvidence(model, options, Cancellation));
            WriteVerbose(evidence.ToString());
            return evidence;
        }
        catch (ArgumentException error)
        {
            WriteError(ErrorRecords.InvalidArgument(this, error, model[0]));
            return null;
        }
    }

    private void Write(UnitFitEvidence row)
    {
        if (row.IsLowerBound)
            WriteWarning($"{Name(row.GetFit())}: the evidence is a lower bound, because the last starts still found new modes. Raise -Starts.");
        if (!row.GetLoo().IsTrusted)
            WriteWarning($"{Name(row.GetFit())}: Elpd cannot be trusted, because leaving out some point changes the posterior much (k̂ {row.MaxParetoK:F2}).");
        WriteObject(row);
    }
}
