namespace UniversalApprox.Core.Sampling.Posterior

open System
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Collapsed

/// Starts around peaks of a density: a point for each walker of each ensemble, and covariance and place of the highest peak.
type internal PeakStart = { Spread: float[][][]; Covariance: float[][]; Mode: float[] }

module internal PeakStart =
    /// The width of second differences, as a part of each parameter's conditional deviation.
    let private peakWidth = 1e-2
    /// Tries for a walker, each half as far from the peak as the one before, and the dispersion of last resort.
    let private tries = 8
    let private close = 1e-3

    /// Climbs from each of the starts, and spreads walkers by `dispersion` times the deviations there. None without a peak.
    let around cancellation (density: LogDensity) dispersion walkers ensembles seed (starts: float[][]) =
        let f = CollapsedModes.evaluator density cancellation

        let peaks =
            starts
            |> Array.choose (fun start ->
                let struct (near, _) = Uphill.climb f cancellation start
                Uphill.polish f peakWidth near)
            |> Array.sortByDescending _.Value

        if peaks.Length = 0 || not (Double.IsFinite peaks[0].Value) then
            None
        else
            let value = Array.zeroCreate 1
            let evaluator = density.CreateEvaluator()
            evaluator.Cancellation <- cancellation
            let size = density.Dimension
            let floor = peaks[0].Value - PriorConflict.limit size

            let isPossible point =
                evaluator.Evaluate(point, 1, value)
                value[0] >= floor

            let draw (peak: Peak) (random: RandomSource) factor =
                let step = Array.init size (fun _ -> factor * random.Normal())
                Curvature.spread peak.Shape step
                Array.map2 (+) peak.Point step

            let point peak random =
                Seq.init tries (fun i -> draw peak random (dispersion * Math.Pow(0.5, float i)))
                |> Seq.tryFind isPossible
                |> Option.defaultWith (fun () -> draw peak random close)

            Some
                {
                    Spread =
                        Array.init ensembles (fun e ->
                            let random = RandomSource(Rng.ofSeed seed |> Rng.split -2 |> Rng.split e)
                            Array.init walkers (fun _ -> point peaks[e % peaks.Length] random))
                    Covariance =
                        Array.init size (fun p ->
                            Array.init size (Curvature.covariance peaks[0].Shape size p))
                    Mode = peaks[0].Point
                }
