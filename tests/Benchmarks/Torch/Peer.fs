/// Runs the engine and PyTorch alternately on the same job and machine.
module UniversalApprox.TorchBenchmarks.Peer

open System
open System.Diagnostics
open System.Globalization
open System.IO
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Torch
open UniversalApprox.TorchBenchmarks.Jobs

let private rounds = 3

let private pytorch (python: string) (precision: string) =
    let script = Path.Combine(AppContext.BaseDirectory, "torch_adam.py")
    let info = ProcessStartInfo(python, [ script; precision ], RedirectStandardOutput = true)
    use started = Process.Start info
    let output = started.StandardOutput.ReadToEnd()
    started.WaitForExit()
    Double.Parse(output, CultureInfo.InvariantCulture)

let print python =
    let engine = TorchEngine.create TorchDevice.Cpu None
    printfn "Network-epochs per second on one thread, medians of %d alternating runs" rounds
    printfn ""
    printfn "| precision | PyTorch | Torch engine | ratio | Simd engine |"
    printfn "|---|---|---|---|---|"

    for name, precision in [ "float32", Precision.Single; "float64", Precision.Double ] do
        let results =
            Array.init rounds (fun _ ->
                struct (pytorch python name,
                        Rates.measure engine precision,
                        Rates.measure Engine.Simd precision))

        let peer = median (results |> Array.map (fun struct (peer, _, _) -> peer))
        let ours = median (results |> Array.map (fun struct (_, ours, _) -> ours))
        let simd = median (results |> Array.map (fun struct (_, _, simd) -> simd))
        printfn "| %s | %.0f | %.0f | %.1f | %.0f |" name peer ours (ours / peer) simd
