/// Bounds from theory for the error of N units, where the target is known.
module internal UniversalApprox.Charts.Figures.Sweeps.TheoryBounds

open System
open UniversalApprox.Core.Data

/// A root mean square error as a function of the number of units, with its name.
type Bound = { Name: string; Rmse: float -> float }

/// Whether the noiseless function of the data equals f at the data.
let private isTarget (f: float -> float) (data: CurveData) =
    match data.Target with
    | Some target when data.Dimension = 1 ->
        data.Inputs[0]
        |> Seq.truncate 64
        |> Seq.forall (fun x -> abs (target [| x |] - f x) <= 1e-12 * (1.0 + abs (f x)))
    | _ -> false

let private half (data: CurveData) = 0.5 * (Array.max data.Inputs[0] - Array.min data.Inputs[0])

let private isCentred (data: CurveData) =
    let low, high = Array.min data.Inputs[0], Array.max data.Inputs[0]
    high > low && abs (low + high) <= 0.02 * (high - low)

/// Barron, IEEE Trans. Inf. Theory 39, 1993, theorem 1: the mean squared error is at most (2rC)²/N on a ball of radius r,
/// where C is the mean of |ω| over the function's Fourier transform.
let private barron radius constant =
    { Name = "Barron's bound"; Rmse = fun units -> 2.0 * radius * constant / sqrt units }

/// Bounds for x² on [−A, A] and for the sine. For x², C = 2A. The triangle wave that continues the derivative 2x has
/// Fourier coefficients that add up to 2A, and no continuation has less than the largest derivative. Steps as units give
/// 7A⁴/(15N) by the same argument.
let ofData (data: CurveData) =
    if isTarget (fun x -> x * x) data && isCentred data then
        let a = half data

        [
            barron a (2.0 * a)
            { Name = "sharper bound for x²"; Rmse = fun units -> a * a * sqrt (7.0 / (15.0 * units)) }
        ]
    elif isTarget Math.Sin data then
        [ barron (half data) 1.0 ]
    else
        []

/// The lowest root mean square error of N relu units for x² on [−A, A], including noise of the given standard deviation.
/// It has N + 1 linear pieces, reached for even N. None for other targets.
let reluOptimum noise units (data: CurveData) =
    if isTarget (fun x -> x * x) data && isCentred data && units % 2 = 0 then
        let pieces = float (units + 1)
        Some(sqrt (4.0 * half data ** 4.0 / (45.0 * pieces ** 4.0) + noise * noise))
    else
        None
