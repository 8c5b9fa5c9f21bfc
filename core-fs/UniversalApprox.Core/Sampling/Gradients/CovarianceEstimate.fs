namespace UniversalApprox.Core.Sampling.Gradients

open System
open UniversalApprox.Core.Kernels

/// Means and covariances of points that come one after the other (Welford, Technometrics 4, 1962). All points are taken
/// relative to the first, so that parameters far from zero lose no digits.
[<Sealed>]
type internal CovarianceEstimate(dimension: int, isDense: bool) =
    let origin = Array.zeroCreate<float> dimension
    let mean = Array.zeroCreate<float> dimension
    let before = Array.zeroCreate<float> dimension
    let after = Array.zeroCreate<float> dimension
    // Σ (x − mean)(x − mean)ᵀ: the lower triangle row by row, or the diagonal only.
    let scatter = Array.zeroCreate<float>(if isDense then dimension * dimension else dimension)
    let mutable count = 0

    member _.Count = count

    member _.Clear() =
        count <- 0
        Array.Clear mean
        Array.Clear scatter

    member _.Load(moments: NutsMoments) =
        count <- moments.Count
        Vectors.copy moments.Origin origin
        Vectors.copy moments.Mean mean
        Vectors.copy moments.Scatter scatter

    member _.Snapshot() =
        {
            Count = count
            Origin = Array.copy origin
            Mean = Array.copy mean
            Scatter = Array.copy scatter
        }

    member _.Add(point: float[]) =
        if count = 0 then
            Vectors.copy point origin

        count <- count + 1

        for p in 0 .. dimension - 1 do
            let x = point[p] - origin[p]
            before[p] <- x - mean[p]
            mean[p] <- mean[p] + before[p] / float count
            after[p] <- x - mean[p]

        if isDense then
            for p in 0 .. dimension - 1 do
                Vectors.addScaledFrom after[p] before 0 scatter (p * dimension) (p + 1)
        else
            for p in 0 .. dimension - 1 do
                scatter[p] <- scatter[p] + after[p] * before[p]

    /// The covariance of parameters p ≥ q; of a diagonal estimate only variances. At least two points are needed.
    member _.Covariance(p: int, q: int) =
        (if isDense then scatter[p * dimension + q] else scatter[p]) / float (count - 1)

    /// The variance of a parameter. At least two points are needed.
    member this.Variance(p: int) = this.Covariance(p, p)
