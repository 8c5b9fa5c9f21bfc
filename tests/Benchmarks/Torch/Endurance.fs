/// The memory that training leaves behind, and how soon a training ends after it is cancelled.
module UniversalApprox.TorchBenchmarks.Endurance

open System
open System.Diagnostics
open System.Threading
open System.Threading.Tasks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Torch
open UniversalApprox.TorchBenchmarks.Jobs

let private units = 4
let private networks = 8

let private resident () =
    GC.Collect()
    GC.WaitForPendingFinalizers()
    use here = Process.GetCurrentProcess()
    float here.WorkingSet64 / 1e6

let private optimisers = [ "Adam", Optimizer.Adam(0.01, 2000); "L-BFGS", Optimizer.LBfgs 2000 ]

let private optionsOf optimizer = { adam Precision.Double 1 with Optimizer = optimizer }

/// Milliseconds from the cancellation to the end of a training that would take very long.
let private afterCancelling engine =
    use stop = new CancellationTokenSource()
    let watch = Stopwatch()

    let canceller =
        Task.Run(fun () ->
            Thread.Sleep 300
            watch.Start()
            stop.Cancel())

    trainUntil stop.Token engine 1 (adam Precision.Double 10_000_000) 16 64 |> ignore
    let taken = watch.Elapsed.TotalMilliseconds
    canceller.Wait()
    taken

let print () =
    let engine = TorchEngine.create TorchDevice.Cpu None
    printfn "Resident memory in MB after each of several trainings of 2000 steps"
    printfn ""
    printfn "| optimiser | 1 | 2 | 4 | 8 |"
    printfn "|---|---|---|---|---|"

    for name, optimizer in optimisers do
        let after count =
            for _ in 1..count do
                train engine 1 (optionsOf optimizer) units networks |> ignore

            resident ()

        // Each count adds to the trainings before it.
        let found = [ 1; 1; 2; 4 ] |> List.map after
        printfn "| %s | %s |" name (found |> List.map (sprintf "%.0f") |> String.concat " | ")

    let times = Array.init 9 (fun _ -> afterCancelling engine)

    printfn
        "\nCancelled, 64 networks of 16 units end after %.1f ms (%.1f to %.1f)."
        (median times)
        (Array.min times)
        (Array.max times)
