namespace UniversalApprox.Charts.Pages

open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing

/// The place of plotly.js for a page.
[<RequireQualifiedAccess>]
type PlotlyJs =
    /// In the page itself. The page is one file that works anywhere, also offline. It adds 0.5 to 2 MB.
    | Inline
    /// In a file beside the page (`Page.assets`), which several pages can share.
    | Directory
    /// On Plotly's server. The page needs a network, and the server learns its reader's address.
    | Cdn

/// Makes HTML pages that draw figures.
[<RequireQualifiedAccess>]
module Page =
    /// A whole page around a body. `title` is plain text. `body` makes the HTML that contains the figures (`Figure.toHtml`).
    val internal create:
        plotlyJs: PlotlyJs ->
        title: string ->
        figures: Figure list ->
        body: (SharedArrays -> string) ->
            string

    /// A page that asks the server that it comes from what is new (`RunServer`), and draws figures of lines, dots and bars.
    val internal createFollowing: title: string -> body: string -> string

    /// A page with one figure. Its content security policy allows its own scripts only and, unless `Cdn` is chosen, forbids
    /// loading anything.
    val ofFigure: plotlyJs: PlotlyJs -> figure: Figure -> string

    /// A text that is embedded in this assembly, with \n at the ends of its lines.
    val internal resource: name: string -> Lazy<string>

    /// The files, by name and content, that must lie beside a page with these figures: plotly.js for `Directory`, none
    /// for the others and for figures that it does not draw.
    val assets: plotlyJs: PlotlyJs -> figures: Figure seq -> struct (string * string)[]

    /// Writes a page and the files that must lie beside it. The page itself comes last and is replaced in one step.
    val internal write: path: string -> assets: struct (string * string)[] -> html: string -> unit

    /// Writes a page with one figure (`ofFigure`), and the files that must lie beside it.
    /// Errors: IOException or UnauthorizedAccessException naming the file.
    val saveFigure: plotlyJs: PlotlyJs -> path: string -> figure: Figure -> unit
