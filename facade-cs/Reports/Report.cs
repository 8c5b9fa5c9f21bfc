using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// A report: for each data set the question and the answer, the data, the networks, their posteriors with verdicts, the
/// figures, and the code that gives the same numbers again. Immutable. Text from outside, such as names, is written as plain
/// text.
/// </summary>
public sealed class Report
{
    private readonly Charts.Reports.ReportContent content;
    private readonly ReportOptions options;

    private Report(Charts.Reports.ReportContent content, ReportOptions options) => (this.content, this.options) = (content, options);

    /// <summary>Makes a report.</summary>
    /// <param name="items">
    /// Fits, comparisons, posteriors and charts in any order. Fits without a comparison are compared by the default
    /// criterion.
    /// </param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentException">No items.</exception>
    public static Report Create(params IEnumerable<IReportItem> items) => Create(new ReportOptions(), items);

    /// <summary>Makes a report.</summary>
    /// <param name="options">Title, date, language and logger.</param>
    /// <param name="items">
    /// Fits, comparisons, posteriors and charts in any order. Fits without a comparison are compared by the default
    /// criterion.
    /// </param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentException">No items.</exception>
    public static Report Create(ReportOptions options, params IEnumerable<IReportItem> items)
    {
        Guard.NotNull(options, nameof(options));
        IReportItem[] given = [.. Guard.NotNull(items, nameof(items))];
        foreach (IReportItem item in given)
            Guard.NotNull(item, nameof(items));
        return given.Length > 0
            ? new(ReportBuilder.Build(options, given), options)
            : throw new OptionException(nameof(items), given, $"one or more");
    }

    /// <summary>The report as a page.</summary>
    /// <param name="plotlyJs">Where the page finds plotly.js.</param>
    /// <param name="cancellationToken">Cancels the wait for the result.</param>
    /// <returns>The text of an HTML file.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public string ToHtml(PlotlySource plotlyJs = PlotlySource.Inline, CancellationToken cancellationToken = default)
    {
        Charts.Pages.PlotlyJs source = ChartInterop.ToCore(plotlyJs, nameof(plotlyJs));
        return Cancellable.Run(() => Charts.Reports.Report.toHtml(source, content), cancellationToken);
    }

    /// <summary>The report without its figures, as Markdown: tables, formulas, verdicts and captions.</summary>
    /// <param name="cancellationToken">Cancels the wait for the result.</param>
    /// <returns>The text.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public string ToMarkdown(CancellationToken cancellationToken = default) =>
        Cancellable.Run(() => Charts.Reports.Report.toMarkdown(content), cancellationToken);

    /// <summary>Writes the report as a page. A file of that name is replaced in one step, by a complete page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="plotlyJs">Where the page finds plotly.js; with Directory it is written beside the page.</param>
    /// <param name="cancellationToken">Cancels until the page is complete, which takes seconds for a million points. Nothing is written then.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the file is as it was.</exception>
    public void Save(
        string path, PlotlySource plotlyJs = PlotlySource.Inline, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Charts.Pages.PlotlyJs source = ChartInterop.ToCore(plotlyJs, nameof(plotlyJs));
        ChartInterop.Write(Cancellable.Run(() => Charts.Reports.Report.prepare(source, path, content), cancellationToken), cancellationToken);
        ReportLog.Written(options, path);
    }

    /// <summary>Writes the report as Markdown. A file of that name is replaced in one step.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels until the text is complete. Nothing is written then.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the file is as it was.</exception>
    public void SaveMarkdown(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ChartInterop.Write(Cancellable.Run(() => Charts.Reports.Report.prepareMarkdown(path, content), cancellationToken), cancellationToken);
        ReportLog.Written(options, path);
    }

    /// <summary>
    /// Writes the report as PDF: A4 with all figures, page numbers and contents, printed by an installed Chromium, Chrome or Edge. A
    /// file of that name is replaced in one step.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="browser">The program of the browser, or its name on the search path. Default: the first one that is found.</param>
    /// <param name="cancellationToken">Cancels until the pages are complete. Nothing is written then.</param>
    /// <exception cref="OptionException">No browser was found.</exception>
    /// <exception cref="IOException">The browser makes no PDF, or the file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the file is as it was.</exception>
    public void SavePdf(string path, string? browser = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ChartInterop.Write(
            Cancellable.Run(() => ChartInterop.PreparePdf(browser, path, content, cancellationToken), cancellationToken),
            cancellationToken);
        ReportLog.Written(options, path);
    }

    /// <summary>The program that <see cref="SavePdf"/> prints with: ask for it before long work whose result is to be printed.</summary>
    /// <param name="browser">The program of the browser, or its name on the search path. Default: the first one that is found.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="OptionException">There is none.</exception>
    public static string FindBrowser(string? browser = null) => ChartInterop.FindBrowser(browser);

    /// <summary>A short line.</summary>
    /// <returns>For example "report: A sine", or "report" where the title is made of the data.</returns>
    public override string ToString() => options.Title is { } title ? $"report: {title}" : "report";
}
