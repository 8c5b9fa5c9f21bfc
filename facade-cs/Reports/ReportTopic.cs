namespace UniversalApprox;

/// <summary>What a report has on one data set.</summary>
internal sealed class ReportTopic(CurveData data)
{
    private readonly HashSet<UnitFit> seen = new(ReferenceEqualityComparer.Instance);

    public CurveData Data { get; } = data;

    public List<UnitFit> Fits { get; } = [];

    public List<Posterior> Posteriors { get; } = [];

    public UnitComparison? Comparison { get; set; }

    public void Add(UnitFit fit)
    {
        if (seen.Add(fit))
            Fits.Add(fit);
    }

    /// <summary>A report always answers its question, if there is an answer.</summary>
    public void CompareFits()
    {
        if (Comparison is not null || Fits.Count == 0)
            return;
        try
        {
            Comparison = Selection.Recommend(Fits);
        }
        catch (ArgumentException)
        {
            // All fits diverged: the table says so.
        }
    }
}
