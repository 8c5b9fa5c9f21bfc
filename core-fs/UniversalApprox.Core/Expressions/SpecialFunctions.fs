/// ln Γ and its derivative on the whole real line.
module internal UniversalApprox.Core.Expressions.SpecialFunctions

open System
open MathNet.Numerics

/// ln |Γ(x)|: +∞ at 0, at the negative integers and at +∞.
let rec logGamma (x: float) =
    if Double.IsPositiveInfinity x then
        x
    elif x > 0.0 then
        SpecialFunctions.GammaLn x
    elif x = Math.Floor x then
        infinity
    else
        // Γ(x)·Γ(1 − x) = π/sin πx.
        log (Math.PI / abs (sin (Math.PI * (x - Math.Floor x)))) - logGamma (1.0 - x)

/// The derivative of `logGamma`; NaN at 0 and at the negative integers.
let digamma (x: float) =
    if Double.IsPositiveInfinity x then
        x
    elif x > 0.0 then
        SpecialFunctions.DiGamma x
    elif x = Math.Floor x then
        nan
    else
        SpecialFunctions.DiGamma(1.0 - x) - Math.PI / Math.Tan(Math.PI * (x - Math.Floor x))

let erf (x: float) = SpecialFunctions.Erf x
