namespace UniversalApprox.Core.Quantities

/// The direction of a crossing, for growing x.
[<RequireQualifiedAccess>]
type CrossingDirection =
    /// The curve goes up through the level.
    | Rising
    /// The curve goes down through the level.
    | Falling

/// A place where a curve goes through a level.
type LevelCrossing =
    {
        /// The level.
        Y: float
        /// The place x with f(x) = y.
        X: float
        /// Whether the curve goes up or down there.
        Direction: CrossingDirection
        /// f′(x).
        Slope: float
        /// The place over the draws that have this crossing; None for a network alone.
        Interval: QuantityInterval option
        /// The share of the draws that have this crossing, from 0 to 1; None for a network alone.
        Share: float option
    }

/// Answers which x gives y.
[<RequireQualifiedAccess>]
module LevelCrossing =
    /// All crossings of a curve with each level y between `lower` and `upper` (by default the range of the data), in ascending x.
    /// A curve that touches a level without going through does not cross it.
    ///
    /// The curve is looked at on a grid of even points and at the centre, flanks and tails of every unit; its extremes are
    /// added, then Brent's method refines each change of sign. Draws are searched over three times the range, with the range in
    /// the middle, so that it does not cut intervals off. Their crossings are matched with the curve's: same direction, same
    /// order, as many as possible, least total distance.
    /// Errors: levels or ends that are not finite, lower ≥ upper, a network alone without a range.
    val find:
        y: float[] ->
        lower: float option ->
        upper: float option ->
        curve: CurveDistribution ->
            LevelCrossing[]

    /// `find`; with `newReading` each level is a new measurement with noise of its own, which widens the intervals: each draw of the
    /// curve is crossed by the level less a draw of normal noise. The noise is that of the likelihood.
    /// Errors: as `find`; a likelihood that says nothing about the noise, or a network alone, with `newReading`.
    val findWith:
        newReading: bool ->
        y: float[] ->
        lower: float option ->
        upper: float option ->
        curve: CurveDistribution ->
            LevelCrossing[]
