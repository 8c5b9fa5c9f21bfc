namespace UniversalApprox.Core.Quantities

open System
open MathNet.Numerics
open MathNet.Numerics.RootFinding
open UniversalApprox.Core.Networks

/// A crossing (1 rises, −1 falls) or an extreme (1 is a maximum, −1 a minimum) of a curve.
[<Struct>]
type internal CurvePoint = { X: float; Sign: int }

/// Finds the special points of curves. All tolerances are relative to the curve and its range, so units do not matter.
[<RequireQualifiedAccess>]
module internal CurvePoints =
    let private evenPoints = 129
    let private pointsPerPeriod = 16.0
    let private maxEvenPoints = 20000.0

    /// Extremes whose swing is below this part of the curve's range are rounding errors or invisible.
    let private visible = 1e-6

    /// Rounding errors of a sum, in units of the last place of its largest terms.
    let private roundingUnits = 8.0

    /// The arguments z of a unit where it changes: closer than half a width up to 4, farther apart in the tails.
    let private bend =
        let positive = [| yield! [| 0.5..0.5..4.0 |]; 6.0; 8.0; 12.0; 16.0; 32.0 |]
        [| yield! Array.map (~-) positive; 0.0; yield! positive |]

    /// Arguments far out, where softsign still is below its limit.
    let private tails =
        [| for power in 2.0..0.5..6.0 -> Math.Pow(10.0, power) |] |> Array.collect (fun z -> [| -z; z |])

    let private even (lower: float) (upper: float) (curve: ThetaCurve) =
        let size =
            match curve.Activation with
            | Activation.Sin ->
                let fastest =
                    seq { 0 .. curve.Units - 1 }
                    |> Seq.fold (fun top unit -> max top (abs (ThetaCurve.weight curve unit))) 0.0

                int (
                    Math.Clamp(
                        pointsPerPeriod * fastest * (upper - lower) / (2.0 * Math.PI),
                        float evenPoints,
                        maxEvenPoints
                    )
                )
            | _ -> evenPoints

        let part i = float i / float (size - 1)
        Array.init size (fun i -> (1.0 - part i) * lower + part i * upper)

    let private unitPoints arguments (curve: ThetaCurve) =
        Array.init curve.Units (fun unit ->
            arguments |> Array.map (fun z -> (z - ThetaCurve.bias curve unit) / ThetaCurve.weight curve unit))
        |> Array.concat
        |> Array.filter Double.IsFinite

    /// Points in ascending order that see every bend of the curve between two ends.
    let between lower upper curve =
        unitPoints bend curve
        |> Array.filter (fun x -> x > lower && x < upper)
        |> Array.append (even lower upper curve)
        |> Array.sort
        |> Array.distinct

    /// The same with all bends of the curve, wherever they are.
    let everywhere lower upper curve =
        unitPoints (Array.append bend tails) curve
        |> Array.append (even lower upper curve)
        |> Array.sort
        |> Array.distinct

    /// The root between two points where f has opposite signs. MathNet compares with absolute accuracies, so both x and f
    /// are scaled to 1.
    let private root (f: float -> float) left right =
        let scale = max (abs (f left)) (abs (f right))
        let at t = (1.0 - t) * left + t * right
        // It returns false where f jumps, with the place of the jump.
        let _, t = Brent.TryFindRoot((fun t -> f (at t) / scale), 0.0, 1.0, 1e-15, 200)
        at t

    /// Where signs change: the last index of the old sign, the first index of the new one, and the new sign. Zeros between
    /// them belong to neither.
    let private changes (signs: int[]) =
        let result = ResizeArray()
        let mutable last = -1

        for i in 0 .. signs.Length - 1 do
            if signs[i] <> 0 then
                if last >= 0 && signs[last] <> signs[i] then
                    result.Add(struct (last, i, signs[i]))

                last <- i

        result.ToArray()

    let private rounding curve x = roundingUnits * Precision.DoublePrecision * ThetaCurve.magnitude curve x

    let private smoothExtremes (points: float[]) curve =
        let slope = ThetaCurve.slope curve

        points
        |> Array.map (slope >> sign)
        |> changes
        |> Array.map (fun struct (i, j, after) -> { X = root slope points[i] points[j]; Sign = -after })

    /// Extremes of a curve of straight pieces. On a flat piece it is the middle.
    let private kinkedExtremes (points: float[]) curve =
        let direction (left, right) =
            let rise = ThetaCurve.value curve right - ThetaCurve.value curve left

            if abs rise <= rounding curve left + rounding curve right then
                0
            else
                sign rise

        points
        |> Array.pairwise
        |> Array.map direction
        |> changes
        |> Array.map (fun struct (i, j, after) ->
            { X = points[i + 1] + 0.5 * (points[j] - points[i + 1]); Sign = -after })

    let private everyExtreme points (curve: ThetaCurve) =
        match curve.Activation with
        | Activation.Heaviside -> [||]
        | Activation.Relu
        | Activation.LeakyRelu -> kinkedExtremes points curve
        | _ -> smoothExtremes points curve

    /// Without extremes that rise or fall by less than `least` to a neighbour or to an end; the smallest swing goes first.
    let rec private prune least (first: float) (last: float) (found: struct (CurvePoint * float)[]) =
        let heights = [| first; yield! found |> Array.map (fun struct (_, y) -> y); last |]
        let swings = heights |> Array.pairwise |> Array.map (fun (a, b) -> abs (b - a))
        let smallest = Array.IndexOf(swings, Array.min swings)

        if found.Length = 0 || swings[smallest] >= least then
            found
        elif smallest = 0 then
            prune least first last (Array.tail found)
        elif smallest = found.Length then
            prune least first last (Array.truncate (found.Length - 1) found)
        else
            prune least first last (Array.removeManyAt (smallest - 1) 2 found)

    /// Extremes with swings of at least `least`, a part of the curve's range on the points.
    let extremesOf least (points: float[]) curve =
        let heights = points |> Array.map (ThetaCurve.value curve)
        let range = Array.max heights - Array.min heights

        everyExtreme points curve
        |> Array.map (fun point -> struct (point, ThetaCurve.value curve point.X))
        |> prune (least * range) heights[0] (Array.last heights)
        |> Array.map (fun struct (point, _) -> point)

    let extremes points curve = extremesOf visible points curve

    /// Where the curve goes through a level. To touch it is not to cross it. The extremes are points too, so that no two
    /// crossings hide between neighbours.
    let crossings (level: float) (points: float[]) curve =
        let points = everyExtreme points curve |> Array.map _.X |> Array.append points |> Array.sort

        let excess x = ThetaCurve.value curve x - level

        let side x =
            let difference = excess x
            let limit = rounding curve x + roundingUnits * Precision.DoublePrecision * abs level
            if abs difference <= limit then 0 else sign difference

        points
        |> Array.map side
        |> changes
        |> Array.map (fun struct (i, j, after) -> { X = root excess points[i] points[j]; Sign = after })

    /// Where the curve is steepest in a direction (1 up, −1 down).
    let steepest direction (points: float[]) curve =
        let slope x = float direction * ThetaCurve.slope curve x
        let slopes = points |> Array.map slope
        let top = Array.IndexOf(slopes, Array.max slopes)

        if top = 0 || top = points.Length - 1 then
            points[top]
        else
            let left, right = points[top - 1], points[top + 1]
            let at t = (1.0 - t) * left + t * right

            let refined =
                FindMinimum.OfScalarFunctionConstrained(
                    (fun t -> -(slope (at t)) / slopes[top]),
                    0.0,
                    1.0,
                    1e-10,
                    200
                )
                |> at

            if slope refined > slopes[top] then refined else points[top]

    let private nodes = Integration.GaussLegendreRule(-1.0, 1.0, 8)

    /// ∫ f dx from the first to the last point: Gauss-Legendre between neighbours, where the curve is smooth.
    let integral (value: float -> float) (points: float[]) =
        let piece (left, right) =
            let half = 0.5 * (right - left)
            let mutable sum = 0.0

            for i in 0 .. nodes.Order - 1 do
                sum <- sum + nodes.GetWeight i * value (left + half * (1.0 + nodes.GetAbscissa i))

            half * sum

        points |> Array.pairwise |> Array.sumBy piece
