/// Networks that are the same function, written with other parameters.
module internal UniversalApprox.Core.Training.Representation

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data

/// The activation that training uses. Networks of tanh and of sigmoid units with an offset are one class of functions, because
/// tanh z = 2σ(2z) − 1, so least squares trains both as sigmoid units and finds the same curves. A weight decay tells them apart, and so
/// do constraints.
let trainedAs (options: TrainingOptions) activation =
    match activation, options.Optimizer with
    | Activation.Tanh, Optimizer.LevenbergMarquardt _ when
        not options.NoOffset && options.WeightDecay = 0.0 && Constraints.isNone options.Constraints
        ->
        Activation.Sigmoid
    | own, _ -> own

let private mapUnits activation (change: HiddenUnit -> HiddenUnit) offset (network: Network) =
    Network.ofUnits activation network.Dimension (network.HiddenUnits |> Array.map change) offset

/// a·σ(w·x + b) = (a/2)·tanh((w·x + b)/2) + a/2, and back.
let private scaled factor (unit: HiddenUnit) =
    {
        Weights = unit.Weights |> Array.map (fun w -> factor * w)
        Bias = factor * unit.Bias
        Amplitude = factor * unit.Amplitude
    }

/// The same function with units of another activation; only between sigmoid and tanh.
let withActivation activation (network: Network) =
    let amplitudes = network.HiddenUnits |> Array.sumBy _.Amplitude

    match network.Activation, activation with
    | Activation.Sigmoid, Activation.Tanh ->
        mapUnits activation (scaled 0.5) (network.Offset + 0.5 * amplitudes) network
    | Activation.Tanh, Activation.Sigmoid ->
        mapUnits activation (scaled 2.0) (network.Offset - amplitudes) network
    | _ -> network

/// From this |z| on, σ(z) has its limits 0 or 1 (−1 or 1) to the last bit; None where it never has.
let private saturation activation =
    match activation with
    | Activation.Sigmoid -> Some 40.0
    | Activation.Tanh -> Some 20.0
    | Activation.Erf -> Some 6.5
    | _ -> None

/// The least steep unit of the same values at all x, where all of them but those at one x are saturated: a step between two
/// points, or one that passes through a point.
let private flattened limit (x: float[]) (unit: HiddenUnit) =
    let w = unit.Weights[0]
    let z = x |> Array.map (fun x -> w * x + unit.Bias)
    let within = [| 0 .. x.Length - 1 |] |> Array.filter (fun i -> abs z[i] < limit)
    let pivot = if within.Length > 0 then x[within[0]] else -unit.Bias / w
    let level = w * pivot + unit.Bias

    if w = 0.0 || within |> Array.exists (fun i -> x[i] <> pivot) then
        unit
    else
        let nearest =
            x
            |> Array.fold
                (fun found x -> if x = pivot then found else min found (abs (w * (x - pivot))))
                infinity

        let factor = (limit + abs level) / nearest

        if factor < 1.0 then
            { unit with Weights = [| factor * w |]; Bias = level - factor * w * pivot }
        else
            unit

/// The network with the least steep units that have the same values at the points. Least squares lets a step between two points
/// grow ever steeper, until its parameters cannot carry its place any more.
let moderate (data: CurveData) (network: Network) =
    match saturation network.Activation with
    | Some limit when network.Dimension = 1 ->
        mapUnits network.Activation (flattened limit data.Inputs[0]) network.Offset network
    | _ -> network
