namespace UniversalApprox.Core

open System.Numerics
open MathNet.Numerics.IntegralTransforms

/// The sums over series and time Σ y(s) y(s + t) for lags t, computed as they are asked for. Most estimators stop after
/// a few autocorrelation times: those lags are direct sums, which are exact and faster than a transform. Beyond
/// `directLags` all lags come from one Fourier transform.
[<Sealed>]
type internal Autocovariance(traces: Traces) =
    /// About where direct sums and transforms take the same time.
    let directLags = 1024
    let steps = traces.Steps
    let sums: float[] = Array.zeroCreate steps
    let mutable known = 0

    let dot first second length =
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

    /// Two real series make one complex series, whose autocovariance has the sum of theirs as its real part; so half
    /// the transforms suffice, and one transform back for all of them together.
    let transform () =
        let length = int (BitOperations.RoundUpToPowerOf2(uint (2 * steps)))
        let power: Complex[] = Array.zeroCreate length

        for pair in 0 .. (traces.Count + 1) / 2 - 1 do
            let signal: Complex[] = Array.zeroCreate length
            let first = 2 * pair * steps
            let hasSecond = 2 * pair + 1 < traces.Count

            for s in 0 .. steps - 1 do
                let second = if hasSecond then traces.Values[first + steps + s] else 0.0
                signal[s] <- Complex(traces.Values[first + s], second)

            Fourier.Forward(signal, FourierOptions.NoScaling)

            for k in 0 .. length - 1 do
                let z = signal[k]
                power[k] <- power[k] + Complex(z.Real * z.Real + z.Imaginary * z.Imaginary, 0.0)

        Fourier.Inverse(power, FourierOptions.NoScaling)

        for lag in 0 .. steps - 1 do
            sums[lag] <- power[lag].Real / float length

        known <- steps

    /// Computes all lags by Fourier transform at once: what long windows do by themselves.
    member _.Transform() = transform ()

    /// Σ over series and time of y(s) y(s + lag); 0 ≤ lag < steps.
    member _.Sum lag =
        if lag >= known then
            if lag < directLags then
                direct (min steps (max 16 (min directLags (max (lag + 1) (2 * known)))))
            else
                transform ()

        sums[lag]
