/// Densities of draws, smoothed on grids, for drawing.
module internal UniversalApprox.Charts.Figures.Posteriors.Density

open System
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior

/// Values on a rectangle of grid points; element (i, j) is `Values[j * Across + i]`.
type Surface =
    {
        Across: int
        Up: int
        /// Coordinates of grid point (0, 0).
        Origin: struct (float * float)
        Step: struct (float * float)
        Values: float[]
    }

    member this.At(i, j) =
        if i < 0 || j < 0 || i >= this.Across || j >= this.Up then
            0.0
        else
            this.Values[j * this.Across + i]

/// The spread of values: the standard deviation, or the smaller value that the quartiles imply for a normal distribution.
/// The latter applies to heavy tails and separate modes.
let private spread (values: float[]) =
    let mean = Moments.mean values
    let sd = sqrt (values |> Array.averageBy (fun value -> (value - mean) * (value - mean)))
    let quartiles = ParameterSummary.quantiles [| 0.25; 0.75 |] values
    let robust = (quartiles[1] - quartiles[0]) / 1.349
    if robust > 0.0 then min sd robust else sd

/// Counts in `bins` bins of equal width over a range. Draws outside are left out.
let histogram bins (struct (low: float, high: float)) (values: float[]) =
    let counts = Array.zeroCreate<float> bins

    for value in values do
        let place = (value - low) / (high - low) * float bins

        if place >= 0.0 && place < float bins then
            counts[int place] <- counts[int place] + 1.0

    counts

let private convolve (kernel: int -> float) reach (values: float[]) =
    Array.init values.Length (fun i ->
        let mutable sum = 0.0

        // Computed before the loop, because the F# 10 compiler compiles `for k in max … .. min …` wrongly.
        let first, last = max 0 (i - reach), min (values.Length - 1) (i + reach)

        for k in first..last do
            sum <- sum + values[k] * kernel (k - i)

        sum)

/// A smoothed density at the centres of `bins` bins over a range: a histogram under a normal kernel with Silverman's
/// bandwidth 0.9 · spread · n^(−1/5) (Density Estimation, 1986, eq. 3.31). Its integral over the range is the fraction of
/// the values inside. It needs at least 2 values, not all equal.
let curve bins (struct (low, high) as range) (values: float[]) =
    let width = (high - low) / float bins
    let bandwidth = 0.9 * spread values * float values.Length ** -0.2 / width
    let reach = int (ceil (4.0 * bandwidth))

    let weights =
        Array.init (reach + 1) (fun k -> if k = 0 then 1.0 else exp (-0.5 * (float k / bandwidth) ** 2.0))

    let total = 2.0 * Array.sum weights - weights[0]
    let kernel k = weights[abs k] / total

    let density =
        histogram bins range values
        |> convolve kernel reach
        |> Array.map (fun count -> count / (float values.Length * width))

    struct (Array.init bins (fun i -> low + (float i + 0.5) * width), density)

/// The spreads of x and y, and the correlation of their pairs.
let private covariance (x: float[]) (y: float[]) =
    let sx, sy = spread x, spread y
    let mx, my = ParameterSummary.quantiles [| 0.5 |] x, ParameterSummary.quantiles [| 0.5 |] y
    // Only pairs within three spreads of the medians count, because a few far draws say nothing about the kernel's width.
    let mutable xx, xy, yy = 0.0, 0.0, 0.0

    for i in 0 .. x.Length - 1 do
        let u, v = (x[i] - mx[0]) / sx, (y[i] - my[0]) / sy

        if abs u < 3.0 && abs v < 3.0 then
            xx <- xx + u * u
            xy <- xy + u * v
            yy <- yy + v * v

    let correlation = if xx > 0.0 && yy > 0.0 then xy / sqrt (xx * yy) else 0.0
    struct (sx, sy, correlation)

/// A smoothed density of pairs at the centres of bins × bins cells over two ranges: a histogram under a normal kernel
/// with Scott's factor n^(−1/6) and the covariance of the draws (Multivariate Density Estimation, 1992, §6.3), so that
/// narrow ridges stay narrow. The kernel is never narrower than half a cell. Neither x nor y may be constant.
let surface bins (struct (lowX, highX)) (struct (lowY, highY)) (x: float[]) (y: float[]) =
    let stepX, stepY = (highX - lowX) / float bins, (highY - lowY) / float bins
    let counts = Array.zeroCreate<float>(bins * bins)

    for k in 0 .. x.Length - 1 do
        let i, j = floor ((x[k] - lowX) / stepX), floor ((y[k] - lowY) / stepY)

        if i >= 0.0 && j >= 0.0 && i < float bins && j < float bins then
            let at = int j * bins + int i
            counts[at] <- counts[at] + 1.0

    let struct (sx, sy, correlation) = covariance x y
    let factor = float x.Length ** (-1.0 / 6.0)
    let hx, hy = factor * sx / stepX, factor * sy / stepY
    // A normal kernel with correlation is a kernel along x, then one along y around a mean that depends on x.
    let xx, yy, xy = hx * hx + 0.25, hy * hy + 0.25, correlation * hx * hy
    let determinant = xx * yy - xy * xy
    let limit = bins / 2
    let reachX, reachY = min limit (int (ceil (3.5 * sqrt xx))), min limit (int (ceil (3.5 * sqrt yy)))

    let kernel =
        [|
            for j in -reachY .. reachY do
                for i in -reachX .. reachX do
                    let u, v = float i, float j
                    let q = (yy * u * u - 2.0 * xy * u * v + xx * v * v) / determinant

                    if q < 12.25 then
                        struct (i, j, exp (-0.5 * q))
        |]

    let total = kernel |> Array.sumBy (fun struct (_, _, weight) -> weight)
    let scale = 1.0 / (total * float x.Length * stepX * stepY)
    let values = Array.zeroCreate<float>(bins * bins)

    for at in 0 .. counts.Length - 1 do
        if counts[at] > 0.0 then
            let weight = counts[at] * scale

            for struct (i, j, share) in kernel do
                let column, row = at % bins + i, at / bins + j

                if column >= 0 && row >= 0 && column < bins && row < bins then
                    values[row * bins + column] <- values[row * bins + column] + weight * share

    {
        Across = bins
        Up = bins
        Origin = struct (lowX + 0.5 * stepX, lowY + 0.5 * stepY)
        Step = struct (stepX, stepY)
        Values = values
    }

/// The height of the surface at a point, bilinear between grid points and 0 outside.
let at (surface: Surface) x y =
    let struct (x0, y0) = surface.Origin
    let struct (stepX, stepY) = surface.Step
    let u, v = (x - x0) / stepX, (y - y0) / stepY

    if not (u > -1.0 && v > -1.0 && u < float surface.Across && v < float surface.Up) then
        0.0
    else
        let i, j = int (floor u), int (floor v)
        let s, t = u - float i, v - float j

        (1.0 - t) * ((1.0 - s) * surface.At(i, j) + s * surface.At(i + 1, j))
        + t * ((1.0 - s) * surface.At(i, j + 1) + s * surface.At(i + 1, j + 1))

/// The level with the given fraction of the draws above it, by the surface's height at each draw (Hyndman, The American
/// Statistician 50, 1996). It bounds the highest-density region of that fraction. `heights` must be in ascending order.
let level mass (heights: float[]) =
    let below = (1.0 - mass) * float heights.Length
    let i = int (floor below) |> max 0 |> min (heights.Length - 1)
    heights[i]
