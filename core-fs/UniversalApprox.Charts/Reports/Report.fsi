namespace UniversalApprox.Charts.Reports

open UniversalApprox.Charts.Pages

/// The report: the question, the answer, the evidence, and how to get it again. All texts are taken as text, whatever
/// they hold.
[<RequireQualifiedAccess>]
module Report =
    /// A page of HTML. With `PlotlyJs.Inline` it is one file that needs nothing else.
    /// Errors: nothing to report on.
    val toHtml: plotlyJs: PlotlyJs -> content: ReportContent -> string

    /// The same in Markdown: tables, formulas and verdicts, and the captions of the figures.
    val toMarkdown: content: ReportContent -> string

    /// Does all the work of `save` but writing, which the function that it returns does: the moment to be cancelled.
    val prepare: plotlyJs: PlotlyJs -> path: string -> content: ReportContent -> (unit -> unit)

    /// The same for `saveMarkdown`.
    val prepareMarkdown: path: string -> content: ReportContent -> (unit -> unit)

    /// Writes the page, and what has to lie beside it. A file of that name is replaced in one step by a complete page.
    /// Errors: nothing to report on; IOException or UnauthorizedAccessException naming the file.
    val save: plotlyJs: PlotlyJs -> path: string -> content: ReportContent -> unit

    /// Writes the Markdown, likewise.
    val saveMarkdown: path: string -> content: ReportContent -> unit
