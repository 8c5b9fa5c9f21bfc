namespace UniversalApprox.Core.Data

open System
open MathNet.Numerics.Statistics

[<Struct>]
type NoiseEstimate = { Sd: float; StandardError: float }

[<RequireQualifiedAccess>]
module NoiseLevel =
    let private weightsOf (data: CurveData) =
        data.Weights |> Option.defaultWith (fun () -> Array.create data.Count 1.0)

    let distinct (data: CurveData) =
        let weights = weightsOf data

        Array.zip3 data.Inputs[0] data.Outputs weights
        |> Array.sortBy (fun (x, _, _) -> x)
        |> Array.fold
            (fun groups (x, y, weight) ->
                match groups with
                | struct (x0, sum, total) :: rest when x0 = x ->
                    struct (x0, sum + weight * y, total + weight) :: rest
                | _ -> struct (x, weight * y, weight) :: groups)
            []
        |> List.rev
        |> Array.ofList
        |> Array.map (fun struct (x, sum, count) -> struct (x, sum / count, count))

    let ofPoints (points: struct (float * float * float)[]) =
        let square i =
            let struct (x0, y0, n0) = points[i - 1]
            let struct (x1, y1, n1) = points[i]
            let struct (x2, y2, n2) = points[i + 1]
            // Halving first keeps the differences from overflowing.
            let left = (0.5 * x2 - 0.5 * x1) / (0.5 * x2 - 0.5 * x0)
            let right = 1.0 - left
            let distance = left * y0 + right * y2 - y1
            distance * distance / (left * left / n0 + right * right / n2 + 1.0 / n1)

        sqrt (Seq.averageBy square (seq { 1 .. points.Length - 2 }))

    let private fewest = 20

    /// Degrees of freedom from which on repeats at the same x are enough.
    let private fewestRepeats = 10

    /// The median of |z| for a standard Normal z.
    let private normalMedian = 0.6744897501960817

    /// The variance of the median of |z| relative to that of the mean of z², each as an estimate of σ.
    let private medianCost = 2.72

    /// σ from the scatter about the means of repeated x.
    let private ofRepeats (data: CurveData) groups =
        let degrees = float (data.Count - Array.length groups)
        let means = groups |> Array.map (fun struct (x, mean, _) -> x, mean) |> dict

        let squares =
            Array.zip3 data.Inputs[0] data.Outputs (weightsOf data)
            |> Array.fold
                (fun sum (x, y, weight) ->
                    let distance = y - means[x]
                    sum + weight * distance * distance)
                0.0

        let sd = sqrt (squares / degrees)
        { Sd = sd; StandardError = sd / sqrt (2.0 * degrees) }

    /// The distance of point i to the polynomial through its `side` neighbours on either side, over its standard deviation for σ = 1.
    let private pseudoResidual side (points: struct (float * float * float)[]) i =
        let struct (x, y, n) = points[i]

        let neighbours =
            [|
                for k in i - side .. i + side do
                    if k <> i then
                        points[k]
            |]

        let mutable fitted = 0.0
        let mutable variance = 1.0 / n

        for struct (xj, yj, nj) in neighbours do
            let mutable weight = 1.0

            for struct (xm, _, _) in neighbours do
                if xm <> xj then
                    weight <- weight * ((x - xm) / (xj - xm))

            fitted <- fitted + weight * yj
            variance <- variance + weight * weight / nj

        (fitted - y) / sqrt variance

    /// 2·n times the squared relative standard error of σ: 1 + 2Σρ² of the pseudo-residuals' autocorrelations ρ on even spacing.
    let private correlationCost side =
        match side with
        | 1 -> 1.944
        | 2 -> 2.627
        | _ -> 3.167

    let private ofNeighbours side (points: struct (float * float * float)[]) =
        let residuals =
            Array.init (points.Length - 2 * side) (fun k -> abs (pseudoResidual side points (k + side)))

        let relative = sqrt (correlationCost side / (2.0 * float residuals.Length))
        let mean = sqrt (residuals |> Array.averageBy (fun r -> r * r))
        let middle = SortedArrayStatistics.Median(Array.sort residuals) / normalMedian

        [
            { Sd = mean; StandardError = relative * mean }
            { Sd = middle; StandardError = sqrt medianCost * relative * middle }
        ]

    /// The lower one where it differs by more than its error allows.
    let private lower (found: NoiseEstimate) (other: NoiseEstimate) =
        let error =
            sqrt (found.StandardError * found.StandardError + other.StandardError * other.StandardError)

        if found.Sd - other.Sd > 2.0 * error then other else found

    /// Values over their size, so that squares neither overflow nor vanish, and that size.
    let private scaled (data: CurveData) =
        let largest = data.Outputs |> Array.fold (fun top y -> max top (abs y)) 0.0

        if largest > 0.0 && Double.IsFinite largest then
            struct (largest,
                    CurveData(
                        data.Name,
                        data.InputNames,
                        data.OutputName,
                        data.Inputs,
                        data.Outputs |> Array.map (fun y -> y / largest),
                        None,
                        PointErrors.dividedBy largest data.Errors
                    ))
        else
            struct (1.0, data)

    /// `trusted` chooses among the two estimates of each neighbourhood: root mean square and median.
    let private estimateBy trusted (data: CurveData) =
        if data.Dimension <> 1 then
            None
        else
            let struct (scale, data) = scaled data
            let points = distinct data

            let found =
                if data.Count - points.Length >= fewestRepeats then
                    Some(ofRepeats data points)
                elif points.Length < fewest then
                    None
                else
                    [ 1; 2; 3 ]
                    |> List.collect (fun side -> trusted (ofNeighbours side points))
                    |> List.reduce lower
                    |> Some

            found
            |> Option.map (fun found ->
                { Sd = scale * found.Sd; StandardError = scale * found.StandardError })

    /// Limits among the outputs would pass for values.
    let private unlessCensored by (data: CurveData) = if data.IsCensored then None else estimateBy by data

    let estimate data = unlessCensored id data

    let estimateUnequal data = unlessCensored (List.truncate 1) data

    let ofData data = estimate data |> Option.map _.Sd
