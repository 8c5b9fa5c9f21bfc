/// How near a sweep comes to the best of many independent starts.
module UniversalApprox.Benchmarks.TrainingGoal

open System
open System.Diagnostics
open System.Threading
open System.Threading.Tasks
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep

/// Curves on [-1, 1] with a spread of about 1.
let private curves: (string * (float -> float)) list =
    [
        "parabola", (fun x -> 3.0 * x * x)
        "sine", (fun x -> 1.4 * sin (9.0 * x))
        "runge", (fun x -> 3.0 / (1.0 + 25.0 * x * x))
        "exponential", (fun x -> exp (1.5 * x))
        "cubic", (fun x -> 4.0 * x * (x * x - 0.5))
        "chirp", (fun x -> 1.4 * sin (4.0 * (x + 1.0) * (x + 1.0)))
        "abs", (fun x -> 3.0 * abs x)
        "step", (fun x -> if x > 0.1 then 1.0 else -1.0)
        "two bumps",
        (fun x -> 3.0 * exp (-40.0 * (x + 0.4) * (x + 0.4)) + 2.0 * exp (-15.0 * (x - 0.5) * (x - 0.5)))
        "logarithm", (fun x -> log (1.05 + x))
    ]

/// The noises of each curve, in its units.
let private noises = [ 0.0; 0.1 ]

let private points = 100

let private activations =
    [ Activation.Sigmoid; Activation.Softsign; Activation.Gaussian; Activation.Relu ]

/// The curves with and without noise, by name.
let private data =
    [
        for name, curve in curves do
            for noise in noises do
                let x = Array.init points (fun i -> 2.0 * float i / float (points - 1) - 1.0)
                let z = Array.zeroCreate<float> points
                Rng.fillNormal (z.AsSpan()) (Rng.ofSeed 11UL) |> ignore
                let y = Array.map2 (fun x z -> curve x + noise * z) x z
                let name = if noise > 0.0 then $"noisy {name}" else name
                name, CurveData.create name [| "x" |] "y" [| x |] y
    ]

/// The root mean square residual of the best of this many starts, each trained to the end on its own.
let private best starts activation units (data: CurveData) =
    let trained start =
        Training.fit
            TrainingOptions.defaults
            Start.Spread
            activation
            units
            start
            (Rng.ofSeed 77UL |> Rng.split (1000 * units + start))
            CancellationToken.None
            data

    let residual (trained: TrainedNetwork) =
        GoodnessOfFit.residuals trained.Network data |> Array.averageBy (fun r -> r * r) |> sqrt

    let found = Array.zeroCreate<float> starts
    Parallel.For(0, starts, (fun start -> found[start] <- residual (trained (start + 1)))) |> ignore
    found |> Array.filter Double.IsFinite |> Array.min

/// The root mean square residuals of a sweep of one activation.
let private swept activation (units: int[]) (data: CurveData) =
    let fits = ResizeArray<UnitFit>()

    let plan =
        { SweepPlan.defaults with
            Units = units
            Activations = [| activation |]
            Validation = Validation.Skip
        }

    Sweep.run 2 ignore CancellationToken.None plan data fits.Add
    fits |> Seq.map _.Accuracy.Rmse |> Seq.toArray

/// A root mean square residual below this part of the spread is exact enough: nobody tells it from 0.
let private exact = 1e-9

/// How much larger the first is; 0 where it is smaller, or where both are as good as exact.
let private excess own best = if own <= max best exact then 0.0 else own / best - 1.0

let private cpu () = Process.GetCurrentProcess().UserProcessorTime.TotalSeconds

/// Prints how many of the cells miss the goal of 0.1 %, and the worst of them.
let print starts =
    let units = [| 1..8 |]
    let mutable sweeps = 0.0

    let cells =
        [|
            for activation in activations do
                for name, data in data do
                    let before = cpu ()
                    let own = swept activation units data
                    sweeps <- sweeps + cpu () - before

                    for i in 0 .. units.Length - 1 do
                        let reference = best starts activation units[i] data
                        struct (name, activation, units[i], own[i], reference)
        |]

    let isNoisy (name: string) = name.StartsWith "noisy"

    printfn $"{cells.Length} cells; sweeps took {sweeps:F1} s of CPU time.\n"

    printfn
        "| cells | more than 0.1 %% above the best start | more than 1 %% | more than 10 %% | more than 0.1 %% below it |"

    printfn "|---|---|---|---|---|"

    for noisy in [ true; false ] do
        for activation in activations do
            let group =
                cells
                |> Array.filter (fun struct (name, own, _, _, _) -> isNoisy name = noisy && own = activation)

            let above limit =
                group
                |> Array.filter (fun struct (_, _, _, own, best) -> excess own best > limit)
                |> Array.length

            let below =
                group |> Array.filter (fun struct (_, _, _, own, best) -> own < 0.999 * best) |> Array.length

            let kind = if noisy then "noisy" else "noise-free"

            printfn
                $"| {kind}: {Activation.name activation} | {above 0.001} of {group.Length} | {above 0.01} | {above 0.1} | {below} |"

    printfn ""

    for struct (name, activation, units, own, best) in
        cells
        |> Array.sortByDescending (fun struct (_, _, _, own, best) -> excess own best)
        |> Array.truncate 20 do
        printfn $"{name}, {units} {Activation.name activation}: {own:G4}, the best {best:G4}"
