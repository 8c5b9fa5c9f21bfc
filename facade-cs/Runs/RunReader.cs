using Microsoft.FSharp.Collections;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>Reads the runs of a file again and again, of each run only what has changed.</summary>
internal sealed class RunReader(string path, IReportLanguage language)
{
    private Dictionary<long, (ApproxRun Run, Charts.Follow.FollowedRun Content)> known = [];

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>All runs. Calls must not overlap.</summary>
    public IEnumerable<Charts.Follow.FollowedRun> Read()
    {
        IReadOnlyList<ApproxRun> runs = RunFile.Read(Path);
        known = runs.ToDictionary(run => run.Id, run => (run, Followed(run)));
        return runs.Select(run => known[run.Id].Content);
    }

    /// <summary>The report of all runs as a page; null as long as nothing is finished.</summary>
    public string? Report()
    {
        IReadOnlyList<ApproxRun> runs = RunFile.Read(Path);
        IReportItem[] items = [.. runs.SelectMany(run => run.GetFits()), .. runs.Select(run => run.GetPosterior()).OfType<Posterior>()];
        return items.Length > 0 ? UniversalApprox.Report.Create(new ReportOptions { Language = language }, items).ToHtml() : null;
    }

    private Charts.Follow.FollowedRun Followed(ApproxRun run) =>
        known.TryGetValue(run.Id, out var before) && (before.Run.LastWritten, before.Run.State) == (run.LastWritten, run.State)
            ? ChartInterop.Followed(run, before.Content.Fits, before.Content.Posterior)
            : ChartInterop.Followed(
                run,
                ListModule.OfSeq(run.GetFits().Select(fit => fit.Inner)),
                SamplingInterop.ToReferenceOption(
                    run.GetPosterior() is { } posterior ? ReportBuilder.ToPosterior(posterior, language) : null));
}
