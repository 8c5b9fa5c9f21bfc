namespace UniversalApprox.Core.Sweep

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data

/// How residuals compare with known standard errors: χ² = Σ (rᵢ/σᵢ)².
type ChiSquare =
    {
        /// χ².
        Sum: float
        /// Points less parameters, at least 1.
        DegreesOfFreedom: int
        /// The probability of a larger χ² if the curve is true and the errors are Normal with the known σᵢ.
        UpperTail: float
        /// The probability of a smaller one.
        LowerTail: float
    }

    /// χ² over its degrees of freedom: about 1, give or take √(2/degrees), where the fit explains the data within their errors.
    member PerDof: float

/// How well a curve agrees with data of which some outputs are limits (`Censoring`).
type CensoredAccuracy =
    {
        /// The largest log-likelihood over the deviation of the noise, which is normal: densities of the numbers and probabilities of
        /// lying beyond the limits.
        LogLikelihood: float
        /// The deviation of the noise there (of a point of median precision).
        NoiseLevel: float
        /// The sum of squares that would give as many points without limits the same likelihood, up to a factor that is common to all
        /// curves on the same data.
        EquivalentSse: float
    }

/// The accuracy of a network on data. An output that is a limit has the residual 0 where the curve lies on the right side of it, and else the
/// distance to it; then AICc and BIC are those of the likelihood. Residuals are f(xᵢ) − yᵢ, in units of the output. Where points have errors or weights of
/// their own, sums of squares are weighted with sᵢ, the weight relative to the point of median precision: so their
/// units are those of the output, and they are those of a point of median precision.
type GoodnessOfFit =
    {
        /// Σ s r².
        Sse: float
        /// √(Σ s r² / n).
        Rmse: float
        /// ⟨|r|⟩ = Σ s|r| / Σ s, the measure of the notebook (a public notebook of 2022 by L. Posti that asked the question of this library
        /// with PyTorch and emcee).
        MeanAbsoluteResidual: float
        /// The largest |r|.
        MaxAbsoluteResidual: float
        /// 1 − Σ s r² / Σ s (y − ȳ)² with the weighted mean ȳ; None where all y are equal or some are limits.
        RSquared: float option
        /// Akaike's criterion with the small-sample correction (Hurvich & Tsai 1989), n ln(SSE/n) + 2k + 2k(k + 1)/(n − k −
        /// 1), where k counts the parameters and the noise level; None unless n > k + 1. It
        /// assumes identifiable parameters, which those of redundant units are not.
        Aicc: float option
        /// Schwarz's criterion n ln(SSE/n) + k ln n. It makes the same assumption.
        Bic: float
        /// Against known standard errors of the points; None without them, with no more points than parameters, and with limits among the
        /// outputs.
        ChiSquare: ChiSquare option
        /// Of data with limits among the outputs; None of others.
        Censored: CensoredAccuracy option
    }

/// Measures of fit.
[<RequireQualifiedAccess>]
module GoodnessOfFit =
    /// The accuracy of a network on data of the same dimension. `freeParameters` is the number of parameters that training
    /// adjusted. The criteria take SSE/n to be at least (1e-15)²·⟨y²⟩, the rounding error of exact fits.
    val ofNetwork: freeParameters: int -> network: Network -> data: CurveData -> GoodnessOfFit

    /// The residuals f(xᵢ) − yᵢ. Of a limit it is the part on the wrong side.
    val residuals: network: Network -> data: CurveData -> float[]

    /// The residuals times the roots of the points' weights: those that training sees.
    val weightedResiduals: network: Network -> data: CurveData -> float[]

    /// The (weighted) mean of the outputs.
    val internal meanOutput: data: CurveData -> float

    /// Σ s (y − centre)².
    val internal outputSquaresAbout: centre: float -> data: CurveData -> float

    /// Σ (value − centre)².
    val internal sumOfSquaresAbout: centre: float -> values: float[] -> float

    /// n ln(SSE/n), with SSE/n at least the rounding error of exact fits.
    val internal logVariance: outputs: float[] -> sse: float -> float

    /// Akaike's criterion from it (see `GoodnessOfFit.Aicc`).
    val internal aicc: points: int -> freeParameters: int -> logVariance: float -> float option
