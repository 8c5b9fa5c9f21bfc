/// Measures correctness and speed of a device, by the size of the batch.
module UniversalApprox.TorchBenchmarks.Gpu

open System
open System.Threading
open TorchSharp
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Torch
open UniversalApprox.TorchBenchmarks.Jobs

let private units = 16

/// The largest relative difference from the losses of the vector kernels: over 50 epochs, and at the end of `epochs`.
let private differences engine epochs =
    let options = adam Precision.Double epochs
    let ours = train engine 1 options 4 32
    let core = train Engine.Simd 1 options 4 32

    let differenceAt epoch =
        Array.map2
            (fun (a: TrainedNetwork) (b: TrainedNetwork) -> abs (a.History[epoch] / b.History[epoch] - 1.0))
            ours
            core

    let early = Seq.init 51 (differenceAt >> Array.max) |> Seq.max
    struct (early, median (differenceAt epochs))

/// Networks times epochs per second, from a job that is long enough to measure.
let private trainingRate engine precision batch =
    let epochs = max 10 (min 1000 (2_000_000 / batch))
    train engine 1 (adam precision 5) units batch |> ignore
    float (batch * epochs) / seconds (fun () -> train engine 1 (adam precision epochs) units batch)

/// Losses and gradients per second, with parameters and results kept on the device.
let private evaluationRate device precision (batch: int) =
    use _scope = torch.NewDisposeScope()
    use _noGradient = torch.no_grad ()
    let onDevice = TorchDevice.require device
    let layout = { Dimension = 1; Units = units }

    let program =
        BatchProgram(layout, Loss.SumOfSquares, precision, onDevice, parabola.Inputs, parabola.Outputs)

    // Runs in parts that fit, because training splits a batch in the same way.
    let part = min batch 8192
    let theta = torch.randn ([| int64 part; int64 layout.ParameterCount |], torch.float64, onDevice)
    let sigmoids = TensorActivation.runsOf (Array.replicate part Activation.Sigmoid)
    let repetitions = max 3 (min 200 (1_000_000 / batch))

    let work times () =
        for _ in 1 .. times * (batch / part) do
            use _scope = torch.NewDisposeScope()
            program.LossAndGradient(sigmoids, theta) |> ignore

        if device <> TorchDevice.Cpu then
            torch.cuda.synchronize ()

    work 1 ()
    float (batch * repetitions) / seconds (work repetitions)

/// Network-epochs per second of a whole sweep on all cores.
let private sweepRate engine restarts =
    let epochs = max 20 (min 1000 (200_000 / restarts))

    let sweep epochs =
        let plan =
            { SweepPlan.defaults with
                Units = [| units |]
                Restarts = restarts
                Start = Start.PyTorch
                Validation = Validation.Skip
                Training = adam Precision.Double epochs
            }

        Sweep.runOn engine Environment.ProcessorCount ignore CancellationToken.None plan parabola ignore

    sweep 5
    float (restarts * epochs) / seconds (fun () -> sweep epochs)

/// Prints the table from which to set TorchEngine.autoThreshold.
let private printThreshold engine device =
    printfn ""

    printfn
        "Sweeps by size, float64: the threshold of Auto, now %d, belongs where %s overtakes Simd"
        TorchEngine.autoThreshold
        device

    printfn ""

    printfn
        "| restarts | unit evaluations per epoch | Simd network-epochs/s, %d threads | %s |"
        Environment.ProcessorCount
        device

    printfn "|---|---|---|---|"

    for restarts in [ 4; 16; 64; 256; 1024 ] do
        printfn
            "| %d | %d | %.0f | %.0f |"
            restarts
            (restarts * units * points)
            (sweepRate Engine.Simd restarts)
            (sweepRate engine restarts)

let print deviceName largest =
    let device = TorchDevice.parse deviceName
    let engine = TorchEngine.create device None
    let info = TorchBackend.probe ()
    printfn "libtorch %s from %s (%s), %s" info.LibtorchVersion info.LibtorchFolder info.FoundIn info.LoadedAs
    let struct (early, late) = differences engine 1000

    printfn
        "Losses against the vector kernels: %.1e at most over 50 epochs, %.1e in the median after 1000"
        early
        late

    if not (early < 1e-11 && late < 1e-6) then
        failwith "The device does not compute what the vector kernels compute."

    printfn ""
    printfn "%d sigmoid units, %d points, device %s" units points (TorchDevice.name device)
    printfn ""
    printfn "| B | network-epochs/s float32 | float64 | evaluations/s float32 | float64 |"
    printfn "|---|---|---|---|---|"

    for batch in Seq.initInfinite (fun k -> 64 <<< (2 * k)) |> Seq.takeWhile (fun batch -> batch <= largest) do
        let training precision = trainingRate engine precision batch
        let evaluation precision = evaluationRate device precision batch

        printfn
            "| %d | %.0f | %.0f | %.0f | %.0f |"
            batch
            (training Precision.Single)
            (training Precision.Double)
            (evaluation Precision.Single)
            (evaluation Precision.Double)

    printThreshold engine (TorchDevice.name device)
