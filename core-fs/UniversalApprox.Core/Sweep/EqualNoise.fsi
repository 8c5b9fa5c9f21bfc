namespace UniversalApprox.Core.Sweep

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data

/// Tests whether the noise of data is the same everywhere.
[<RequireQualifiedAccess>]
module EqualNoise =
    /// The answer about a sweep says so where the p-value is below this: 0.001.
    val level: float

    /// The p-value of equal noise against noise whose variance changes with the inputs: the Lagrange multiplier test of T. S. Breusch &
    /// A. R. Pagan (Econometrica 47, 1979) in the studentised form of R. Koenker (J. Econometrics 17, 1981), which needs no normal
    /// noise. n·R² of the regression of the squared residuals on the inputs has a χ² distribution with d degrees of freedom.
    /// Residuals are weighted where points have errors or weights. None for fewer than 20 points or than ten for each input, and
    /// where the residuals are all equal in size.
    val pValue: network: Network -> data: CurveData -> float option
