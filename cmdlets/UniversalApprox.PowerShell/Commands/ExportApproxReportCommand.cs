using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Writes one report on all objects of the pipeline.</summary>
[Cmdlet(VerbsData.Export, "ApproxReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportApproxReportCommand : FileWritingCmdlet
{
    private readonly List<IReportItem> items = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject[] InputObject { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    [Parameter]
    [SingleValue]
    public PlotlySource PlotlyJs { get; set; } = PlotlySource.Inline;

    [Parameter]
    public SwitchParameter Markdown { get; set; }

    [Parameter]
    public SwitchParameter Pdf { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Browser { get; set; }

    [Parameter]
    public SwitchParameter Show { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (System.IO.Path.GetExtension(Path).ToUpperInvariant() is ".DOCX" or ".DOC" or ".ODT" or ".XLSX" or ".PPTX" or ".PNG" or ".SVG" or ".JPG")
            ThrowTerminatingError(ErrorRecords.ContradictoryArguments(
                $"A report is written as HTML, Markdown or PDF, and '{Shown.Path(Path)}' is the name of none of them: end it in .html, .md or .pdf."));
        if (Pdf || IsPdf(Path))
            FindBrowser();
    }

    /// <summary>Finds the browser before the pipeline works, which may take hours.</summary>
    private void FindBrowser()
    {
        try
        {
            Browser = Report.FindBrowser(Browser);
        }
        catch (OptionException error)
        {
            ThrowTerminatingError(ErrorRecords.InvalidArgument(this, error, Browser));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject input in PipelineInput.Flatten(InputObject))
        {
            if (input.BaseObject is IReportItem item)
                items.Add(item);
            else
                WriteError(ErrorRecords.WrongInput(
                    $"Fits, comparisons, posteriors or charts are needed; got {PipelineInput.TypeName(input)}.{PipelineInput.FitHint(input)}", input));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (items.Count == 0)
        {
            WriteWarning("There is nothing to report on: no report was written.");
            return;
        }

        if (ResolveFile() is not { } path)
            return;
        string[] wanted = [.. Twins(path).Prepend(path).Distinct()];
        if (!Array.TrueForAll(wanted, MayWrite) || !ShouldProcess(path, "Export report"))
            return;
        try
        {
            Write(path, wanted);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.UnwritableFile(error, path));
        }
        catch (ArgumentException error)
        {
            WriteError(ErrorRecords.InvalidArgument(this, error, items));
        }
    }

    private IEnumerable<string> Twins(string path)
    {
        if (Markdown)
            yield return System.IO.Path.ChangeExtension(path, ".md");
        if (Pdf)
            yield return System.IO.Path.ChangeExtension(path, ".pdf");
    }

    private void Write(string path, string[] files)
    {
        Report report = Background(() => Report.Create(new ReportOptions { Title = Title, Language = new PowerShellReport() }, items));
        foreach (string file in files)
        {
            // After a stop this work runs on in the background, but asks the token before it writes.
            Background(() =>
            {
                if (IsMarkdown(file))
                    report.SaveMarkdown(file, Cancellation);
                else if (IsPdf(file))
                    report.SavePdf(file, Browser, Cancellation);
                else
                    report.Save(file, PlotlyJs, Cancellation);
                return true;
            });
            WriteVerbose($"{file}: {new FileInfo(file).Length / 1024} KiB");
            if (PassThru)
                WriteObject(FilePaths.Item(this, file));
        }

        if (Show && WebPage.Open(path) is { } problem)
            WriteWarning($"{Shown.Path(path)} was written, but could not be opened: {problem} The environment variable BROWSER may name a program that opens it.");
    }

    private static bool IsMarkdown(string file) =>
        System.IO.Path.GetExtension(file).ToUpperInvariant() is ".MD" or ".MARKDOWN";

    private static bool IsPdf(string file) => System.IO.Path.GetExtension(file).ToUpperInvariant() is ".PDF";
}
