/// Least squares of one network for two data sets of one input, of which the second may be moved.
module internal UniversalApprox.Core.Measurements.JointFit

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training

/// How the second data set may differ from s·f(x − Δ) + δ with s = 1, Δ = 0 and δ = 0.
[<RequireQualifiedAccess>]
type Freedom =
    | Offset
    | Scale
    | Shift

/// The second data set follows Scale·f(x − Shift) + Offset.
type Move = { Scale: float; Shift: float; Offset: float }

let still = { Scale = 1.0; Shift = 0.0; Offset = 0.0 }

/// A network for the first data set, what moves it to the second, and the sum of squares over both.
type Joint =
    {
        Network: Network
        Move: Move
        /// Standard errors of what is free, from the curvature of the sum of squares; NaN for the rest.
        Errors: Move
        /// The covariance of offset and scale.
        OffsetWithScale: float
        Sse: float
    }

let private tolerance = 1e-10

/// The extra parameters of a freedom, after those of the network.
let private pack freedom move =
    match freedom with
    | Freedom.Offset -> [| move.Offset |]
    | Freedom.Scale -> [| move.Offset; move.Scale |]
    | Freedom.Shift -> [| move.Shift |]

let private unpack freedom (extra: float[]) =
    match freedom with
    | Freedom.Offset -> { still with Offset = extra[0] }
    | Freedom.Scale -> { still with Offset = extra[0]; Scale = extra[1] }
    | Freedom.Shift -> { still with Shift = extra[0] }

/// The network of the second data set.
let moved move (network: Network) =
    let layout = network.Layout
    let theta = network.Parameters

    for unit in 0 .. network.Units - 1 do
        theta[layout.Bias unit] <- theta[layout.Bias unit] - move.Shift * theta[layout.Weight(unit, 0)]
        theta[layout.Amplitude unit] <- move.Scale * theta[layout.Amplitude unit]

    theta[layout.Offset] <- move.Scale * theta[layout.Offset] + move.Offset
    Network.create network.Activation 1 theta

/// The data of one side, or of both, with the weight of each point among both; None where all are equally precise.
[<NoEquality; NoComparison>]
type Side = { Data: CurveData; Weights: float[] option }

let weightOf side i =
    match side.Weights with
    | Some weights -> weights[i]
    | None -> 1.0

/// The sum of squares of a network on data.
let sumOfSquares (network: Network) (side: Side) =
    let f = Network.predict network side.Data.Inputs
    let mutable sum = 0.0

    for i in 0 .. f.Length - 1 do
        let r = f[i] - side.Data.Outputs[i]
        sum <- sum + weightOf side i * (r * r)

    sum

/// The matrix [J r]ᵀ[J r] over both data sets, and with it the sum of squares as its last element.
let private products freedom (a: Side) (b: Side) (network: Network) move =
    let first, second = a.Data, b.Data
    let count = network.Layout.ParameterCount
    let extra = (pack freedom move).Length
    let size = count + extra + 1
    let sums = Array.zeroCreate<float>(size * size)
    let row = Array.zeroCreate<float> size

    let add weight =
        for i in 0 .. size - 1 do
            for j in 0..i do
                sums[i * size + j] <- sums[i * size + j] + weight * (row[i] * row[j])

    let slope (gradient: float[]) =
        let mutable sum = 0.0

        for unit in 0 .. network.Units - 1 do
            // ∂f/∂b = aσ′, so that f′ = Σ w·aσ′.
            sum <-
                sum + network.Parameters[network.Layout.Weight(unit, 0)] * gradient[network.Layout.Bias unit]

        sum

    for i in 0 .. first.Count - 1 do
        let x = [| first.Inputs[0].[i] |]
        Array.blit (Network.gradient network x) 0 row 0 count
        Array.fill row count extra 0.0
        row[size - 1] <- Network.evaluate network x - first.Outputs[i]
        add (weightOf a i)

    for i in 0 .. second.Count - 1 do
        let x = [| second.Inputs[0].[i] - move.Shift |]
        let gradient = Network.gradient network x
        let value = Network.evaluate network x

        for p in 0 .. count - 1 do
            row[p] <- move.Scale * gradient[p]

        match freedom with
        | Freedom.Offset -> row[count] <- 1.0
        | Freedom.Scale ->
            row[count] <- 1.0
            row[count + 1] <- value
        | Freedom.Shift -> row[count] <- -(slope gradient)

        row[size - 1] <- move.Scale * value + move.Offset - second.Outputs[i]
        add (weightOf b i)

    sums

