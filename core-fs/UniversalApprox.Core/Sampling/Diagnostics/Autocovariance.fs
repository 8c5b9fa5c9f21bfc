namespace UniversalApprox.Core.Sampling.Diagnostics

open System.Numerics
open UniversalApprox.Core

/// The sums over series and time Σ y(s) y(s + t) for lags t, computed when they are needed. The first lags are direct
/// sums, which are exact and faster than a transform. Beyond `directLags`, Fourier transforms give as many lags as fit.
/// Most estimators need no more, because they stop after a few autocorrelation times.
[<Sealed>]
type internal Autocovariance(traces: Traces) =
    /// About the number of lags at which direct sums and transforms take the same time.
    let directLags = 64
    /// After this many direct lags, a correlation that is still large tells that many more will be needed: then the transform
    /// alone is faster.
    let firstLags = 16
    let largeCorrelation = 0.25
    let steps = traces.Steps
    let sums: float[] = Array.zeroCreate steps
    let mutable known = 0

    let dot first second length =
        Jit.optimiseAtOnce ()
        let values = traces.Values
        let width = Vector<float>.Count
        let mutable sum = Vector<float>.Zero
        let mutable other = Vector<float>.Zero
        let mutable i = 0

        while i <= length - 2 * width do
            sum <- sum + Vector<float>(values, first + i) * Vector<float>(values, second + i)
            let j = i + width
            other <- other + Vector<float>(values, first + j) * Vector<float>(values, second + j)
            i <- j + width

        let mutable total = Vector.Sum(sum + other)

        while i < length do
            total <- total + values[first + i] * values[second + i]
            i <- i + 1

        total

    let direct upTo =
        for c in 0 .. traces.Count - 1 do
            for lag in known .. upTo - 1 do
                sums[lag] <- sums[lag] + dot (c * steps) (c * steps + lag) (steps - lag)

        known <- upTo

    /// Computes at least the lags below `upTo`. Two real series make one complex series, and the real part of its
    /// autocovariance is the sum of theirs. So half the transforms suffice, and one transform back serves all. That one is a
    /// forward transform too: the power summed over series is real, and only its even part matters, whose transform is real.
    /// Padding with `length − steps` zeros keeps as many lags free of wrap-around.
    let transform upTo =
        Jit.optimiseAtOnce ()
        let length = int (BitOperations.RoundUpToPowerOf2(uint (steps + upTo)))
        let fourier = Fourier length
        let power: float[] = Array.zeroCreate length
        let re: float[] = Array.zeroCreate length
        let im: float[] = Array.zeroCreate length

        for pair in 0 .. (traces.Count + 1) / 2 - 1 do
            let first = 2 * pair * steps
            System.Array.Clear re
            System.Array.Clear im
            System.Array.Copy(traces.Values, first, re, 0, steps)

            if 2 * pair + 1 < traces.Count then
                System.Array.Copy(traces.Values, first + steps, im, 0, steps)

            fourier.Forward(re, im)

            for k in 0 .. length - 1 do
                power[k] <- power[k] + re[k] * re[k] + im[k] * im[k]

        System.Array.Clear im
        fourier.Forward(power, im)
        known <- min steps (length - steps)

        for lag in 0 .. known - 1 do
            sums[lag] <- power[lag] / float length

    /// Computes all lags at once by Fourier transform, as a long window would.
    member _.Transform() = transform steps

    /// Σ over series and time of y(s) y(s + lag); 0 ≤ lag < steps.
    member _.Sum lag =
        if lag >= known then
            let isSlow = known = firstLags && sums[known - 1] > largeCorrelation * sums[0]

            if lag < directLags && not isSlow then
                direct (min steps (max firstLags (min directLags (max (lag + 1) (2 * known)))))
            else
                transform (min steps (max (4 * directLags) (4 * (lag + 1))))

        sums[lag]
