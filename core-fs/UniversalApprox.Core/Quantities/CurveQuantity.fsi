namespace UniversalApprox.Core.Quantities

/// A number that says something about a curve of one input.
type CurveQuantity =
    {
        /// LowerPlateau, UpperPlateau, Inflection, InflectionSlope, EC50, EC50Slope, Maximum1, Maximum1Value, Minimum1,
        /// Minimum1Value, Zero1, …, Integral.
        Name: string
        /// Its value on the curve itself.
        Value: float
        /// Its distribution over the draws that have it; None for a network alone.
        Interval: QuantityInterval option
        /// The share of the draws that have it, from 0 to 1; None for a network alone.
        Share: float option
    }

/// Computes named quantities of a curve, on the curve itself and on every draw.
[<RequireQualifiedAccess>]
module CurveQuantity =
    /// 50: the half-way point of a sigmoid shape.
    val defaultPercent: float[]

    /// The quantities of a curve between `lower` and `upper` (by default the range of the data), all in the units of the data.
    ///
    /// A sigmoid shape is a sum of sigmoid, tanh, softsign, erf or heaviside units with different limits on both sides that never
    /// turns back by more than 5 % of their distance, nor in the range by more than 5 % of its height there. It has the limits LowerPlateau and UpperPlateau, the steepest point
    /// Inflection with its slope, and for each percentage p the point ECp with its slope, where the curve has gone p % of the way
    /// from the limit at low x to that at high x. They may lie outside the range.
    /// On a logarithmic axis of x the steepest point is that of the curve over ln x; slopes are dy/dx all the same. ECp is p % of the
    /// way in y on any axis.
    ///
    /// Maxima and minima, where the curve turns inside the range, have their place and value, swings below 1e-6 of the curve's range
    /// left out; zeros are crossings of y = 0 (`LevelCrossing.find`). They are numbered from the left. Integral is ∫ f dx.
    /// Errors: percentages not between 0 and 100, ends as in `LevelCrossing.find`.
    val compute:
        percent: float[] ->
        lower: float option ->
        upper: float option ->
        curve: CurveDistribution ->
            CurveQuantity[]
