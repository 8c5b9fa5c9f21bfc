namespace UniversalApprox.Core.Measurements

open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Quantities
open UniversalApprox.Core.Sampling.Diagnostics

[<RequireQualifiedAccess>]
type MeasurementAim =
    | Average
    | Information

type NextMeasurementOptions =
    {
        Lower: float option
        Upper: float option
        Points: int
        Count: int
        Aim: MeasurementAim
        NoiseLevel: float option
    }

type NextMeasurement =
    {
        Rank: int
        X: float
        Prediction: float
        Deviation: float
        Gain: float
        Information: float
        DeviationAfter: float
    }

type DecidingMeasurement = { Rank: int; X: float; First: float; Second: float; Gain: float }

[<RequireQualifiedAccess>]
module NextMeasurement =
    let defaults =
        {
            Lower = None
            Upper = None
            Points = 201
            Count = 5
            Aim = MeasurementAim.Average
            NoiseLevel = None
        }

    let validate options =
        Check.inRange "Points" 2 5000 options.Points
        Check.inRange "Count" 1 1000 options.Count
        options.Lower |> Option.iter (Check.finite "Lower")
        options.Upper |> Option.iter (Check.finite "Upper")
        options.NoiseLevel |> Option.iter (Check.positive "NoiseLevel")

    /// Places on the axis, even there.
    let private gridOf options (curve: CurveDistribution) =
        if curve.Draws < 2 then
            Check.reject
                "curve"
                "Where to measure next depends on how uncertain the curve is; a network alone does not say that."

        let struct (low, high) = curve.Range(options.Lower, options.Upper)
        let place x = AxisScale.toAxis curve.Axes.Inputs[0] (curve.XToData x)
        DifferenceCurve.grid options.Points (place low) (place high)

    let private noiseOf options (curve: CurveDistribution) =
        match options.NoiseLevel |> Option.orElse curve.Noise with
        | Some noise -> noise
        | None ->
            Check.because
                "NoiseLevel"
                $"The likelihood says nothing about the noise of a measurement: give {Check.named (nameof options.NoiseLevel)}."

    /// The mean of every column of draws, and the draws less it.
    let private centred (draws: float[][]) =
        let means =
            Array.init draws[0].Length (fun k -> draws |> Array.map (fun draw -> draw[k]) |> Moments.mean)

        struct (means, draws |> Array.map (fun draw -> Array.map2 (-) draw means))

    let private covariances (deviations: float[][]) =
        let size = deviations[0].Length
        let sums = Array.init size (fun _ -> Array.zeroCreate<float> size)

        Array.Parallel.iter
            (fun i ->
                let row: float[] = sums[i]

                for draw in deviations do
                    let own = draw[i]

                    for j in 0 .. size - 1 do
                        row[j] <- row[j] + own * draw[j])
            [| 0 .. size - 1 |]

        let scale = 1.0 / float (deviations.Length - 1)
        sums |> Array.map (Array.map (fun sum -> scale * sum))

    let private trace (covariance: float[][]) =
        covariance |> Array.mapi (fun i row -> max 0.0 row[i]) |> Array.sum

    /// The sum of the variances that a measurement at place i removes.
    let private removed noise (covariance: float[][]) i =
        let row = covariance[i]
        (row |> Array.sumBy (fun c -> c * c)) / (row[i] + noise * noise)

    /// The covariance after a measurement at place i.
    let private after noise (covariance: float[][]) i =
        let row = covariance[i]
        let variance = row[i] + noise * noise

        covariance
        |> Array.map (fun other -> Array.map2 (fun c own -> c - other[i] * own / variance) other row)

    let private information noise (covariance: float[][]) i =
        0.5 * log (1.0 + max 0.0 covariance[i].[i] / (noise * noise))

    let forBand options (curve: CurveDistribution) =
        validate options
        let grid = gridOf options curve
        let { Axes.Inputs = inputs; Output = output } = curve.Axes
        let noise = noiseOf options curve
        let struct (means, deviations) = centred (DifferenceCurve.values grid curve)

        let value covariance =
            match options.Aim with
            | MeasurementAim.Average -> removed noise covariance
            | MeasurementAim.Information -> information noise covariance

        let next covariance rank =
            let at = [| 0 .. grid.Length - 1 |] |> Array.maxBy (value covariance)
            let left = after noise covariance at
            let total = trace covariance

            let found =
                {
                    Rank = rank
                    X = AxisScale.toUnits inputs[0] grid[at]
                    Prediction = AxisScale.toUnits output means[at]
                    Deviation = sqrt (max 0.0 covariance[at].[at])
                    Gain = if total > 0.0 then removed noise covariance at / total else 0.0
                    Information = information noise covariance at
                    DeviationAfter = sqrt (trace left / float grid.Length)
                }

            struct (found, left)

        let rec collect covariance rank found =
            if rank > options.Count then
                List.rev found
            else
                let struct (one, left) = next covariance rank
                collect left (rank + 1) (one :: found)

        collect (covariances deviations) 1 [] |> Array.ofList

    /// Half the divergence J of two normal distributions.
    let private divergence difference (variance: float) (other: float) =
        let ratio = variance / other

        0.25 * (ratio + 1.0 / ratio - 2.0) + 0.25 * difference * difference * (1.0 / variance + 1.0 / other)

    let between options (first: CurveDistribution) (second: CurveDistribution) =
        validate options

        if first.Axes <> second.Axes then
            Check.reject "curve" "The two models must have the same axes, linear or logarithmic."

        let { Axes.Inputs = inputs; Output = output } = first.Axes
        let grid = gridOf options first
        gridOf options second |> ignore
        let noises = struct (noiseOf options first, noiseOf options second)

        let predicted noise curve =
            let struct (means, deviations) = centred (DifferenceCurve.values grid curve)

            let variance k =
                noise * noise
                + (deviations |> Array.sumBy (fun d -> d[k] * d[k])) / float (deviations.Length - 1)

            struct (means, Array.init grid.Length variance)

        let struct (firstNoise, secondNoise) = noises
        let struct (a, v) = predicted firstNoise first
        let struct (b, w) = predicted secondNoise second
        let gains = Array.init grid.Length (fun k -> divergence (a[k] - b[k]) v[k] w[k])

        let isPeak k = (k = 0 || gains[k] > gains[k - 1]) && (k = grid.Length - 1 || gains[k] >= gains[k + 1])

        [| 0 .. grid.Length - 1 |]
        |> Array.filter isPeak
        |> Array.sortBy (fun k -> -gains[k])
        |> Array.truncate options.Count
        |> Array.mapi (fun i k ->
            {
                Rank = i + 1
                X = AxisScale.toUnits inputs[0] grid[k]
                First = AxisScale.toUnits output a[k]
                Second = AxisScale.toUnits output b[k]
                Gain = gains[k]
            })
