namespace UniversalApprox.Charts.Reports

open System.Threading
open UniversalApprox.Charts.Pages

/// The report: the question, the answer, the evidence, and how to reproduce it. All texts from outside are written as plain
/// text.
[<RequireQualifiedAccess>]
module Report =
    /// An HTML page. With `PlotlyJs.Inline` it is one file that needs nothing else.
    /// Errors: nothing to report on.
    val toHtml: plotlyJs: PlotlyJs -> content: ReportContent -> string

    /// The report in Markdown: tables, formulas and verdicts, and the captions of the figures.
    val toMarkdown: content: ReportContent -> string

    /// Does all the work of `save` except writing. The function that it returns writes the files, so cancel before that.
    val prepare: plotlyJs: PlotlyJs -> path: string -> content: ReportContent -> (unit -> unit)

    /// Does the same for `saveMarkdown`.
    val prepareMarkdown: path: string -> content: ReportContent -> (unit -> unit)

    /// Does the same for `savePdf`, with the browser that `Pdf.findBrowser` finds.
    val preparePdf:
        browser: string option ->
        path: string ->
        cancellation: CancellationToken ->
        content: ReportContent ->
            (unit -> unit)

    /// Writes the page and the files that must lie beside it. A complete page replaces a file of that name in one step.
    /// Errors: nothing to report on; IOException or UnauthorizedAccessException naming the file.
    val save: plotlyJs: PlotlyJs -> path: string -> content: ReportContent -> unit

    /// Writes the Markdown. A complete file replaces a file of that name in one step.
    val saveMarkdown: path: string -> content: ReportContent -> unit

    /// Writes the page as PDF, printed by an installed browser (`Pdf.print`). A complete file replaces a file of that name in one step.
    /// Errors: as `Pdf.findBrowser`, `Pdf.print` and `save`.
    val savePdf: browser: string option -> path: string -> content: ReportContent -> unit
