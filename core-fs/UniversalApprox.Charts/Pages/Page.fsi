namespace UniversalApprox.Charts.Pages

open UniversalApprox.Charts

/// Where a page finds plotly.js.
[<RequireQualifiedAccess>]
type PlotlyJs =
    /// In the page itself: one file that works anywhere, offline too. It adds 1 to 5 MB.
    | Inline
    /// In a file beside the page (`Page.assets`), which several pages can share.
    | Directory
    /// On Plotly's server; the page needs a network, and its reader's address becomes known there.
    | Cdn

/// Pages of HTML that draw figures.
[<RequireQualifiedAccess>]
module Page =
    /// A whole page around a body. `title` is plain text; `body` is HTML with the figures in it (`Figure.toHtml`).
    val internal create: plotlyJs: PlotlyJs -> title: string -> figures: Figure list -> body: string -> string

    /// A page with one figure. Its content security policy lets it run its own scripts only and, unless `Cdn` is asked
    /// for, load nothing from anywhere.
    val ofFigure: plotlyJs: PlotlyJs -> figure: Figure -> string

    /// The files, by name and content, that have to lie beside a page with these figures: plotly.js for `Directory`, none
    /// for the others.
    val assets: plotlyJs: PlotlyJs -> figures: Figure seq -> struct (string * string)[]

    /// Writes a page and what has to lie beside it. The page itself is replaced in one step, last.
    val internal write: path: string -> assets: struct (string * string)[] -> html: string -> unit

    /// Writes a page with one figure (`ofFigure`), and what has to lie beside it.
    /// Errors: IOException or UnauthorizedAccessException naming the file.
    val saveFigure: plotlyJs: PlotlyJs -> path: string -> figure: Figure -> unit
