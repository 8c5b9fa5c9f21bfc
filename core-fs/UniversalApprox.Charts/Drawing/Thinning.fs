/// Reduces points for display only. Numbers in tables and captions always come from all points.
module internal UniversalApprox.Charts.Drawing.Thinning

open System

/// Indices of the smallest and the largest value in each of `buckets` sections of equal length, in order. A line through
/// these points covers the same pixels as one through all points.
let private extremes buckets (values: float[]) =
    [|
        for bucket in 0 .. buckets - 1 do
            let first = int (int64 values.Length * int64 bucket / int64 buckets)
            let last = int (int64 values.Length * int64 (bucket + 1) / int64 buckets) - 1
            let mutable low = first
            let mutable high = first

            for i in first..last do
                if values[i] < values[low] then
                    low <- i

                if values[i] > values[high] then
                    high <- i

            yield min low high

            if low <> high then
                yield max low high
    |]

/// Indices of the points of a line to draw: at most `budget` (at least 2), in order.
let ofLine budget (values: float[]) =
    if values.Length <= budget then
        Array.init values.Length id
    else
        extremes (budget / 2) values

/// `count` ranks of n, evenly spaced.
let private even count n = Array.init count (fun i -> int ((int64 i * int64 n + int64 n / 2L) / int64 count))

let private orderOf (x: float[]) =
    let order = Array.init x.Length id
    Array.Sort(Array.copy x, order)
    order

/// Indices of at most `budget` points, evenly spaced in rank of x: a sample without preference for extremes.
let sample budget (x: float[]) =
    if x.Length <= budget then
        Array.init x.Length id
    else
        let order = orderOf x
        even budget x.Length |> Array.map (fun rank -> order[rank])

/// Indices of the points of a cloud over x to draw: at most `budget` (at least 4), in order of x. Half of them are evenly
/// spaced in rank, which keeps the density. The other half are the extremes of y in sections of x, which keeps the outliers.
let ofCloud budget (x: float[]) (y: float[]) =
    if x.Length <= budget then
        Array.init x.Length id
    else
        let order = orderOf x
        let half = budget / 2

        Array.append (even half x.Length) (extremes (half / 2) (order |> Array.map (fun i -> y[i])))
        |> Array.distinct
        |> Array.sort
        |> Array.map (fun rank -> order[rank])

/// The caption's sentence about thinning; empty if all points are drawn.
let caption shown total noun =
    if shown >= total then
        ""
    else
        $" {Label.count shown} of {Label.count total} {noun} are drawn: evenly spaced ones and the extremes."
