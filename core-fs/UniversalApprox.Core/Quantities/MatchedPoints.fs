namespace UniversalApprox.Core.Quantities

/// Special points of a curve with their places in every draw.
[<RequireQualifiedAccess>]
module internal MatchedPoints =
    /// Ends this close to a point, relative to the range, count as the point's.
    let private endTolerance = 1e-12

    /// The points of the curve within a range, each with its place in every draw (NaN where a draw lacks it). All are searched one
    /// width beyond both ends as well: a draw's point may lie there, and a neighbour of the curve outside must not take it.
    let aroundEach
        struct (lower: float, upper: float)
        (find: float[] -> ThetaCurve -> CurvePoint[])
        (findInDraw: int -> float[] -> ThetaCurve -> CurvePoint[])
        (distribution: CurveDistribution)
        =
        let width = upper - lower
        let pointsOf find curve = find (CurvePoints.between (lower - width) (upper + width) curve) curve
        let own = pointsOf find distribution.Curve
        let tolerance = endTolerance * width
        let isInside (point: CurvePoint) = point.X >= lower - tolerance && point.X <= upper + tolerance

        if not (Array.exists isInside own) then
            [||]
        else
            let places =
                distribution.MapDraws(fun i draw ->
                    let found = pointsOf (findInDraw i) draw

                    PointMatching.pairs own found |> Array.map (fun j -> if j < 0 then nan else found[j].X))

            own
            |> Array.indexed
            |> Array.filter (fun (_, point) -> isInside point)
            |> Array.map (fun (i, point) ->
                { point with X = min upper (max lower point.X) }, places |> Array.map (fun row -> row[i]))

    /// `aroundEach` where the same points are looked for in every draw.
    let around range find distribution = aroundEach range find (fun _ -> find) distribution
