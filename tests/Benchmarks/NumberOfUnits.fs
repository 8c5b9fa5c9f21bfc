/// How often each criterion finds a known number of units, and how near the chosen curve is to the true one.
module UniversalApprox.Benchmarks.NumberOfUnits

open System
open System.Threading
open System.Threading.Tasks
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep

/// A curve on a range. `Units` is its true number of units of this activation; None where no network equals it.
type private Truth =
    {
        Activation: Activation
        Units: int option
        Lower: float
        Upper: float
        Curve: float -> float
    }

let private uniform rng index =
    let struct (value, _) = Rng.uniform (Rng.split index rng)
    value

/// Separated units of heights about 1 on [0, 10].
let private network activation units seed =
    let rng = Rng.ofSeed (uint64 (1000 + seed))
    let count = float units

    let unit i =
        let draw k = uniform rng (10 * i + k)
        let centre = 10.0 * (float i + 1.0 + 0.4 * (draw 0 - 0.5)) / (count + 1.0)
        let height = (0.8 + 0.4 * draw 1) * (if draw 2 < 0.5 then 1.0 else -1.0)

        let width =
            match activation with
            | Activation.Gaussian -> 0.8 + 0.8 * draw 3
            | Activation.Softsign -> 3.0 + 4.0 * draw 3
            | _ -> 1.5 + 2.0 * draw 3

        let weight = width * (count + 1.0) / 3.0
        { Weights = [| weight |]; Bias = -weight * centre; Amplitude = height }

    Network.ofUnits activation 1 (List.init units unit) 0.0

let private networks seed =
    [
        for activation in [ Activation.Tanh; Activation.Softsign; Activation.Gaussian ] ->
            let units = 2 + seed % 3
            let truth = network activation units seed

            {
                Activation = activation
                Units = Some units
                Lower = 0.0
                Upper = 10.0
                Curve = fun x -> (Network.predict truth [| [| x |] |])[0]
            }
    ]

let private otherCurve seed =
    let lower, upper, curve =
        match seed % 5 with
        | 0 -> -1.0, 1.0, (fun x -> 3.0 * x * x)
        | 1 -> 0.0, 10.0, (fun x -> sin (1.5 * x))
        | 2 -> -1.0, 1.0, (fun x -> 2.0 / (1.0 + 25.0 * x * x))
        | 3 -> -1.0, 1.0, (fun x -> 3.0 * abs x)
        | _ -> -1.0, 1.0, (fun x -> if x > 0.1 then 1.0 else -1.0)

    {
        Activation = Activation.Tanh
        Units = None
        Lower = lower
        Upper = upper
        Curve = curve
    }

let private grid truth points =
    Array.init points (fun i -> truth.Lower + (truth.Upper - truth.Lower) * float i / float (points - 1))

let private observe truth points sd seed =
    let x = grid truth points
    let noise = Array.zeroCreate<float> points

    Rng.fillNormal (noise.AsSpan()) (Rng.ofSeed (uint64 (seed * 7919 + points * 13 + int (100.0 * sd))))
    |> ignore

    let y = Array.map2 (fun x z -> truth.Curve x + sd * z) x noise
    CurveData.create "known" [| "x" |] "y" [| x |] y

/// The root mean square distance of a curve to the true one.
let private distance truth (curve: float[] -> float[]) =
    let x = grid truth 400

    Array.map2 (fun x y -> (truth.Curve x - y) * (truth.Curve x - y)) x (curve x)
    |> Array.average
    |> sqrt

let private criteria =
    [
        "F test (default)", Selection.defaultCriterion
        "validation", (fun _ -> Criterion.Validation Selection.defaultMargin)
        "AICc", (fun _ -> Criterion.Aicc)
        "BIC", (fun _ -> Criterion.Bic)
    ]

/// What each criterion chose for one data set: the number of units less the true one, and the distance to the true curve over
/// the least of all sizes. Where a criterion recommends none, the constant stands for it.
let private choices truth points sd seed =
    let data = observe truth points sd seed
    let fits = ResizeArray<UnitFit>()

    let plan =
        { SweepPlan.defaults with
            Units = [| 1..6 |]
            Activations = [| truth.Activation |]
            // A sweep of few points validates only where it is asked to.
            Validation = Validation.Folds 5
            Seed = uint64 seed
        }

    Sweep.run 1 ignore CancellationToken.None plan data fits.Add
    let curve (fit: UnitFit) x = Network.predict fit.Trained.Network [| x |]
    let mean = Array.average data.Outputs
    let constant = distance truth (Array.map (fun _ -> mean))
    let least = fits |> Seq.map (fun fit -> distance truth (curve fit)) |> Seq.min |> min constant

    criteria
    |> List.map (fun (_, criterion) ->
        match (Selection.recommend (criterion fits) fits).Recommended with
        | Some fit ->
            struct (fit.Units - Option.defaultValue fit.Units truth.Units, distance truth (curve fit) / least)
        | None -> struct (-1, constant / least))

let private noises = [ 0.02; 0.1; 0.3; 1.0 ]

let private row name points sd seeds truths =
    let sets =
        [|
            for seed in 1..seeds do
                for truth in truths seed -> struct (truth, seed)
        |]

    let found = Array.zeroCreate<struct (int * float) list> sets.Length

    Parallel.For(
        0,
        sets.Length,
        fun i ->
            let struct (truth, seed) = sets[i]
            found[i] <- choices truth points sd seed
    )
    |> ignore

    let cell k =
        let own = found |> Array.map (List.item k)
        let count predicate = own |> Array.filter (fun struct (more, _) -> predicate more) |> Array.length
        let error = own |> Array.averageBy (fun struct (_, error) -> min 10.0 error)

        if name = "known" then
            $"{count ((=) 0)} ({count (fun more -> more < 0)} / {count (fun more -> more > 0)}), {error:F2}"
        else
            $"{error:F2}"

    let cells = criteria |> List.mapi (fun k _ -> cell k) |> String.concat " | "
    printfn $"| {name} | {points} | {sd} | {sets.Length} | {cells} |"

/// Prints the table for this many seeds of each cell.
let print seeds =
    let names = criteria |> List.map fst |> String.concat " | "
    printfn "Exact (fewer / more), and the error of the curve over that of the best number.\n"
    printfn $"| truth | points | noise | sets | {names} |"
    printfn "|---|---|---|---|---|---|---|---|"

    for points in [ 30; 100; 1000 ] do
        for sd in noises do
            row "known" points sd seeds networks

    for points in [ 30; 100; 1000 ] do
        for sd in noises do
            row "other curves" points sd seeds (otherCurve >> List.singleton)
