namespace UniversalApprox.Charts.Drawing

open Newtonsoft.Json.Linq
open XPlot.Plotly

/// One axis of a panel. Titles and headings are plain text; they are escaped where they are drawn.
type internal Axis =
    {
        Title: string
        IsLog: bool
        /// In the units of the data, also on a logarithmic axis; None to fit the marks.
        Range: struct (float * float) option
        /// Whether numbers stand at the ticks.
        HasLabels: bool
        /// Only these ticks, with these texts; None for plotly's choice.
        Ticks: struct (float * string)[] option
        /// Degrees by which the texts at the ticks are turned, clockwise; 0 for upright ones.
        TickAngle: float
        /// How many pixels from the axis its title stands, for titles in line with those of other panels; None for beyond
        /// the texts at the ticks.
        TitleDistance: float option
        /// The index of the panel whose axis this one follows when zoomed.
        Follows: int option
        Grid: bool
    }

[<RequireQualifiedAccess>]
module internal Axis =
    let linear title =
        {
            Title = title
            IsLog = false
            Range = None
            HasLabels = true
            Ticks = None
            TickAngle = 0.0
            TitleDistance = None
            Follows = None
            Grid = true
        }

    let logarithmic title = { linear title with IsLog = true }

/// A trace of XPlot, and properties of plotly.js that XPlot does not know.
type internal Mark = { Trace: Trace; Extra: (string * JToken) list }

/// A straight line across a panel.
[<RequireQualifiedAccess>]
type internal Rule =
    | Horizontal of y: float * colour: string * dash: string
    | Vertical of x: float * colour: string * dash: string

/// Words in a panel: at a place in fractions of the panel, from its lower left corner; with Y = 1 or more they stand above
/// it.
type internal Note =
    {
        Text: string
        X: float
        Y: float
        /// left, center or right.
        Anchor: string
    }

/// One pair of axes and what is drawn between them.
type internal Panel =
    {
        Heading: string
        XAxis: Axis
        YAxis: Axis
        Marks: Mark list
        Rules: Rule list
        Notes: Note list
    }

[<RequireQualifiedAccess>]
module internal Panel =
    let create heading xAxis yAxis marks =
        { Heading = heading; XAxis = xAxis; YAxis = yAxis; Marks = marks; Rules = []; Notes = [] }
