namespace UniversalApprox;

/// <summary>Writes the code of reports in C#.</summary>
internal sealed class CSharpReport : IReportLanguage
{
    public static CSharpReport Instance { get; } = new();

    public string Spell(string option) => option;

    public IEnumerable<string> Reproduce(IReadOnlyList<ReportTopic> topics, string? title)
    {
        var results = new List<string>();
        for (int i = 0; i < topics.Count; i++)
        {
            // Variables have numbers only if there are several topics.
            string suffix = topics.Count > 1 ? $"{i + 1}" : "";
            foreach (string line in OfTopic(topics[i], suffix, results))
                yield return line;
        }

        if (results.Count == 0)
            yield break;
        string options = title is null ? "" : $"new ReportOptions {{ Title = {CSharpCode.Quote(title)} }}, ";
        yield return $"Report.Create({options}[{string.Join(", ", results)}]).Save(\"report.html\");";
    }

    private static IEnumerable<string> OfTopic(ReportTopic topic, string suffix, List<string> results)
    {
        string data = $"data{suffix}";
        yield return topic.Data.Origin is { } origin
            ? $"CurveData {data} = {origin};"
            : $"// {data} is your own data set, with the SHA-256 above.";
        string fits = $"fits{suffix}";
        string[] sweeps = [.. topic.Fits.Select(fit => fit.GetOptions()).Distinct().Select(options => OfSweep(data, options))];
        if (sweeps.Length > 0)
        {
            yield return sweeps.Length == 1
                ? $"IReadOnlyList<UnitFit> {fits} = {sweeps[0]};"
                : $"UnitFit[] {fits} = [.. {string.Join(", .. ", sweeps)}];";
            results.Add($".. {fits}");
        }

        if (topic.HasUsualEvidence)
        {
            yield return $"IReadOnlyList<UnitFitEvidence> sizes{suffix} = ModelWeights.Compare({fits});";
            results.Add($".. sizes{suffix}");
        }

        for (int p = 0; p < topic.Posteriors.Count; p++)
        {
            string name = $"posterior{suffix}{(topic.Posteriors.Count > 1 ? (char)('a' + p % 26) : "")}";
            yield return $"Posterior {name} = {OfPosterior(topic.Posteriors[p], data, fits, topic.Fits)};";
            results.Add(name);
        }
    }

    private static string OfSweep(string data, SweepOptions options) => $"UnitSweep.Run({data}, {CSharpCode.OfSweep(options)})";

    private static string OfPosterior(Posterior posterior, string data, string fits, IReadOnlyList<UnitFit> known)
    {
        string sampling = CSharpCode.OfSampling(posterior.Options);
        if (posterior.Fits.Count == 0)
        {
            Core.Sampling.Posterior.SampledNetwork model = posterior.Inner.Settings.Model.Value;
            return $"Mcmc.Run({data}, {model.Layout.Units}, Activation.{(Activation)model.Activation.Tag}, {sampling})";
        }

        UnitFit fit = posterior.Fits[0];
        string condition = $"fit.Units == {fit.Units} && fit.Activation == {CSharpCode.Quote(fit.Activation)}";
        if (fit.GetOptions().KeepAllRestarts)
            condition += $" && fit.Restart == {fit.Restart}";
        string source = known.Contains(fit, ReferenceEqualityComparer.Instance) ? fits : OfSweep(data, fit.GetOptions());
        return $"Mcmc.Run({source}.First(fit => {condition}), {sampling})";
    }
}
