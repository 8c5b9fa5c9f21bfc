namespace UniversalApprox.Core.Data

/// An estimate of the noise of one observation, in units of the output.
[<Struct>]
type NoiseEstimate =
    {
        /// The noise standard deviation σ.
        Sd: float
        /// The standard error of `Sd` for Normal noise. It does not tell what a curve that bends faster than the points lie adds.
        StandardError: float
    }

/// Estimates the noise of data without a model of the curve.
[<RequireQualifiedAccess>]
module NoiseLevel =
    /// The different x of a single input in order, each with the (weighted) mean y there and the number of points in that mean, or
    /// the sum of their weights.
    val internal distinct: data: CurveData -> struct (float * float * float)[]

    /// The noise standard deviation σ of one observation, from the distance of each point to the line through its
    /// neighbours.
    val internal ofPoints: points: struct (float * float * float)[] -> float

    /// The noise standard deviation of one observation (of median precision, where points have errors or weights) with its
    /// standard error. Where at least ten more points than different x
    /// repeat an x, it is their scatter about their means. Otherwise it is the distance of each point to the polynomial
    /// through its 2, 4 or 6 neighbours (2: Gasser, Sroka & Jennen-Steinmetz, Biometrika 73, 1986; more: the difference
    /// sequences of Hall, Kay & Titterington, Biometrika 77, 1990, for any spacing), once as root mean square and once as median. A
    /// curve adds to all of these, and least to the lowest; so a lower one replaces an earlier one where the two differ by more
    /// than two standard errors. None for more than one input, for data with limits among the outputs (`Censoring`), or fewer than 20 different x without such repeats.
    val estimate: data: CurveData -> NoiseEstimate option

    /// The same by root mean squares alone, for noise that differs from place to place: its median says nothing about its mean square.
    val internal estimateUnequal: data: CurveData -> NoiseEstimate option

    /// The noise standard deviation alone.
    val ofData: data: CurveData -> float option
