namespace UniversalApprox.Core.Networks

open UniversalApprox.Core

[<RequireQualifiedAccess>]
type Loss =
    | SumOfSquares
    | MeanOfSquares
    | MeanAbsolute
    | Huber of huberDelta: float

[<RequireQualifiedAccess>]
module Loss =
    let defaultHuberDelta = 1.0

    let scale loss (count: int) =
        match loss with
        | Loss.SumOfSquares -> 1.0
        | Loss.MeanOfSquares
        | Loss.MeanAbsolute
        | Loss.Huber _ -> 1.0 / float count

    let term loss (r: float) =
        match loss with
        | Loss.SumOfSquares
        | Loss.MeanOfSquares -> r * r
        | Loss.MeanAbsolute -> abs r
        | Loss.Huber delta ->
            let size = abs r
            if size <= delta then 0.5 * r * r else delta * (size - 0.5 * delta)

    let slope loss (r: float) =
        match loss with
        | Loss.SumOfSquares
        | Loss.MeanOfSquares -> 2.0 * r
        | Loss.MeanAbsolute ->
            if r > 0.0 then 1.0
            elif r < 0.0 then -1.0
            else 0.0
        | Loss.Huber delta -> max -delta (min delta r)

    let rescale (outputScale: float) loss =
        match loss with
        | Loss.Huber delta -> Loss.Huber(delta / outputScale)
        | other -> other

    let isSquares loss =
        match loss with
        | Loss.SumOfSquares
        | Loss.MeanOfSquares -> true
        | Loss.MeanAbsolute
        | Loss.Huber _ -> false

    let validate loss =
        match loss with
        | Loss.Huber huberDelta -> Check.positive "HuberDelta" huberDelta
        | Loss.SumOfSquares
        | Loss.MeanOfSquares
        | Loss.MeanAbsolute -> ()

    let name loss =
        match loss with
        | Loss.SumOfSquares -> "sumOfSquares"
        | Loss.MeanOfSquares -> "meanOfSquares"
        | Loss.MeanAbsolute -> "meanAbsolute"
        | Loss.Huber delta -> $"huber({Check.text delta})"
