namespace UniversalApprox.Core.Data

/// What is known of the errors of the outputs, point by point.
[<RequireQualifiedAccess>]
type PointErrors =
    /// All points are equally precise. How precise is not known.
    | Equal
    /// The standard error of each output, in its units.
    | Known of sigmas: float[]
    /// The weight of each point: the variance of its error is in inverse proportion to it. Only their ratios matter. In training a
    /// point of weight 2 counts like two equal points.
    | Relative of weights: float[]

/// Checks of errors, and the weights that follow from them.
[<RequireQualifiedAccess>]
module PointErrors =
    /// Rejects standard errors (`Sigma`) and weights (`Weight`) that are not n numbers, finite and above 0, or whose precisions differ
    /// by more than a factor of 1e100.
    val validate: count: int -> errors: PointErrors -> unit

    /// The weights of points, relative to the one of median precision among `whole`: (σ₀/σᵢ)² or wᵢ/w₀. None where all points
    /// of `whole` are equally precise. `errors` are those of some points of `whole`.
    val internal weights: whole: PointErrors -> errors: PointErrors -> float[] option

    /// The median of known standard errors, which has the weight 1; of an even number the larger one of the middle two.
    val internal middleSigma: errors: PointErrors -> float option

    /// A copy for the points at the given indices.
    val internal select: indices: int[] -> errors: PointErrors -> PointErrors

    /// The errors of outputs that are divided by `scale`.
    val internal dividedBy: scale: float -> errors: PointErrors -> PointErrors

    /// The errors of ln y, to first order: σ/y. Weights stay as they are: they say how much a point counts, on whatever axis.
    /// Errors: a standard error that is not below its y, so that the error bar reaches 0 and has no logarithm.
    val internal ofLogarithms: outputName: string -> outputs: float[] -> errors: PointErrors -> PointErrors
