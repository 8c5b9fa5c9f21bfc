namespace UniversalApprox.Core.Sampling.Constrained

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sampling.Densities

/// How a parameter follows from its coordinate z.
[<RequireQualifiedAccess>]
type private Way =
    | Fixed of value: float
    /// shift + scale·z
    | Free of shift: float * scale: float
    /// lower + scale·eᶻ
    | Above of lower: float * scale: float
    /// upper − scale·eᶻ
    | Below of upper: float * scale: float
    /// lower + (upper − lower)·σ(z)
    | Between of lower: float * upper: float

module private Way =
    /// A parameter at its bound starts this far inside, in its own scale.
    let private inside = 1e-2

    let ofLimits lower upper shift scale =
        if lower = upper then
            Way.Fixed lower
        elif lower > -infinity && upper < infinity then
            Way.Between(lower, upper)
        elif lower > -infinity then
            Way.Above(lower, scale)
        elif upper < infinity then
            Way.Below(upper, scale)
        else
            Way.Free(shift, scale)

    let value way z =
        match way with
        | Way.Fixed value -> value
        | Way.Free(shift, scale) -> shift + scale * z
        | Way.Above(lower, scale) -> lower + scale * exp z
        | Way.Below(upper, scale) -> upper - scale * exp z
        | Way.Between(lower, upper) ->
            // From the nearer end, so that the value stays within the bounds.
            if z < 0.0 then
                lower + (upper - lower) * (exp z / (1.0 + exp z))
            else
                upper - (upper - lower) * (exp -z / (1.0 + exp -z))

    let coordinate way value =
        match way with
        | Way.Fixed _ -> 0.0
        | Way.Free(shift, scale) -> (value - shift) / scale
        | Way.Above(lower, scale) -> log (max inside ((value - lower) / scale))
        | Way.Below(upper, scale) -> log (max inside ((upper - value) / scale))
        | Way.Between(lower, upper) ->
            let part = min (1.0 - inside) (max inside ((value - lower) / (upper - lower)))
            log (part / (1.0 - part))

    /// ln |dθ/dz|.
    let logSlope way z =
        match way with
        | Way.Fixed _ -> 0.0
        | Way.Free(_, scale) -> log scale
        | Way.Above(_, scale)
        | Way.Below(_, scale) -> log scale + z
        | Way.Between(lower, upper) -> log (upper - lower) - abs z - 2.0 * log (1.0 + exp -(abs z))

    /// dθ/dz, and the derivative of its logarithm.
    let slopes way z =
        match way with
        | Way.Fixed _ -> struct (0.0, 0.0)
        | Way.Free(_, scale) -> struct (scale, 0.0)
        | Way.Above(_, scale) -> struct (scale * exp z, 1.0)
        | Way.Below(_, scale) -> struct (-scale * exp z, 1.0)
        | Way.Between(lower, upper) ->
            let tail = exp -(abs z)
            let rest = 1.0 + tail

            struct ((upper - lower) * tail / (rest * rest),
                    (if z > 0.0 then -1.0 else 1.0) * (1.0 - tail) / rest)

