namespace UniversalApprox.Core.Sweep

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data

/// The accuracy of a network on data. Residuals are f(xᵢ) − yᵢ, in units of the output.
type GoodnessOfFit =
    {
        /// Σ r².
        Sse: float
        /// √(Σ r² / n).
        Rmse: float
        /// ⟨|r|⟩, the measure of the notebook (a public notebook of 2022 by L. Posti that asked the question of this library
        /// with PyTorch and emcee).
        MeanAbsoluteResidual: float
        /// The largest |r|.
        MaxAbsoluteResidual: float
        /// 1 − Σ r² / Σ (y − ȳ)²; None where all y are equal.
        RSquared: float option
        /// Akaike's criterion with the small-sample correction (Hurvich & Tsai 1989), n ln(SSE/n) + 2k + 2k(k + 1)/(n − k −
        /// 1), where k counts the parameters and the noise level; None unless n > k + 1. It
        /// assumes identifiable parameters, which those of redundant units are not.
        Aicc: float option
        /// Schwarz's criterion n ln(SSE/n) + k ln n. It makes the same assumption.
        Bic: float
    }

/// Measures of fit.
[<RequireQualifiedAccess>]
module GoodnessOfFit =
    /// The accuracy of a network on data of the same dimension. `freeParameters` is the number of parameters that training
    /// adjusted. The criteria take SSE/n to be at least (1e-15)²·⟨y²⟩, the rounding error of exact fits.
    val ofNetwork: freeParameters: int -> network: Network -> data: CurveData -> GoodnessOfFit

    /// The residuals f(xᵢ) − yᵢ.
    val residuals: network: Network -> data: CurveData -> float[]

    /// Σ (value − centre)².
    val internal sumOfSquaresAbout: centre: float -> values: float[] -> float
