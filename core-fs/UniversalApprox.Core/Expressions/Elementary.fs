namespace UniversalApprox.Core.Expressions

open System
open MathNet.Numerics

/// The functions of expressions that System.Math lacks. Compiled expressions call them.
[<AbstractClass; Sealed>]
type internal Elementary =
    /// a·b, and 0 where a is 0, whatever b is.
    static member MultiplyOrZero(a: float, b: float) = if a = 0.0 then 0.0 else a * b

    /// −1, 0 or 1; NaN of NaN.
    static member Sign(x: float) =
        if x > 0.0 then 1.0
        elif x < 0.0 then -1.0
        else x

    /// ln(1 + x), which corrects the rounding of 1 + x (W. Kahan).
    static member Log1p(x: float) =
        let sum = 1.0 + x
        let rounded = sum - 1.0

        if rounded = 0.0 || Double.IsPositiveInfinity x then
            x
        else
            log sum * x / rounded

    /// eˣ − 1, by the same idea.
    static member Expm1(x: float) =
        let power = exp x

        if power = 1.0 then x
        // There the logarithm is infinite.
        elif power = 0.0 || Double.IsPositiveInfinity power then power - 1.0
        else (power - 1.0) * x / log power

    static member Sigmoid(x: float) = 1.0 / (1.0 + exp -x)

    /// ln(1 + eˣ).
    static member Softplus(x: float) = Math.Max(x, 0.0) + Elementary.Log1p(exp -(abs x))

    /// ln |Γ(x)|: +∞ at 0, at the negative integers and at +∞.
    static member LogGamma(x: float) : float =
        if Double.IsPositiveInfinity x then
            x
        elif x > 0.0 then
            SpecialFunctions.GammaLn x
        elif x = Math.Floor x then
            infinity
        else
            // Γ(x)·Γ(1 − x) = π/sin πx.
            log (Math.PI / abs (sin (Math.PI * (x - Math.Floor x)))) - SpecialFunctions.GammaLn(1.0 - x)

    /// The derivative of LogGamma; NaN at 0 and at the negative integers.
    static member Digamma(x: float) =
        if Double.IsPositiveInfinity x then
            x
        elif x > 0.0 then
            SpecialFunctions.DiGamma x
        elif x = Math.Floor x then
            nan
        else
            SpecialFunctions.DiGamma(1.0 - x) - Math.PI / Math.Tan(Math.PI * (x - Math.Floor x))

    static member Erf(x: float) = SpecialFunctions.Erf x
