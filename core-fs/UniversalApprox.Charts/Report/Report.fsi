namespace UniversalApprox.Charts

/// The report: the question, the answer, the evidence, and how to get it again. All texts are taken as text, whatever
/// they hold.
[<RequireQualifiedAccess>]
module Report =
    /// A page of HTML. With `PlotlyJs.Inline` it is one file that needs nothing else.
    /// Errors: nothing to report on.
    val toHtml: plotlyJs: PlotlyJs -> content: ReportContent -> string

    /// The same in Markdown: tables, formulas and verdicts, and the captions of the figures.
    val toMarkdown: content: ReportContent -> string

    /// The files that have to lie beside the page (`Page.assets`).
    val assets: plotlyJs: PlotlyJs -> content: ReportContent -> struct (string * string)[]
