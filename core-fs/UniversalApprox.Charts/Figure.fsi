namespace UniversalApprox.Charts

open Newtonsoft.Json.Linq
open UniversalApprox.Charts.Drawing

/// A figure: traces of Plotly, a layout for wide and one for narrow pages, and what it says in words. Immutable; texts
/// from outside (names of data and columns) are drawn as text, whatever they hold.
[<Sealed; AllowNullLiteral; Class>]
type Figure =
    /// A short name for anchors and files: letters, digits and hyphens.
    member Name: string
    member Title: string
    /// What is drawn, in words, with the numbers that matter.
    member Caption: string
    /// For those who cannot see it: what kind of figure it is and what it shows.
    member Description: string

    /// `minimumWidth` in pixels: on narrower pages the figure scrolls sideways; 0 for figures that fit everywhere.
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

    member internal Data: JArray
    member internal Wide: JObject
    member internal Narrow: JObject
    member internal MinimumWidth: int
    /// Whether plotly's basic bundle, which has lines, dots and bars only, can draw it.
    member internal IsBasic: bool

/// Figures as JSON and as parts of a page.
[<RequireQualifiedAccess>]
module Figure =
    /// Widths in pixels that layouts are made for: a page on a screen, and a phone.
    val internal wideWidth: int
    val internal narrowWidth: int

    /// A figure of panels, with at most so many columns on a wide page and on a narrow one.
    val internal ofPanels:
        name: string ->
        title: string ->
        caption: string ->
        description: string ->
        columns: struct (int * int) ->
        arrangement: Arrangement ->
            Figure

    /// The same with rows that cannot be broken: the figure scrolls sideways on pages narrower than `minimumWidth` pixels.
    /// Heights and texts may depend on the width of the page in pixels; the traces must not.
    val internal ofMatrices:
        name: string ->
        title: string ->
        caption: string ->
        description: string ->
        minimumWidth: int ->
        arrangement: (int -> Arrangement) ->
            Figure

    /// {"data": […], "layout": {…}} as `Plotly.newPlot` takes it (plotly.js 3), with the title, on a light ground. Safe
    /// inside a script element.
    val toJson: figure: Figure -> string

    /// An HTML figure element with an id of `anchor` and without scripts: title, a place to draw in, the figure as data and the caption. A page that
    /// `Page` makes draws it.
    val internal toHtml: anchor: string -> figure: Figure -> string

    /// The same element with the figure's name as its id, for a page of the caller's: the JSON is in its script element of
    /// type application/json, as {"data": …, "wide": …, "narrow": …} with a layout for each width.
    val toFragment: figure: Figure -> string
