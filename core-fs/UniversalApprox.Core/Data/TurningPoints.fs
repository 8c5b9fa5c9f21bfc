namespace UniversalApprox.Core.Data

open System
open MathNet.Numerics
open UniversalApprox.Core
open UniversalApprox.Core.Networks

[<RequireQualifiedAccess>]
module TurningPoints =
    /// The probability that the band misses the expectation anywhere.
    let private alarmRate = 1e-3

    /// Rounding errors up to this size, relative to the largest value, do not count as turning points.
    let private rounding = 1e-12

    /// `ofNetwork` ignores swings of a network's curve below this part of its range.
    let private visible = 1e-6

    let private gridPoints = 2000
    let private pointsPerPeriod = 16.0
    let private maxGridPoints = 200000.0

    /// The direction in which every curve inside the band must have gone last: unknown, up or down.
    [<RequireQualifiedAccess; Struct>]
    type private Heading =
        | Unknown
        | Up
        | Down

    /// The fewest turning points of any curve between centre − half and centre + half. The curve must go down when the band
    /// falls below the highest floor since the last turn. It must go up when the band rises above the lowest ceiling.
    let private fewestTurns (centre: float[]) (half: float[]) =
        let rec follow i heading floor ceiling turns =
            if i = centre.Length then
                turns
            else
                let low = centre[i] - half[i]
                let high = centre[i] + half[i]

                if heading <> Heading.Down && high < floor then
                    follow (i + 1) Heading.Down low high (if heading = Heading.Up then turns + 1 else turns)
                elif heading <> Heading.Up && low > ceiling then
                    follow (i + 1) Heading.Up low high (if heading = Heading.Down then turns + 1 else turns)
                else
                    follow (i + 1) heading (max floor low) (min ceiling high) turns

        follow 0 Heading.Unknown Double.NegativeInfinity Double.PositiveInfinity 0

    /// Σⱼ values[j]·decay^|i−j| for all i, in two passes: one sums from the left, one from the right.
    let private spread (decay: float) (values: float[]) =
        let pass (carried: float) (value: float) = value + decay * carried
        let fromLeft = values |> Array.scan pass 0.0
        let fromRight = Array.scanBack (fun value carried -> pass carried value) values 0.0
        Array.init values.Length (fun i -> fromLeft[i + 1] + fromRight[i] - values[i])

    let private turnsAtScale (points: struct (float * float * float)[]) sigma z least (h: float) =
        let decay = if h = 0.0 then 0.0 else exp (-1.0 / h)
        let counts = points |> Array.map (fun struct (_, _, count) -> count)
        let sums = points |> Array.map (fun struct (_, y, count) -> y * count)
        let weight = spread decay counts
        let smooth = Array.map2 (/) (spread decay sums) weight

        let half =
            Array.map2
                (fun squared total -> max least (z * sigma * sqrt squared / total))
                (spread (decay * decay) counts)
                weight

        fewestTurns smooth half

    /// The scales h: 0 for no smoothing, then windows that double up to a quarter of the points.
    let private scales count =
        1.0
        |> List.unfold (fun h -> if h > float count / 4.0 then None else Some(h, 2.0 * h))
        |> List.append [ 0.0 ]

    /// The points with y divided by the largest |y|, so that squares neither overflow nor vanish.
    let private normalised (points: struct (float * float * float)[]) =
        let largest = points |> Array.fold (fun top struct (_, y, _) -> max top (abs y)) 0.0

        let divisor = if largest > 0.0 then largest else 1.0
        points |> Array.map (fun struct (x, y, count) -> struct (x, y / divisor, count))

    let private countNoisy data =
        let points = normalised (NoiseLevel.distinct data)

        if points.Length < 3 then
            0
        else
            let scales = scales points.Length
            let tests = float points.Length * float scales.Length
            let z = sqrt 2.0 * SpecialFunctions.ErfcInv(alarmRate / tests)
            let turns = turnsAtScale points (NoiseLevel.ofPoints points) z rounding
            scales |> List.map turns |> List.max

    let ofData (data: CurveData) = if data.Dimension = 1 then Some(countNoisy data) else None

    let private gridSize (network: Network) (width: float) =
        match network.Activation with
        | Activation.Sin ->
            let fastest =
                network.HiddenUnits |> Array.fold (fun top unit -> max top (abs unit.Weights[0])) 0.0

            let wanted = pointsPerPeriod * fastest * width / (2.0 * Math.PI)
            int (Math.Clamp(wanted, float gridPoints, maxGridPoints))
        | _ -> gridPoints

    /// The points where a unit changes: its centre and up to four of its widths on either side.
    let private unitPoints (unit: HiddenUnit) =
        let weight = unit.Weights[0]
        [| -4.0; -2.0; -1.0; 0.0; 1.0; 2.0; 4.0 |] |> Array.map (fun z -> (z - unit.Bias) / weight)

    let ofNetwork (lower: float) (upper: float) (network: Network) =
        Check.finite "lower" lower
        Check.finite "upper" upper

        if not (lower < upper) then
            Check.refuse "upper" upper $"above lower = {lower}"

        if network.Dimension <> 1 then
            None
        else
            let size = gridSize network (upper - lower)
            let part i = float i / float (size - 1)
            let grid = Array.init size (fun i -> (1.0 - part i) * lower + part i * upper)

            let x =
                network.HiddenUnits
                |> Array.collect unitPoints
                |> Array.filter (fun x -> x > lower && x < upper)
                |> Array.append grid
                |> Array.sort

            let y = Network.predict network [| x |]
            let half = 0.5 * visible * (Array.max y - Array.min y)
            Some(fewestTurns y (Array.create y.Length half))
