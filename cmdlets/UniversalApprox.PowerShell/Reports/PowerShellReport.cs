namespace UniversalApprox.PowerShell;

/// <summary>Writes the code of reports as a PowerShell script, and options as parameters of cmdlets.</summary>
internal sealed class PowerShellReport : IReportLanguage
{
    public string Spell(string option) => $"-{option}";

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
        string named = title is null ? "" : $" -Title {PowerShellCode.Quote(title)}";
        yield return $"{string.Join(", ", results)} | Export-ApproxReport report.html{named}";
    }

    private static IEnumerable<string> OfTopic(ReportTopic topic, string suffix, List<string> results)
    {
        string data = $"$data{suffix}";
        yield return topic.Data.Origin is { } origin
            ? $"{data} = {origin}"
            : $"# {data} is your own data set, with the SHA-256 above.";
        string fits = $"$fits{suffix}";
        SweepOptions[] sweeps = [.. topic.Fits.Select(fit => fit.GetOptions()).Distinct()];
        for (int s = 0; s < sweeps.Length; s++)
            yield return $"{fits} {(s == 0 ? "=" : "+=")} {data} | {PowerShellCode.OfSweep(sweeps[s])}";
        if (sweeps.Length > 0)
            results.Add(fits);
        if (topic.HasUsualEvidence)
        {
            yield return $"$sizes{suffix} = {fits} | Get-UnitFitEvidence";
            results.Add($"$sizes{suffix}");
        }

        for (int p = 0; p < topic.Posteriors.Count; p++)
        {
            string name = $"$posterior{suffix}{(topic.Posteriors.Count > 1 ? (char)('a' + p % 26) : "")}";
            yield return $"{name} = {OfPosterior(topic.Posteriors[p], data, fits, topic.Fits)}";
            results.Add(name);
        }
    }

    private static string OfPosterior(Posterior posterior, string data, string fits, IReadOnlyList<UnitFit> known)
    {
        string sampling = PowerShellCode.OfSampling(posterior.Options);
        if (posterior.GetFits().Count == 0)
        {
            ShallowNetwork network = posterior.MaximumProbability.Network!;
            return $"{data} | {sampling} -Units {network.Units} -Activation {network.Activation.GetName()}";
        }

        UnitFit fit = posterior.GetFits()[0];
        string filter = $"Where-Object {{ $_.Units -eq {fit.Units} -and $_.Activation -eq '{fit.Activation}'";
        if (fit.GetOptions().KeepAllRestarts)
            filter += $" -and $_.Restart -eq {fit.Restart}";
        string source = known.Contains(fit, ReferenceEqualityComparer.Instance)
            ? fits
            : $"{data} | {PowerShellCode.OfSweep(fit.GetOptions())}";
        return $"{source} | {filter} }} | {sampling}";
    }
}
