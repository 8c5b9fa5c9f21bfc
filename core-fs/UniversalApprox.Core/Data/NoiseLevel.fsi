namespace UniversalApprox.Core.Data

/// Estimates the noise of data without a model of the curve.
[<RequireQualifiedAccess>]
module NoiseLevel =
    /// The different x of a single input in order, each with the mean y there and the number of points in that mean.
    val internal distinct: data: CurveData -> struct (float * float * float)[]

    /// The noise standard deviation σ of one observation, from the distance of each point to the line through its
    /// neighbours.
    val internal ofPoints: points: struct (float * float * float)[] -> float

    /// The noise standard deviation of one observation, in units of the output. The estimate uses the distance of each point
    /// to the line through its two neighbours (Gasser, Sroka & Jennen-Steinmetz, Biometrika 73, 1986), so a smooth curve
    /// hardly contributes to it. None for more than one input or fewer than 20 different x.
    val ofData: data: CurveData -> float option
