namespace UniversalApprox;

/// <summary>What a report has on one data set.</summary>
public sealed class ReportTopic
{
    private readonly HashSet<UnitFit> seen = new(ReferenceEqualityComparer.Instance);
    private readonly List<UnitFit> fits = [];
    private readonly List<UnitFitEvidence> evidence = [];
    private readonly List<Posterior> posteriors = [];

    internal ReportTopic(CurveData data) => Data = data;

    /// <summary>The data.</summary>
    public CurveData Data { get; }

    /// <summary>The fits, each once.</summary>
    public IReadOnlyList<UnitFit> Fits => fits.AsReadOnly();

    /// <summary>The evidence of sizes.</summary>
    public IReadOnlyList<UnitFitEvidence> Evidence => evidence.AsReadOnly();

    /// <summary>
    /// Whether there is evidence of default options, which one line of code gives again. Code for other options is not written.
    /// </summary>
    public bool HasUsualEvidence =>
        evidence.Count > 0
        && evidence.TrueForAll(model => model.GetEvidence().Options.ToString() == new FitEvidenceOptions().ToString());

    /// <summary>The posteriors.</summary>
    public IReadOnlyList<Posterior> Posteriors => posteriors.AsReadOnly();

    /// <summary>The answer; null without fits, or if all of them diverged.</summary>
    public UnitComparison? Comparison { get; internal set; }

    /// <summary>A short line.</summary>
    /// <returns>For example "Parabola: 3 fits, 1 posterior".</returns>
    public override string ToString() =>
        $"{Data.Name}: {fits.Count} {(fits.Count == 1 ? "fit" : "fits")}, {posteriors.Count} {(posteriors.Count == 1 ? "posterior" : "posteriors")}";

    internal void Add(UnitFit fit)
    {
        if (seen.Add(fit))
            fits.Add(fit);
    }

    internal void Add(UnitFitEvidence model) => evidence.Add(model);

    internal void Add(Posterior posterior) => posteriors.Add(posterior);

    /// <summary>A report always answers its question, if there is an answer.</summary>
    internal void CompareFits()
    {
        if (Comparison is not null || fits.Count == 0)
            return;
        try
        {
            Comparison = Selection.Recommend(fits);
        }
        catch (OptionException)
        {
            // All fits diverged: the table says so.
        }
    }
}
