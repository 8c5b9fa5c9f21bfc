using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>Sorts the items of a report by data, and adds what makes it reproducible.</summary>
internal static partial class ReportBuilder
{
    public static Charts.Reports.ReportContent Build(ReportOptions options, IReportItem[] items)
    {
        List<ReportTopic> topics = Group(items);
        IReportLanguage language = options.Language ?? CSharpReport.Instance;
        Posterior[] others = [.. items.OfType<Posterior>().Where(posterior => posterior.Data is null)];
        Posterior[] posteriors = [.. items.OfType<Posterior>()];
        return ChartInterop.ToContent(
            options.Title,
            options.Created ?? DateTimeOffset.Now,
            topics.Select(topic => ToPart(topic, language)),
            others.Select(posterior => ToPosterior(posterior, language)),
            [
                .. items.OfType<Chart>(),
                .. items.OfType<CurveComparison>().Select(Chart.CurveDifference),
                .. items.OfType<SharedFit>().Select(Chart.SharedCurves),
            ],
            Provenance(topics, posteriors),
            language.Reproduce(topics.AsReadOnly(), options.Title));
    }

    private static List<ReportTopic> Group(IReportItem[] items)
    {
        var topics = new List<ReportTopic>();
        foreach (IReportItem item in items)
        {
            switch (item)
            {
                case UnitFit fit:
                    Topic(fit.GetData()).Add(fit);
                    break;
                case UnitComparison comparison:
                    ReportTopic topic = Topic(comparison.Ranking[0].GetFit().GetData());
                    topic.Comparison = comparison;
                    foreach (RankedFit ranked in comparison.Ranking)
                        topic.Add(ranked.GetFit());
                    break;
                case UnitFitEvidence model:
                    ReportTopic own = Topic(model.GetFit().GetData());
                    own.Add(model);
                    own.Add(model.GetFit());
                    break;
                case Posterior { Data: { } data } posterior:
                    Topic(data).Add(posterior);
                    break;
            }
        }

        foreach (ReportTopic topic in topics)
            topic.CompareFits();
        return topics;

        ReportTopic Topic(CurveData data)
        {
            if (topics.Find(topic => topic.Data.HasSameValues(data)) is { } known)
                return known;
            topics.Add(new(data));
            return topics[^1];
        }
    }

    private static Charts.Reports.ReportPart ToPart(ReportTopic topic, IReportLanguage language) =>
        ChartInterop.ToPart(
            topic.Data,
            topic.Fits,
            topic.Comparison,
            topic.Evidence,
            topic.Posteriors.Select(posterior => ToPosterior(posterior, language)));

    public static Charts.Reports.ReportPosterior ToPosterior(Posterior posterior, IReportLanguage language) =>
        ChartInterop.ToPosterior(posterior, Options(posterior), language.Spell);

    private static IEnumerable<(string Name, string Value)> Options(Posterior posterior)
    {
        McmcOptions options = posterior.Options;
        bool isNetwork = posterior.Data is not null;
        if (isNetwork)
            yield return ("Likelihood", Likelihood.Describe(options.Likelihood, posterior.Data!));
        if (isNetwork)
            yield return ("Priors", string.Join("; ", posterior.GetPriors().Select(Prior)));
        if (posterior.Program is { } program)
            yield return ("Sampled by", program);
        if (posterior.Files.Count > 0)
            yield return ("Read from", string.Join(", ", posterior.Files.Select(Path.GetFileName)));
        WeightedMove[] moves = [.. posterior.Moves];
        if (moves.Length > 0)
            yield return ("Moves", string.Join(", ", moves.Select(
                move => moves.Length > 1 ? $"{move.Move} ({Guard.Text(move.Weight)})" : $"{move.Move}")));
        yield return ("Sampling", string.Join(" ", posterior.Notes));
        int thin = posterior.Inner.Raw.Thin;
        yield return ("Steps", $"{posterior.KeptSteps} kept{(thin > 1 ? $", one in {thin}" : "")}");
        if (posterior.Run is null)
            yield break;
        if (options.Start is { } start)
            yield return ("Start", start.ToString());
        yield return ("Seed", $"{options.Seed}");
        if (moves.Length > 0)
            yield return ("Accepted", $"{100 * posterior.AcceptanceRate:F0} % of the proposals");
        yield return ("Sampling time", Duration(posterior.Elapsed));
    }

    private static string Prior(PriorScales prior)
    {
        string standardised = prior.Standardised is { } scaled ? $", {Short(scaled)} on standardised data" : "";
        return $"{prior.Parameter} {Short(prior.Data)}{standardised}";
    }

    /// <summary>Numbers of default priors have all digits of the data's standard deviations: four are enough to read.</summary>
    private static string Short(Prior prior) => LongNumber().Replace(
        prior.ToString(),
        number => double.Parse(number.Value, CultureInfo.InvariantCulture).ToString("G4", CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\d+\.\d{4,}(E[-+]\d+)?")]
    private static partial Regex LongNumber();

    private static IEnumerable<(string Name, string Value)> Provenance(
        List<ReportTopic> topics, Posterior[] posteriors)
    {
        Assembly assembly = typeof(ReportBuilder).Assembly;
        string version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? assembly.GetName().Version!.ToString();
        yield return ("UniversalApprox", version);
        yield return ("Runtime", RuntimeInformation.FrameworkDescription);
        yield return ("System", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        yield return ("Arithmetic", $"vectors of {Core.Kernels.Arithmetic.vectorBits()} bits, {Environment.ProcessorCount} processors");
        TimeSpan training = topics.SelectMany(topic => topic.Fits)
            .Aggregate(TimeSpan.Zero, (sum, fit) => sum + fit.Inner.Elapsed);
        if (training > TimeSpan.Zero)
            yield return ("Training time", $"{Duration(training)} for the networks shown");
        if (posteriors.Any(posterior => posterior.Run is not null))
            yield return ("Sampling time", Duration(posteriors.Aggregate(TimeSpan.Zero, (sum, one) => sum + one.Elapsed)));
    }

    private static string Duration(TimeSpan time) => time.TotalSeconds < 1
        ? FormattableString.Invariant($"{time.TotalMilliseconds:F0} ms")
        : FormattableString.Invariant($"{time.TotalSeconds:F1} s");
}
