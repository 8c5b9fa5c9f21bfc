namespace UniversalApprox.Charts

open Newtonsoft.Json.Linq
open UniversalApprox.Core.Networks
open UniversalApprox.Charts.Drawing

/// A figure: Plotly traces, a layout for wide and one for narrow pages, and a description in words. Immutable. Names of data
/// and columns come from outside and are always drawn as plain text.
[<Sealed; AllowNullLiteral; Class>]
type Figure =
    /// A short name for anchors and files: letters, digits and hyphens.
    member Name: string
    member Title: string
    /// The content in words, with the numbers that matter.
    member Caption: string
    /// A description for readers who cannot see the figure: its kind and its content.
    member Description: string

    /// `minimumWidth` is in pixels. On narrower pages the figure scrolls sideways. 0 is for figures that fit everywhere.
    internal new:
        name: string *
        title: string *
        caption: string *
        description: string *
        minimumWidth: int *
        data: JArray *
        wide: JObject *
        narrow: JObject ->
            Figure

    /// A figure whose page shows a panel in place of the drawing: `panel` gives its HTML, with an anchor as its id. The traces
    /// are its still picture, for `toJson`.
    internal new:
        still: Figure *
        name: string *
        title: string *
        caption: string *
        description: string *
        panel: (int -> string -> string) ->
            Figure

    /// The keys of the axes that show columns of the data.
    member internal Columns: (string * AxisColumn) list

    /// The panel, if it is one.
    member internal Panel: (int -> string -> string) option

    member internal Data: JArray
    member internal Wide: JObject
    member internal Narrow: JObject
    member internal MinimumWidth: int
    /// Whether plotly's basic bundle, which has only lines, dots and bars, can draw it.
    member internal IsBasic: bool
    /// Whether it is in three dimensions.
    member internal IsInSpace: bool

/// Makes figures, and writes them as JSON and as parts of a page.
[<RequireQualifiedAccess>]
module Figure =
    /// The page widths of the layouts in pixels: a screen, and a phone.
    val internal wideWidth: int
    val internal narrowWidth: int

    /// A figure of panels, with a maximum number of columns on a wide page and on a narrow one.
    val internal ofPanels:
        name: string ->
        title: string ->
        caption: string ->
        description: string ->
        columns: struct (int * int) ->
        arrangement: Arrangement ->
            Figure

    /// A figure of panels whose rows cannot be broken. It scrolls sideways on pages narrower than `minimumWidth` pixels.
    /// Heights and texts may depend on the page width in pixels; the traces must not.
    val internal ofMatrices:
        name: string ->
        title: string ->
        caption: string ->
        description: string ->
        minimumWidth: int ->
        arrangement: (int -> Arrangement) ->
            Figure

    /// The same figure with linear or logarithmic axes of the inputs and of the output; None leaves an axis as it
    /// is. Dots at 0 or below have no place on a logarithmic axis, and the caption says so.
    /// Errors: a figure without such an axis, the panel of `Play` included.
    val withScales: scaleX: AxisScale option -> scaleY: AxisScale option -> figure: Figure -> Figure

    /// {"data": […], "layout": {…}} for `Plotly.newPlot` (plotly.js 3), with the title, on a light background. It is safe
    /// inside a script element.
    val toJson: figure: Figure -> string

    /// An HTML figure element with an id of `anchor` and without code: title as a heading of a level from 1 to 6, a place to
    /// draw in, the figure as data with its long arrays among `arrays`, and the caption. The script of a page that `Page` makes draws
    /// it. A panel is a section element.
    val internal toHtml: arrays: SharedArrays -> level: int -> anchor: string -> figure: Figure -> string

    /// The same element with all arrays in it.
    val internal toPart: level: int -> anchor: string -> figure: Figure -> string

    /// The same element with the figure's name as its id, for the caller's own page. Its script element of type
    /// application/json holds {"data": …, "wide": …, "narrow": …} with a layout for each width.
    val toFragment: figure: Figure -> string
