/// Starts that cover the data. Each unit has a direction; the spread of the inputs along it sets the unit's centre (where
/// z = 0) and width. Amplitudes are 0, because the first linear solve finds them.
module internal UniversalApprox.Core.Training.SpreadStart

open System
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data

/// The range of the slope |w| of a unit, in multiples of 1/range of the projected inputs. Slopes are log-uniform between the
/// two ends. N is the number of units.
let private sharpness activation (units: int) =
    let n = float units

    match activation with
    | Activation.Relu
    | Activation.LeakyRelu -> struct (1.0, 1.0)
    | Activation.Sin -> struct (1.5, 4.0 * (n + 1.0))
    | Activation.Gaussian -> struct (1.0, 4.0 * n + 2.0)
    | Activation.Tanh
    | Activation.Erf -> struct (1.0, 5.0 * n + 2.0)
    | Activation.Softsign -> struct (2.0, 20.0 * n + 4.0)
    | _ -> struct (2.0, 10.0 * n + 4.0)

/// How many times sharper than those of a start of `units` units a unit may be, until it turns within the distance of two of
/// `points` points. Waves that fast would only pass through points that they do not follow, and kinks have no width: 1 for both.
let sharpening activation units points =
    match activation with
    | Activation.Sin
    | Activation.Relu
    | Activation.LeakyRelu -> 1.0
    | _ ->
        let struct (_, usual) = sharpness activation units
        let struct (_, most) = sharpness activation points
        max 1.0 (most / usual)

/// Whether the unit acts on one side of its centre only. Such a unit is dead or merely linear if its centre is outside the
/// data.
let private isOneSided activation =
    match activation with
    | Activation.Relu
    | Activation.LeakyRelu -> true
    | _ -> false

/// A mutable source of random numbers for the code below.
[<Sealed>]
type private Draws(rng: Rng) =
    let mutable stream = rng

    member _.Uniform() =
        let struct (value, next) = Rng.uniform stream
        stream <- next
        value

    member _.Normal() =
        let struct (value, next) = Rng.normal stream
        stream <- next
        value

/// The inputs of about a thousand evenly chosen points at most, which stand for all.
let private sample (data: CurveData) =
    let stride = max 1 (data.Count / 1000)
    let rows = [| 0..stride .. data.Count - 1 |]
    data.Inputs |> Array.map (fun column -> rows |> Array.map (fun i -> column[i]))

let private direction dimension (draws: Draws) =
    if dimension = 1 then
        [| 1.0 |]
    else
        let v = Array.init dimension (fun _ -> draws.Normal())
        let norm = sqrt (Array.sumBy (fun c -> c * c) v)

        if norm > 0.0 then
            v |> Array.map (fun c -> c / norm)
        else
            Array.init dimension (fun k -> if k = 0 then 1.0 else 0.0)

let private projectedRange (columns: float[][]) (direction: float[]) =
    let mutable low = infinity
    let mutable high = -infinity

    for i in 0 .. columns[0].Length - 1 do
        let mutable p = 0.0

        for k in 0 .. direction.Length - 1 do
            p <- p + direction[k] * columns[k][i]

        low <- min low p
        high <- max high p

    if high > low then
        struct (low, high)
    else
        struct (low - 1.0, high + 1.0)

/// A start for `units` units. `regular` asks for the regular arrangement, which has no randomness for one input. `data` is
/// in the optimiser's units.
let draw activation units regular (data: CurveData) (rng: Rng) =
    let draws = Draws rng
    let columns = sample data
    let struct (dullest, sharpest) = sharpness activation units
    // One-sided units with an index below `split` face down and the others up, so that none hides another. In about half of
    // the random starts they face at random.
    let split =
        if regular then
            (units + 1) / 2
        else
            int (draws.Uniform() * float (units + 1))

    let faceAtRandom = not regular && draws.Uniform() < 0.5
    let margin = if isOneSided activation || regular then 0.0 else 0.25

    let unit index =
        let along = direction data.Dimension draws
        let struct (low, high) = projectedRange columns along
        let range = high - low
        let jitter = if regular then 0.0 else draws.Uniform() - 0.5
        let place = (float index + 1.0 + jitter) / (float units + 1.0)
        let centre = low - margin * range + (1.0 + 2.0 * margin) * range * place
        let level = if regular then 0.5 else draws.Uniform()
        let sharpness = dullest * Math.Pow(sharpest / dullest, level) / range
        let up = if faceAtRandom then draws.Uniform() < 0.5 else index >= split
        let steep = if up then sharpness else -sharpness

        {
            Weights = along |> Array.map (fun c -> steep * c)
            Bias = -steep * centre
            Amplitude = 0.0
        }

    Network.ofUnits activation data.Dimension (List.init units unit) 0.0
