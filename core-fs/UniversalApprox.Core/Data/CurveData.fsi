namespace UniversalApprox.Core.Data

open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks

/// The points of a curve: n observations of d inputs and one output. It is immutable: it copies the arrays it is given.
/// Callers must not write to the arrays they get from it.
[<Sealed; AllowNullLiteral; Class>]
type CurveData =
    /// The name in rows, tables and titles.
    member Name: string
    /// Names of the d inputs.
    member InputNames: string[]
    /// Name of the output.
    member OutputName: string
    /// Number of inputs d ≥ 1.
    member Dimension: int
    /// Number of points n ≥ 1.
    member Count: int
    /// The axes that networks of these data see. Linear unless `CurveData.withAxes` said otherwise.
    member Axes: Axes
    /// d columns of n coordinates each, on their axes: ln x where an axis is logarithmic.
    member Inputs: float[][]
    /// The n observed values, on their axis.
    member Outputs: float[]
    /// The noiseless function of d coordinates that the points were drawn from, where it is known; both on their axes.
    member Target: (float[] -> float) option
    /// What is known of the errors of the outputs, on their axis.
    member Errors: PointErrors
    /// The inputs in their units, as they were given.
    member MeasuredInputs: float[][]
    /// The outputs in their unit, as they were given.
    member MeasuredOutputs: float[]
    /// The errors in the unit of the output, as they were given.
    member MeasuredErrors: PointErrors
    /// The weight of each point relative to the one of median precision: n numbers, and the noise of point i has the variance
    /// σ²/Weights[i], where σ is the noise of a point of median precision. None where all points are equally precise.
    member Weights: float[] option
    /// Whether each output is a number or a limit: n values.
    member Censoring: Censoring[]
    /// Whether any output is a limit.
    member IsCensored: bool
    /// ½ Σ ln Weights.
    member internal HalfLogWeights: float

    /// Data on linear axes. Takes the arrays over without a copy or a check. Only for callers in this assembly that made and checked them.
    internal new:
        name: string *
        inputNames: string[] *
        outputName: string *
        inputs: float[][] *
        outputs: float[] *
        target: (float[] -> float) option *
        errors: PointErrors *
        censoring: Censoring[] ->
            CurveData

    /// The same without limits among the outputs.
    internal new:
        name: string *
        inputNames: string[] *
        outputName: string *
        inputs: float[][] *
        outputs: float[] *
        target: (float[] -> float) option *
        errors: PointErrors ->
            CurveData

/// Creation, splits and folds of data.
[<RequireQualifiedAccess>]
module CurveData =
    /// Makes data from columns. Errors: no columns, columns of different lengths, no points, a value that is not finite
    /// (the message names column and row), names that are empty or repeated, a wrong number of names.
    val create:
        name: string ->
        inputNames: string[] ->
        outputName: string ->
        inputs: float[][] ->
        outputs: float[] ->
            CurveData

    /// The same points with errors of their own, in the unit of the output, which are copied. Errors: see `PointErrors.validate`,
    /// and `withAxes` where the output has a logarithmic axis.
    val withErrors: errors: PointErrors -> data: CurveData -> CurveData

    /// The same points on other axes. On a logarithmic axis of the output a standard error σ becomes σ/y, to first order.
    /// Errors: axes for another number of inputs; on a logarithmic axis a number that is not above 0 (named by column, row and
    /// value), or a standard error that is not below its y.
    val withAxes: axes: Axes -> data: CurveData -> CurveData

    /// The same points, of which some outputs are limits: n values, of which at least one is None. The noise is then taken as normal, and
    /// training maximises the likelihood: see `Censoring`.
    val withCensoring: censoring: Censoring[] -> data: CurveData -> CurveData

    /// The weights of some points of `whole` relative to the point of median precision there; None where all of its points are
    /// equally precise.
    val internal weightsAmong: whole: CurveData -> part: CurveData -> float[] option

    /// Whether two data sets are the same: the same object, or the same name, column names, axes and numbers.
    val isSame: first: CurveData -> second: CurveData -> bool

    /// The points at the given indices (from 0 to n − 1), in that order. At least one. An index may occur more than once.
    val select: indices: int[] -> data: CurveData -> CurveData

    /// Splits the data at random into training and validation data. `fraction` of the points, rounded and at least 1, are
    /// for validation. It must be above 0 and below 1 and leave at least 1 point for training. Both parts keep the order
    /// of the data.
    val split: fraction: float -> rng: Rng -> data: CurveData -> struct (CurveData * CurveData)

    /// k-fold cross-validation: k pairs (training, validation). Every point is in exactly one validation part. The
    /// parts are random, keep the order of the data and differ in size by at most one point. k must be from 2 to n.
    val folds: k: int -> rng: Rng -> data: CurveData -> struct (CurveData * CurveData)[]
