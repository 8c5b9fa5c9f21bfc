namespace UniversalApprox.Core

/// What training minimises, as a function of the residuals rᵢ = f(xᵢ) − yᵢ.
[<RequireQualifiedAccess>]
type Loss =
    /// Σ r²: the notebook's.
    | SumOfSquares
    /// Σ r² / n.
    | MeanOfSquares
    /// Σ |r| / n. Not for Levenberg–Marquardt or L-BFGS, which need a smooth loss.
    | MeanAbsolute
    /// Σ h(r) / n with h = r²/2 for |r| ≤ δ and δ(|r| − δ/2) beyond (Huber 1964). δ is in units of the output and must
    /// be above 0. Not for Levenberg–Marquardt.
    | Huber of delta: float

/// Names of losses.
[<RequireQualifiedAccess>]
module Loss =
    /// The loss of n residuals whose sum of the terms above is `sum`.
    val internal scale: loss: Loss -> count: int -> float
    /// h(r) without the factor 1/n.
    val internal term: loss: Loss -> r: float -> float
    /// dh/dr without the factor 1/n.
    val internal slope: loss: Loss -> r: float -> float
    /// The loss in units of standardised outputs: only Huber's δ changes.
    val internal rescale: outputScale: float -> loss: Loss -> Loss
    /// Whether it is a multiple of Σ r².
    val isSquares: loss: Loss -> bool
    /// sumOfSquares, meanOfSquares, meanAbsolute, huber(δ).
    val name: loss: Loss -> string
