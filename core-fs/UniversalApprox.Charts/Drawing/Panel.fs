namespace UniversalApprox.Charts.Drawing

open Newtonsoft.Json.Linq
open XPlot.Plotly
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data

/// The column of the data that an axis shows.
[<RequireQualifiedAccess>]
type internal AxisColumn =
    | Input
    | Output
    | Other

/// One axis of a panel. Titles and headings are plain text and are escaped when they are drawn.
type internal Axis =
    {
        Title: string
        IsLog: bool
        /// Where it is Log, all numbers of the panel along this axis are logarithms, those of range, ticks and rules too. They are drawn
        /// in their units on a logarithmic axis.
        Scale: AxisScale
        Column: AxisColumn
        /// The range in the units of the data, also where IsLog. None fits it to the marks.
        Range: struct (float * float) option
        /// Whether the ticks have numbers.
        HasLabels: bool
        /// The ticks with their texts; None lets plotly choose.
        Ticks: struct (float * string)[] option
        /// The angle of the texts at the ticks, in degrees clockwise; 0 for horizontal texts.
        TickAngle: float
        /// The distance of the title from the axis in pixels, for titles that line up with those of other panels. None
        /// places it beyond the texts at the ticks.
        TitleDistance: float option
        /// The index of the panel whose axis this one follows when the reader zooms.
        Follows: int option
        Grid: bool
    }

[<RequireQualifiedAccess>]
module internal Axis =
    let linear title =
        {
            Title = title
            IsLog = false
            Scale = AxisScale.Linear
            Column = AxisColumn.Other
            Range = None
            HasLabels = true
            Ticks = None
            TickAngle = 0.0
            TitleDistance = None
            Follows = None
            Grid = true
        }

    let logarithmic title = { linear title with IsLog = true }

    let on scale title = { linear title with Scale = scale }
    let onInput scale title = { on scale title with Column = AxisColumn.Input }
    let onOutput scale title = { on scale title with Column = AxisColumn.Output }
    let ofInput (data: CurveData) k = onInput data.Axes.Inputs[k] data.InputNames[k]
    let ofOutput (data: CurveData) = onOutput data.Axes.Output data.OutputName
    let isDrawnLog axis = axis.IsLog || axis.Scale = AxisScale.Log

/// A trace of XPlot, and properties of plotly.js that XPlot lacks.
type internal Mark = { Trace: Trace; Extra: (string * JToken) list }

/// A straight line across a panel.
[<RequireQualifiedAccess>]
type internal Rule =
    | Horizontal of y: float * colour: string * dash: string
    | Vertical of x: float * colour: string * dash: string

/// Words in a panel. Their place is in fractions of the panel, from its lower left corner. With Y = 1 or more they stand
/// above the panel.
type internal Note =
    {
        Text: string
        X: float
        Y: float
        /// The alignment: left, center or right.
        Anchor: string
    }

/// One pair of axes and the marks between them.
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
