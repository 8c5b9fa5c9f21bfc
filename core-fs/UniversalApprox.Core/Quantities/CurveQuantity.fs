namespace UniversalApprox.Core.Quantities

open UniversalApprox.Core

type CurveQuantity = { Name: string; Value: float; Interval: QuantityInterval option; Share: float option }

[<RequireQualifiedAccess>]
module CurveQuantity =
    let defaultPercent = [| 50.0 |]

    let private quantity name toData (value: float) (draws: float[]) =
        let struct (interval, share) = draws |> Array.map toData |> CurveDistribution.summarise

        { Name = name; Value = toData value; Interval = interval; Share = share }

    let private sigmoid range percent (distribution: CurveDistribution) =
        match SigmoidShape.measures range percent distribution with
        | None -> [||]
        | Some struct (own, ofDraw) ->
            let drawn = distribution.MapDraws(fun _ -> ofDraw)

            [|
                "LowerPlateau"
                "UpperPlateau"
                "Inflection"
                "InflectionSlope"

                for p in percent do
                    $"EC{Check.text p}"
                    $"EC{Check.text p}Slope"
            |]
            |> Array.mapi (fun i name -> quantity name id own[i] (drawn |> Array.map (fun row -> row[i])))

    /// Names of points numbered from the left within their kind.
    let private numbered name (points: (CurvePoint * float[])[]) =
        let same i = points[..i] |> Array.filter (fun (point, _) -> point.Sign = (fst points[i]).Sign)
        points |> Array.mapi (fun i (point, places) -> $"{name point.Sign}{(same i).Length}", point, places)

    let private extremes range (distribution: CurveDistribution) =
        MatchedPoints.around range CurvePoints.extremes distribution
        |> numbered (fun sign -> if sign > 0 then "Maximum" else "Minimum")
        |> Array.collect (fun (name, point, places) ->
            let heights =
                Array.map2
                    (fun draw place ->
                        if System.Double.IsNaN place then nan else ThetaCurve.value draw place)
                    distribution.CurveDraws
                    places

            [|
                quantity name distribution.XToData point.X places
                quantity
                    $"{name}Value"
                    distribution.YToData
                    (ThetaCurve.value distribution.Curve point.X)
                    heights
            |])

    let private zeros range (distribution: CurveDistribution) =
        let level = distribution.YFromData 0.0

        // A curve on a logarithmic axis has none.
        if not (System.Double.IsFinite level) then
            [||]
        else
            MatchedPoints.around range (CurvePoints.crossings level) distribution
            |> Array.mapi (fun i (point, places) ->
                quantity $"Zero{i + 1}" distribution.XToData point.X places)

    let private integral struct (lower, upper) (distribution: CurveDistribution) =
        let ofCurve curve = distribution.Integral (CurvePoints.between lower upper curve) curve
        quantity "Integral" id (ofCurve distribution.Curve) (distribution.MapDraws(fun _ -> ofCurve))

    let compute (percent: float[]) lower upper (curve: CurveDistribution) =
        percent
        |> Array.iteri (fun i p ->
            if not (p > 0.0 && p < 100.0) then
                Check.refuse $"{nameof percent}[{i}]" p $"above 0 and below 100")

        let range = curve.Range(lower, upper)

        [|
            yield! sigmoid range percent curve
            yield! extremes range curve
            yield! zeros range curve
            integral range curve
        |]
