/// Means and variances that keep their digits far from zero: all sums are of differences, first to the first value, then to
/// the mean. A parameter near 2 458 000.5 with standard deviation 1e-5 loses all of them in sums of the values themselves.
module internal UniversalApprox.Core.Sampling.Diagnostics.Moments

open System
open System.Numerics
open UniversalApprox.Core

/// Σ (x − origin) and Σ (x − origin)².
let private sums (origin: float) (values: ReadOnlySpan<float>) =
    Jit.optimiseAtOnce ()
    let width = Vector<float>.Count
    let centre = Vector<float> origin
    let mutable sum = Vector<float>.Zero
    let mutable squares = Vector<float>.Zero
    let mutable i = 0

    while i <= values.Length - width do
        let difference = Vector<float>(values.Slice(i, width)) - centre
        sum <- sum + difference
        squares <- squares + difference * difference
        i <- i + width

    let mutable total = Vector.Sum sum
    let mutable totalSquares = Vector.Sum squares

    while i < values.Length do
        let difference = values[i] - origin
        total <- total + difference
        totalSquares <- totalSquares + difference * difference
        i <- i + 1

    struct (total, totalSquares)

/// The mean of at least one value. That of equal values is exact.
let meanOf (values: ReadOnlySpan<float>) =
    let origin = values[0]
    let struct (sum, _) = sums origin values
    // A sum of infinities has the mean that the values have.
    if Double.IsFinite sum then
        origin + sum / float values.Length
    else
        sum

let mean (values: float[]) = meanOf (ReadOnlySpan values)

/// Σ (x − mean)². The square of the remaining sum corrects for the rounding of the mean.
let private scatter (values: float[]) =
    let struct (sum, squares) = sums (mean values) (ReadOnlySpan values)
    squares - sum * sum / float values.Length

/// The variance with divisor n − 1; NaN for a single value.
let variance (values: float[]) =
    if values.Length < 2 then
        nan
    else
        max 0.0 (scatter values) / float (values.Length - 1)

let standardDeviation values = sqrt (variance values)

/// The largest magnitude of some values; infinite or NaN if one of them is.
let largestMagnitude (values: float[]) =
    Jit.optimiseAtOnce ()
    let width = Vector<float>.Count
    let mutable largest = Vector<float>.Zero
    let mutable isNumber = true
    let mutable i = 0

    while i <= values.Length - width do
        let block = Vector<float>(values, i)
        isNumber <- isNumber && Vector.EqualsAll(block, block)
        largest <- Vector.Max(largest, Vector.Abs block)
        i <- i + width

    let mutable top = 0.0

    for k in 0 .. width - 1 do
        top <- max top largest[k]

    while i < values.Length do
        isNumber <- isNumber && not (Double.IsNaN values[i])
        top <- max top (abs values[i])
        i <- i + 1

    if isNumber then top else nan
