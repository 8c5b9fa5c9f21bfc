/// The jobs of the Torch benchmarks.
module UniversalApprox.TorchBenchmarks.Jobs

open System.Diagnostics
open System.Threading
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sampling.Diagnostics

let points = 500

let parabola =
    let x = Array.init points (fun i -> -5.0 + 10.0 * float i / float (points - 1))
    let noise = Array.zeroCreate<float> points
    Rng.fillUniform (System.Span noise) (Rng.ofSeed 1UL) |> ignore
    CurveData.create "parabola" [| "x" |] "y" [| x |] (Array.map2 (fun x u -> x * x + 0.5 * u) x noise)

let adam precision epochs =
    { TrainingOptions.defaults with
        Optimizer = Optimizer.Adam(0.03, epochs)
        Scaling = Scaling.None
        Precision = precision
    }

let trainUntil cancellation engine threads options units restarts =
    let requests: TrainingRequest[] =
        Array.init restarts (fun restart ->
            {
                Activation = Activation.Sigmoid
                Start = Start.PyTorch
                Restart = restart
                Rng = Rng.split restart (Rng.ofSeed 7UL)
            })

    Training.fitAll engine threads options units requests cancellation parabola

let train engine threads options units restarts =
    trainUntil CancellationToken.None engine threads options units restarts

let seconds work =
    let watch = Stopwatch.StartNew()
    work () |> ignore
    watch.Elapsed.TotalSeconds

let median (values: float[]) = (Array.sort values)[values.Length / 2]
