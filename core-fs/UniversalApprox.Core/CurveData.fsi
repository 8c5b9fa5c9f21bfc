namespace UniversalApprox.Core

/// The points of a curve: n observations of d inputs and one output. Immutable: arrays given to it are copied,
/// arrays taken from it are not to be written to.
[<Sealed; AllowNullLiteral; Class>]
type CurveData =
    /// What it is called in rows, tables and titles.
    member Name: string
    /// Names of the d inputs.
    member InputNames: string[]
    /// Name of the output.
    member OutputName: string
    /// Number of inputs d ≥ 1.
    member Dimension: int
    /// Number of points n ≥ 1.
    member Count: int
    /// d columns of n coordinates each.
    member Inputs: float[][]
    /// The n observed values.
    member Outputs: float[]
    /// The noiseless function of d coordinates that the points were drawn from, where it is known.
    member Target: (float[] -> float) option

/// Noise added to the values of a generated curve.
[<RequireQualifiedAccess>]
type Noise =
    /// No noise.
    | Zero
    /// amplitude · U(0, 1), as the notebook adds it (it shifts the mean by amplitude / 2). Must be ≥ 0.
    | Uniform of amplitude: float
    /// Normal with mean 0 and the given standard deviation. Must be ≥ 0.
    | Normal of standardDeviation: float

/// Where the inputs of a generated curve lie in the box [lower, upper]ᵈ.
[<RequireQualifiedAccess>]
type Design =
    /// A regular grid with `pointsPerAxis` points in each direction, ends included: pointsPerAxis^d points in all.
    | Grid of pointsPerAxis: int
    /// `points` points drawn uniformly from the box.
    | Random of points: int

/// A function to approximate, with its usual range, number of points and noise.
type Curve =
    { Name: string
      Dimension: int
      /// The noiseless function of `Dimension` coordinates.
      Function: float[] -> float
      Lower: float
      Upper: float
      Design: Design
      Noise: Noise }

/// Known curves and how points are drawn from one.
[<RequireQualifiedAccess>]
module Curve =
    /// x² on [−5, 5], 500 points, noise 0.5·U(0, 1): the notebook's first curve.
    val parabola: Curve
    /// sin x on [−10, 10], 1000 points, noise 0.2·U(0, 1): the notebook's second curve.
    val sine: Curve
    /// |x| on [−5, 5], 500 points, noise 0.1·U(0, 1).
    val absolute: Curve
    /// 1 for x > 0, else 0, on [−5, 5], 500 points, noise 0.1·U(0, 1).
    val step: Curve
    /// The bump e^(−x²) on [−5, 5], 500 points, noise 0.05·U(0, 1).
    val gaussianBump: Curve
    /// Runge's function 1/(1 + 25x²) on [−1, 1], 500 points, noise 0.05·U(0, 1).
    val runge: Curve
    /// All of the above, by name: Parabola, Sine, Abs, Step, GaussianBump, Runge.
    val all: Curve list

    /// Any user function of `dimension` coordinates, on [−1, 1]ᵈ, a grid of 500 points per axis for d = 1 and
    /// 1000 random points for d > 1, no noise.
    val ofFunction: name: string -> dimension: int -> f: (float[] -> float) -> Curve

    /// Draws the points of a curve. The design uses child stream 0 of the generator and the noise child stream 1,
    /// so changing one leaves the other as it is.
    /// Errors: lower ≥ upper, a non-finite range, a negative noise, fewer than 1 point or more than 10⁸ values,
    /// or a function value that is not finite (the message names the point).
    val sample: rng: Rng -> curve: Curve -> CurveData

/// Creation, splits and folds of data.
[<RequireQualifiedAccess>]
module CurveData =
    /// Data from columns. Errors: no columns, columns of different lengths, no points, a value that is not finite
    /// (the message names column and row), names that are empty or repeated, a wrong number of names.
    val create:
        name: string -> inputNames: string[] -> outputName: string -> inputs: float[][] -> outputs: float[] -> CurveData

    /// The points of the given indices, in that order. An index may occur more than once.
    val select: indices: int[] -> data: CurveData -> CurveData

    /// A random split into training and validation data. `fraction` of the points, rounded and at least 1, are for
    /// validation; it must be above 0 and below 1 and leave at least 1 point for training.
    val split: fraction: float -> rng: Rng -> data: CurveData -> struct (CurveData * CurveData)

    /// k-fold cross-validation: k pairs (training, validation). Every point is in exactly one validation part; the
    /// parts are random and differ in size by at most one point. k must be from 2 to n.
    val folds: k: int -> rng: Rng -> data: CurveData -> struct (CurveData * CurveData)[]
