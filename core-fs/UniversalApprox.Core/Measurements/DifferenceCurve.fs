/// The difference of two curves with a band, from draws of both.
module internal UniversalApprox.Core.Measurements.DifferenceCurve

open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Quantities
open UniversalApprox.Core.Sampling.Diagnostics

/// Any fixed number, so that the same draws give the same band.
let private pairingSeed = 0x64696666UL

let grid points (low: float) (high: float) =
    Array.init points (fun i -> low + (high - low) * float i / float (points - 1))

/// Every draw of a curve at some places, both on their axes.
let values (x: float[]) (curve: CurveDistribution) =
    let standard = x |> Array.map curve.XFromAxis
    curve.MapDraws(fun _ draw -> standard |> Array.map (fun at -> curve.YToAxis(ThetaCurve.value draw at)))

/// Mean, lower and upper end of the second curve less the first, all on their axes. A simultaneous band is as many standard deviations wide everywhere
/// as hold the whole curve with the probability.
let band isSimultaneous probability (x: float[]) (first: CurveDistribution) (second: CurveDistribution) =
    let a, b = values x first, values x second
    let count = min a.Length b.Length
    // The draws of the two are independent; shuffled, so that no order of theirs pairs them.
    let struct (order, _) = Rng.permutation b.Length (Rng.ofSeed pairingSeed)
    let differences = Array.init count (fun i -> Array.map2 (-) b[order[i]] a[i])
    let column k = differences |> Array.map (fun d -> d[k])
    let means = Array.init x.Length (column >> Moments.mean)
    let tail = 0.5 * (1.0 - probability)

    if isSimultaneous then
        let deviations = Array.init x.Length (column >> Moments.standardDeviation)

        let farthest (difference: float[]) =
            let mutable most = 0.0

            for k in 0 .. x.Length - 1 do
                if deviations[k] > 0.0 then
                    most <- max most (abs (difference[k] - means[k]) / deviations[k])

            most

        let width = OrderStatistics.quantile probability (differences |> Array.map farthest |> Array.sort)

        Array.map2
            (fun mean deviation -> struct (mean, mean - width * deviation, mean + width * deviation))
            means
            deviations
    else
        Array.init x.Length (fun k ->
            let sorted = Array.sort (column k)

            struct (means[k],
                    OrderStatistics.quantile tail sorted,
                    OrderStatistics.quantile (1.0 - tail) sorted))
