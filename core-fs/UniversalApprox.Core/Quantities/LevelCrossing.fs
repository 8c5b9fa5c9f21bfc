namespace UniversalApprox.Core.Quantities

open MathNet.Numerics.Distributions
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Random

[<RequireQualifiedAccess>]
type CrossingDirection =
    | Rising
    | Falling

type LevelCrossing =
    {
        Y: float
        X: float
        Direction: CrossingDirection
        Slope: float
        Interval: QuantityInterval option
        Share: float option
    }

[<RequireQualifiedAccess>]
module LevelCrossing =
    let private newReadingName = "NewReading"

    /// Any fixed number, so that the same draws give the same intervals.
    let private noiseSeed = 0x72656164UL

    /// The noise of a new reading for each draw, on the axis of y: stratified quantiles of the normal distribution in random order.
    let private noises (distribution: CurveDistribution) =
        match distribution.Noise with
        | None ->
            Check.because
                newReadingName
                $"{Check.named newReadingName} needs the noise of a reading, which is not known here: the likelihood says nothing about it, or a network alone has none."
        | Some noise ->
            let count = distribution.Draws
            let struct (order, _) = Rng.permutation count (Rng.ofSeed noiseSeed)
            order |> Array.map (fun i -> noise * Normal.InvCDF(0.0, 1.0, (float i + 0.5) / float count))

    let private crossingsOf
        (distribution: CurveDistribution)
        (noises: float[] option)
        struct (lower, upper)
        y
        =
        let level = distribution.YFromData y

        /// A reading is the curve and its noise, so that a draw is at the reading less its noise.
        let inDraw =
            match noises with
            | None -> fun _ -> CurvePoints.crossings level
            | Some noises ->
                let onAxis = AxisScale.toAxis distribution.Axes.Output y
                fun i -> CurvePoints.crossings (distribution.YFromAxis(onAxis - noises[i]))

        // A curve on a logarithmic axis never reaches 0 or below.
        let search =
            if System.Double.IsFinite level then
                MatchedPoints.aroundEach
                    struct (lower, upper)
                    (CurvePoints.crossings level)
                    inDraw
                    distribution
            else
                [||]

        search
        |> Array.map (fun (point, places) ->
            let struct (interval, share) =
                places |> Array.map distribution.XToData |> CurveDistribution.summarise

            {
                Y = y
                X = distribution.XToData point.X
                Direction =
                    if point.Sign > 0 then
                        CrossingDirection.Rising
                    else
                        CrossingDirection.Falling
                Slope = distribution.SlopeToData(point.X, level, ThetaCurve.slope distribution.Curve point.X)
                Interval = interval
                Share = share
            })

    let findWith newReading (y: float[]) lower upper (curve: CurveDistribution) =
        Check.notEmpty (nameof y) y
        Check.allFinite (nameof y) y
        let range = curve.Range(lower, upper)
        let noises = if newReading then Some(noises curve) else None
        y |> Array.collect (crossingsOf curve noises range)

    let find y lower upper curve = findWith false y lower upper curve
