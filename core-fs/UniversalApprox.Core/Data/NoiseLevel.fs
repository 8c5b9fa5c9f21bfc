namespace UniversalApprox.Core.Data

[<RequireQualifiedAccess>]
module NoiseLevel =
    let distinct (data: CurveData) =
        Array.zip data.Inputs[0] data.Outputs
        |> Array.sortBy fst
        |> Array.fold
            (fun groups (x, y) ->
                match groups with
                | struct (x0, sum, count) :: rest when x0 = x -> struct (x0, sum + y, count + 1.0) :: rest
                | _ -> struct (x, y, 1.0) :: groups)
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

    let ofData (data: CurveData) =
        if data.Dimension <> 1 then
            None
        else
            let points = distinct data
            if points.Length < fewest then None else Some(ofPoints points)