/// Minimises from a network and a move, in the units of the data.
let private minimise freedom cancellation (first: Side) (second: Side) (network: Network) move =
    let count = network.Layout.ParameterCount
    let start = Array.append network.Parameters (pack freedom move)
    let size = start.Length

    let split (theta: float[]) =
        struct (Network.create network.Activation 1 theta[.. count - 1], unpack freedom theta[count..])

    let productsAt theta =
        let struct (network, move) = split theta
        products freedom first second network move

    let struct (theta, sums) = LeastSquares.minimise tolerance cancellation productsAt start
    let struct (network, move) = split theta
    let solver = LinearSolver size
    let step = Array.zeroCreate<float> size
    let at i j = sums[i * (size + 1) + j]
    let degrees = first.Data.Count + second.Data.Count - size
    let variance = if degrees > 0 then LeastSquares.sse sums / float degrees else nan

    let covariance one other =
        let unit i = if i = count + one then 1.0 else 0.0

        if solver.TrySolve(at, unit, (fun _ -> 1e-12), step) then
            variance * step[count + other]
        else
            nan

    let error extra = sqrt (covariance extra extra)
    let nothing = { Scale = nan; Shift = nan; Offset = nan }

    let errors =
        match freedom with
        | Freedom.Offset -> { nothing with Offset = error 0 }
        | Freedom.Scale -> { nothing with Offset = error 0; Scale = error 1 }
        | Freedom.Shift -> { nothing with Shift = error 0 }

    {
        Network = network
        Move = move
        Errors = errors
        OffsetWithScale = if freedom = Freedom.Scale then covariance 0 1 else 0.0
        Sse = LeastSquares.sse sums
    }

/// How far the second data set may be shifted for a first guess, in parts of the range of both, and the number of guesses.
let private widestShift = 0.5
let private shiftGuesses = 81

/// The move that fits the second data set best to the curve of the first, roughly.
let private guess freedom (first: Side) (side: Side) (network: Network) =
    let second = side.Data
    let mean (values: float[]) = Array.average values
    let f = Network.predict network second.Inputs

    match freedom with
    | Freedom.Offset -> { still with Offset = mean second.Outputs - mean f }
    | Freedom.Scale ->
        let centre, level = mean f, mean second.Outputs

        let covariance = Array.fold2 (fun sum a y -> sum + (a - centre) * (y - level)) 0.0 f second.Outputs

        let spread = f |> Array.sumBy (fun a -> (a - centre) * (a - centre))
        let scale = if spread > 0.0 then covariance / spread else 1.0
        { still with Scale = scale; Offset = level - scale * centre }
    | Freedom.Shift ->
        let all = Array.append first.Data.Inputs[0] second.Inputs[0]
        let reach = widestShift * (Array.max all - Array.min all)

        Array.init shiftGuesses (fun i -> reach * (2.0 * float i / float (shiftGuesses - 1) - 1.0))
        |> Array.map (fun shift -> { still with Shift = shift })
        |> Array.minBy (fun move -> sumOfSquares (moved move network) side)

/// The best of the fits from the common network, not moved, and from that of the first data set, moved by a guess. Works in the
/// units of `map`, and returns those of the data.
let fit freedom cancellation (map: Standardisation) (first: Side) (second: Side) common own =
    let standard (side: Side) = { side with Data = Standardisation.apply map side.Data }
    let a, b = standard first, standard second

    let common, own =
        Standardisation.networkToStandard map common, Standardisation.networkToStandard map own

    let minimise = minimise freedom cancellation a b

    let best = [| minimise common still; minimise own (guess freedom a b own) |] |> Array.minBy _.Sse

    let y = map.OutputScale
    let centre = map.OutputShift

    // δ = y·δ′ + centre·(1 − s).
    let offsetVariance =
        let ofScale = if freedom = Freedom.Scale then best.Errors.Scale else 0.0

        y * y * best.Errors.Offset * best.Errors.Offset + centre * centre * ofScale * ofScale
        - 2.0 * y * centre * best.OffsetWithScale

    {
        Network = Standardisation.networkToData map best.Network
        Move =
            {
                Scale = best.Move.Scale
                Shift = best.Move.Shift * map.InputScale[0]
                Offset = y * best.Move.Offset + centre * (1.0 - best.Move.Scale)
            }
        Errors =
            {
                Scale = best.Errors.Scale
                Shift = best.Errors.Shift * map.InputScale[0]
                Offset = sqrt offsetVariance
            }
        OffsetWithScale = y * best.OffsetWithScale - centre * best.Errors.Scale * best.Errors.Scale
        Sse = y * y * best.Sse
    }
