namespace UniversalApprox.Core.Networks

/// How the numbers of one column are read: as they are, or by their logarithm.
[<RequireQualifiedAccess>]
type AxisScale =
    /// The numbers themselves.
    | Linear
    /// Their natural logarithm. All of them must be above 0. Another unit of the column is only a shift here.
    | Log

/// Moves numbers between the unit of a column and its axis.
[<RequireQualifiedAccess>]
module AxisScale =
    /// v or ln v.
    val toAxis: scale: AxisScale -> value: float -> float

    /// v or exp v.
    val toUnits: scale: AxisScale -> value: float -> float

/// The axes that a network sees: it is trained on ln x and ln y where they are logarithmic, so that its value there is
/// f(x) = exp(c + Σ aᵢσ(wᵢ·ln x + bᵢ)).
type Axes =
    {
        /// One for each input.
        Inputs: AxisScale[]
        /// That of the output.
        Output: AxisScale
    }

/// Networks behind axes. All numbers here are in the units of the columns.
[<RequireQualifiedAccess>]
module Axes =
    /// Linear axes for `dimension` inputs.
    val linear: dimension: int -> Axes

    /// Whether no axis is logarithmic.
    val isLinear: axes: Axes -> bool

    /// d columns on their axes. Linear columns are not copied.
    /// Errors: a wrong number of columns; a number of 0 or below on a logarithmic axis (named by column and point).
    val columnsToAxes: axes: Axes -> columns: float[][] -> float[][]

    /// d columns from their axes back to their units.
    val columnsToUnits: axes: Axes -> columns: float[][] -> float[][]

    /// f at n points, given as d columns of n coordinates each. Errors: as `columnsToAxes`.
    val predict: axes: Axes -> network: Network -> columns: float[][] -> float[]

    /// f at one point. Errors: as `columnsToAxes`.
    val evaluate: axes: Axes -> network: Network -> x: float[] -> float

    /// Partial derivatives ∂f/∂θ at one point, in the order of θ. Errors: as `columnsToAxes`.
    val gradient: axes: Axes -> network: Network -> x: float[] -> float[]

    /// Rejects axes that are not those of a network with `dimension` inputs.
    val validate: dimension: int -> axes: Axes -> unit

    /// A name as an axis has it: "ln dose" where it is logarithmic.
    val internal label: scale: AxisScale -> name: string -> string
