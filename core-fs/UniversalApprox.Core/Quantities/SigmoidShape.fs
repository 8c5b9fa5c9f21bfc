namespace UniversalApprox.Core.Quantities

/// Plateaus, inflection and effective concentrations of curves of a sigmoid shape.
[<RequireQualifiedAccess>]
module internal SigmoidShape =
    /// A shape may turn back by this part of the distance of its plateaus, and inside the range by this part of its height there:
    /// far outside, amplitudes that cancel may have plateaus a thousand times as far apart as the data.
    let private tolerance = 0.05

    /// The limits of a curve and the points where it is looked at.
    [<NoEquality; NoComparison>]
    type private Steps = { Left: float; Right: float; Points: float[] }

    let private stepsOf struct (lower: float, upper: float) curve =
        let width = upper - lower

        ThetaCurve.plateaus curve
        |> Option.map (fun struct (left, right) ->
            {
                Left = left
                Right = right
                Points = CurvePoints.everywhere (lower - width) (upper + width) curve
            })

    let private isSigmoid struct (lower: float, upper: float) curve steps =
        steps.Left <> steps.Right
        && let heights = steps.Points |> Array.map (ThetaCurve.value curve) in
           let reach = abs (steps.Right - steps.Left) in
           let range = Array.max heights - Array.min heights in
           let inside = CurvePoints.between lower upper curve in

           (CurvePoints.extremesOf (tolerance * reach / range) steps.Points curve).Length = 0
           && (CurvePoints.extremesOf tolerance inside curve).Length = 0

    let private concentration (distribution: CurveDistribution) direction curve steps near (percent: float) =
        let level = distribution.Between(steps.Left, steps.Right, 0.01 * percent)

        match
            CurvePoints.crossings level steps.Points curve
            |> Array.filter (fun crossing -> crossing.Sign = direction)
        with
        | [||] -> nan
        | found -> (found |> Array.minBy (fun crossing -> abs (crossing.X - near))).X

    /// LowerPlateau, UpperPlateau, Inflection, InflectionSlope, and the place and slope of each percentage, all in the units of the
    /// data. Of several places the one nearest to `near`, which is in the units of θ as the places are that come with the numbers.
    let private measure (distribution: CurveDistribution) percent direction near curve steps =
        let plateaus =
            [| min steps.Left steps.Right; max steps.Left steps.Right |] |> Array.map distribution.YToData

        let slopeAt x =
            if System.Double.IsNaN x then
                nan
            else
                distribution.SlopeToData(x, ThetaCurve.value curve x, ThetaCurve.slope curve x)

        let places =
            if sign (steps.Right - steps.Left) <> direction then
                percent |> Array.map (fun _ -> nan) |> Array.append [| nan |]
            else
                let inflection = CurvePoints.steepest direction steps.Points curve

                percent
                |> Array.mapi (fun i p ->
                    concentration distribution direction curve steps (near inflection i) p)
                |> Array.append [| inflection |]

        struct (places,
                Array.append
                    plateaus
                    (places |> Array.collect (fun x -> [| distribution.XToData x; slopeAt x |])))

    /// The numbers of the curve, and a function that computes them for a draw (NaN for those that it lacks); None for a curve that is
    /// not of this shape.
    let measures range (percent: float[]) (distribution: CurveDistribution) =
        stepsOf range distribution.Curve
        |> Option.filter (isSigmoid range distribution.Curve)
        |> Option.map (fun steps ->
            let direction = sign (steps.Right - steps.Left)

            let struct (places, own) =
                measure
                    distribution
                    percent
                    direction
                    (fun inflection _ -> inflection)
                    distribution.Curve
                    steps

            let lacking = Array.create own.Length nan

            let ofDraw draw =
                match stepsOf range draw with
                | Some drawn ->
                    let struct (_, numbers) =
                        measure distribution percent direction (fun _ i -> places[i + 1]) draw drawn

                    numbers
                | None -> lacking

            struct (own, ofDraw))
