namespace UniversalApprox.Core.Quantities

open UniversalApprox.Core

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
    let private crossingsOf (distribution: CurveDistribution) struct (lower, upper) y =
        let level = distribution.YFromData y

        // A curve on a logarithmic axis never reaches 0 or below.
        let search =
            if System.Double.IsFinite level then
                MatchedPoints.around struct (lower, upper) (CurvePoints.crossings level) distribution
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

    let find (y: float[]) lower upper (curve: CurveDistribution) =
        Check.notEmpty (nameof y) y
        Check.allFinite (nameof y) y
        let range = curve.Range(lower, upper)
        y |> Array.collect (crossingsOf curve range)