/// The parameters of networks under constraints, without those that are fixed, in coordinates z that have no bounds: of the size of
/// standardised parameters, with logarithms of the distances to bounds. Units of a monotone network turn the way that those of a
/// reference do.
[<Sealed>]
type internal ConstrainedCoordinates
    (constraints: Constraints, map: Standardisation, reference: Network, noiseParameters: int) =
    let layout = reference.Layout
    let size = layout.ParameterCount + noiseParameters

    let ways =
        let struct (box, _) = Feasible.place constraints reference

        Array.init size (fun p ->
            let place = p % layout.Stride

            if p > layout.Offset + 1 then
                Way.Free(0.0, 1.0 / map.InputScale[p - layout.Offset - 2])
            elif p > layout.Offset then
                Way.Free(log map.OutputScale, 1.0)
            elif p = layout.Offset then
                Way.ofLimits box.Lower[p] box.Upper[p] map.OutputShift map.OutputScale
            elif place < layout.Dimension then
                Way.ofLimits box.Lower[p] box.Upper[p] 0.0 (1.0 / map.InputScale[place])
            elif place = layout.Dimension then
                Way.ofLimits box.Lower[p] box.Upper[p] 0.0 1.0
            else
                Way.ofLimits box.Lower[p] box.Upper[p] 0.0 map.OutputScale)

    let isFree way =
        match way with
        | Way.Free _ -> true
        | _ -> false

    /// Units whose z of the bias is w·x + b at the mean of the inputs.
    let centred = [| 0 .. layout.Units - 1 |] |> Array.filter (fun unit -> isFree ways[layout.Bias unit])

    let centre (theta: float[]) unit =
        let mutable sum = 0.0

        for k in 0 .. layout.Dimension - 1 do
            sum <- sum + theta[layout.Weight(unit, k)] * map.InputShift[k]

        sum

    let sampled =
        [| 0 .. size - 1 |]
        |> Array.filter (fun p ->
            match ways[p] with
            | Way.Fixed _ -> false
            | _ -> true)

    /// The number of parameters, fixed ones included.
    member _.Size = size
    /// The places of the coordinates among the parameters.
    member _.Sampled = sampled

    /// Writes the parameters of the point that starts at an element.
    member _.Load(points: float[], at: int, theta: float[]) =
        for p in 0 .. size - 1 do
            theta[p] <- Way.value ways[p] 0.0

        for i in 0 .. sampled.Length - 1 do
            theta[sampled[i]] <- Way.value ways[sampled[i]] points[at + i]

        for unit in centred do
            theta[layout.Bias unit] <- theta[layout.Bias unit] - centre theta unit

    member this.ToParameters(points: float[]) =
        let theta = Array.zeroCreate size
        let count = points.Length / sampled.Length
        let result = Array.zeroCreate (count * size)

        for b in 0 .. count - 1 do
            this.Load(points, b * sampled.Length, theta)
            Array.blit theta 0 result (b * size) size

        result

    member _.OfParameters(theta: float[]) =
        let centredTheta = Array.copy theta

        for unit in centred do
            centredTheta[layout.Bias unit] <- theta[layout.Bias unit] + centre theta unit

        sampled |> Array.map (fun p -> Way.coordinate ways[p] centredTheta[p])

    /// ln |dθ/dz| at the point that starts at an element.
    member _.LogVolume(points: float[], at: int) =
        let mutable sum = 0.0

        for i in 0 .. sampled.Length - 1 do
            sum <- sum + Way.logSlope ways[sampled[i]] points[at + i]

        sum

    /// Makes the gradient by the parameters, which it changes, one by the coordinates, with that of the volume.
    member _.PullBack(points: float[], at: int, slope: float[], gradient: float[]) =
        for unit in centred do
            for k in 0 .. layout.Dimension - 1 do
                let w = layout.Weight(unit, k)
                slope[w] <- slope[w] - map.InputShift[k] * slope[layout.Bias unit]

        for i in 0 .. sampled.Length - 1 do
            let struct (change, ofLog) = Way.slopes ways[sampled[i]] points[at + i]
            gradient[at + i] <- slope[sampled[i]] * change + ofLog

/// A network's posterior within constraints, in their coordinates. Bounds cut its priors off.
[<Sealed>]
type private ConstrainedPart(full: LogDensity, coordinates: ConstrainedCoordinates) =
    inherit LikelihoodPart()

    let dimension = coordinates.Sampled.Length
    let evaluator = full.CreateEvaluator()
    let theta = Array.zeroCreate<float> full.Dimension
    let slope = Array.zeroCreate<float> full.Dimension
    let value = Array.zeroCreate<float> 1

    /// Where a parameter overflows, the density is 0.
    let isFinite () = Array.forall Double.IsFinite theta

    let sum density volume =
        let sum: float = density + volume
        if Double.IsFinite sum then sum else -infinity

    override this.Values(points, count, _, values) =
        evaluator.Cancellation <- this.Cancellation

        for b in 0 .. count - 1 do
            coordinates.Load(points, b * dimension, theta)

            values[b] <-
                if isFinite () then
                    evaluator.Evaluate(theta, 1, value)
                    sum value[0] (coordinates.LogVolume(points, b * dimension))
                else
                    -infinity

    override this.Gradients(points, count, _, values, gradients) =
        evaluator.Cancellation <- this.Cancellation

        for b in 0 .. count - 1 do
            let at = b * dimension
            coordinates.Load(points, at, theta)

            if isFinite () then
                evaluator.EvaluateWithGradient(theta, 1, value, slope)
                coordinates.PullBack(points, at, slope, gradients)
                values[b] <- sum value[0] (coordinates.LogVolume(points, at))
            else
                values[b] <- -infinity
                Array.Clear(gradients, at, dimension)

module internal ConstrainedDensity =
    /// The coordinates of a density of networks on data, and the density there.
    let create constraints (reference: Network) (full: LogDensity) =
        let data = full.Network.Value.Data
        let map = Standardisation.ofData Scaling.Standardise false data
        let noise = full.Dimension - reference.Layout.ParameterCount
        let coordinates = ConstrainedCoordinates(constraints, map, reference, noise)
        let names = coordinates.Sampled |> Array.map (fun p -> full.ParameterNames[p])

        struct (coordinates,
                LogDensity(names, full.HasGradient, None, None, fun () -> ConstrainedPart(full, coordinates)))

    /// What a user should know of the draws.
    let note (constraints: Constraints) activation =
        let turns =
            let canTurn =
                match Activation.symmetry activation with
                | Symmetry.Odd
                | Symmetry.Complement -> Constraints.allImages activation constraints
                | Symmetry.Even
                | Symmetry.Homogeneous
                | Symmetry.Permutation -> false

            // A turned unit is then the same function with other signs.
            if Array.isEmpty constraints.Monotone || canTurn then
                ""
            else
                " Units turn the way that they do in the fit."

        if Constraints.isNone constraints then
            ""
        else
            $" Fixed parameters are constant, and bounds cut the priors off: {Constraints.describe constraints}.{turns}"
