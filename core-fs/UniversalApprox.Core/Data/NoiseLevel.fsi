namespace UniversalApprox.Core

/// How noisy data are, without a model of the curve.
[<RequireQualifiedAccess>]
module NoiseLevel =
    /// The points of a single input in order of x: each different x, the mean y there and how many points it is the mean of.
    val internal distinct: data: CurveData -> struct (float * float * float)[]

    /// The standard deviation σ of one observation, from each point's distance to the line through its two neighbours.
    val internal ofPoints: points: struct (float * float * float)[] -> float

    /// The standard deviation of the noise of one observation, in units of the output, from each point's distance to the
    /// line through its two neighbours (Gasser, Sroka & Jennen-Steinmetz, Biometrika 73, 1986): a smooth curve drops
    /// out of it. None for more than one input or fewer than 20 different x.
    val ofData: data: CurveData -> float option
