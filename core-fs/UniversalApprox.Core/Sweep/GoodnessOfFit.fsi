namespace UniversalApprox.Core

/// How well a network reproduces data. Residuals are f(xᵢ) − yᵢ, in units of the output.
type GoodnessOfFit =
    {
        /// Σ r².
        Sse: float
        /// √(Σ r² / n).
        Rmse: float
        /// ⟨|r|⟩, the notebook's measure.
        MeanAbsoluteResidual: float
        /// The largest |r|.
        MaxAbsoluteResidual: float
        /// 1 − Σ r² / Σ (y − ȳ)²; None where all y are equal.
        RSquared: float option
        /// Akaike's criterion with the small-sample correction (Hurvich & Tsai 1989), n ln(SSE/n) + 2k + 2k(k + 1)/(n − k − 1),
        /// where k counts the parameters and the noise level; None unless n > k + 1. A heuristic here: it supposes
        /// identifiable parameters, which redundant units do not have.
        Aicc: float option
        /// Schwarz's criterion n ln(SSE/n) + k ln n. A heuristic here, for the same reason.
        Bic: float
    }

/// Measures of fit.
[<RequireQualifiedAccess>]
module GoodnessOfFit =
    /// The accuracy of a network on data of the same dimension. `freeParameters` is the number of parameters that were
    /// adjusted. In the criteria SSE/n is taken to be at least (1e-15)²·⟨y²⟩, the rounding of exact fits.
    val ofNetwork: freeParameters: int -> network: Network -> data: CurveData -> GoodnessOfFit

    /// The residuals f(xᵢ) − yᵢ.
    val residuals: network: Network -> data: CurveData -> float[]
