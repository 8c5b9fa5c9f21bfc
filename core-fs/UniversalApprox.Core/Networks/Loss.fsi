namespace UniversalApprox.Core.Networks

/// The function of the residuals rᵢ = f(xᵢ) − yᵢ that training minimises. Where points have errors or weights of their own, r is
/// √sᵢ·(f(xᵢ) − yᵢ) with sᵢ the weight relative to the point of median precision: residuals in units of their errors, times
/// the median error. So squares are weighted with s, absolute residuals with √s, and Huber's δ is a multiple of each point's error.
[<RequireQualifiedAccess>]
type Loss =
    /// Σ r², as in the notebook (a public notebook of 2022 by L. Posti that asked the question of this library with PyTorch
    /// and emcee).
    | SumOfSquares
    /// Σ r² / n.
    | MeanOfSquares
    /// Σ |r| / n. Levenberg–Marquardt and L-BFGS reject it, because they need a smooth loss.
    | MeanAbsolute
    /// Σ h(r) / n with h = r²/2 for |r| ≤ δ and δ(|r| − δ/2) beyond (Huber 1964). δ is in units of the output and must
    /// be above 0. Levenberg–Marquardt rejects it.
    | Huber of huberDelta: float

/// Names and checks of losses.
[<RequireQualifiedAccess>]
module Loss =
    /// The default δ of Huber's loss: 1.
    val defaultHuberDelta: float
    /// The factor between the sum of `term` over n residuals and the loss: 1, or 1/n for a mean.
    val internal scale: loss: Loss -> count: int -> float
    /// The term of one residual, without the factor 1/n.
    val internal term: loss: Loss -> r: float -> float
    /// The derivative of `term`, without the factor 1/n.
    val internal slope: loss: Loss -> r: float -> float
    /// The same loss for standardised outputs. Only Huber's δ changes.
    val internal rescale: outputScale: float -> loss: Loss -> Loss
    /// Whether the loss is a multiple of Σ r².
    val isSquares: loss: Loss -> bool
    /// Rejects a δ that is not above 0.
    val validate: loss: Loss -> unit
    /// The name of a loss: sumOfSquares, meanOfSquares, meanAbsolute or huber(δ).
    val name: loss: Loss -> string
