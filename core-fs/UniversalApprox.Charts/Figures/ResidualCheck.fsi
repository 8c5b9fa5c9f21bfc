namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core.Sweep
open UniversalApprox.Charts

/// What a fit leaves: residuals in units of the noise, their runs of signs, and their distribution.
[<RequireQualifiedAccess>]
module internal ResidualCheck =
    /// The number of runs of signs in a sequence, and its mean and standard deviation for signs in random order (A. Wald & J.
    /// Wolfowitz, Ann. Math. Stat. 11, 1940). Zeros are left out.
    val runs: values: float[] -> struct (int * float * float)

    /// Residuals against the input (of several inputs: against the fitted value), and beside it their normal quantiles.
    val create: fit: UnitFit -> Figure

    /// The same in words.
    val sentence: fit: UnitFit -> string
