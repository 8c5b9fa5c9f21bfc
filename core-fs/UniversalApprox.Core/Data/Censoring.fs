namespace UniversalApprox.Core.Data

open System
open MathNet.Numerics

[<RequireQualifiedAccess>]
type Censoring =
    | None
    | Below
    | Above

[<RequireQualifiedAccess>]
module internal Censoring =
    let side censoring =
        match censoring with
        | Censoring.None -> 0.0
        | Censoring.Below -> -1.0
        | Censoring.Above -> 1.0

module internal NormalTail =
    let private rootHalf = sqrt 0.5
    let private logRootTwoPi = 0.5 * log (2.0 * Math.PI)
    /// Below this the asymptotic series is exact to rounding, and erfc underflows soon.
    let private far = -30.0

    let logProbability z =
        if z < far then
            // Abramowitz & Stegun, 26.2.12.
            let s = 1.0 / (z * z)
            -0.5 * z * z - logRootTwoPi - log -z + log (1.0 - s * (1.0 - s * (3.0 - s * 15.0)))
        elif z > 5.0 then
            // ln(1 − q) for a small q: the rounding of 1 − q cancels (W. Kahan).
            let q = 0.5 * SpecialFunctions.Erfc(z * rootHalf)
            let rest = 1.0 - q
            if rest = 1.0 then -q else log rest * q / (1.0 - rest)
        else
            log (0.5 * SpecialFunctions.Erfc(-z * rootHalf))

    let hazard z = exp (-0.5 * z * z - logRootTwoPi - logProbability z)
