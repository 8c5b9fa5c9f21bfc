module UniversalApprox.Tests.Torch.MemoryTests

open System
open System.Diagnostics
open System.Threading
open Expecto
open TorchSharp
open UniversalApprox.Core
open UniversalApprox.Torch
open UniversalApprox.Tests.Torch.TorchSupport

/// Live tensors of this thread; libtorch must be loaded.
let private liveTensors () = DisposeScopeManager.Statistics.ThreadTotalLiveCount

let private resident () =
    GC.Collect()
    GC.WaitForPendingFinalizers()
    use here = Process.GetCurrentProcess()
    here.WorkingSet64

let private train options cancellation =
    Training.fitAll cpu.Value 1 options Activation.Gelu 4 (requests 8) cancellation (parabola 100)
    |> ignore

/// The least growth of resident memory from one of four trainings to the next: the garbage collector's own changes of
/// size come and go, a leak grows every time.
let private leastGrowth options =
    let after _ =
        train options CancellationToken.None
        float (resident ())

    List.init 5 after |> List.pairwise |> List.map (fun (before, after) -> after / before) |> List.min

// In sequence and on one thread: the statistics are per thread, the resident memory per process.
[<Tests>]
let tests =
    testSequenced
    <| testList
        "Torch memory"
        [
            testCase "2000 steps leave no tensor behind and the resident memory within 5 %"
            <| fun () ->
                cpu.Value |> ignore

                for optimizer in [ Optimizer.Adam(0.01, 2000); Optimizer.LBfgs 150 ] do
                    let before = liveTensors ()
                    let growth = leastGrowth (options optimizer)
                    Expect.equal (liveTensors ()) before $"{optimizer}: live tensors"
                    Expect.isLessThan growth 1.05 $"{optimizer}: resident memory"

            testCase "neither do cancellation, divergence and exceptions"
            <| fun () ->
                let data = parabola 200
                cpu.Value |> ignore
                let before = liveTensors ()
                use cancelled = new CancellationTokenSource(30)
                train (options (Optimizer.Adam(0.01, 1_000_000))) cancelled.Token
                use early = new CancellationTokenSource()
                early.Cancel()
                train (options (Optimizer.LBfgs 1000)) early.Token
                train (options (Optimizer.Adam(1e300, 50))) CancellationToken.None
                let tiny = TorchEngine.create TorchDevice.Cpu (Some 1L)

                Expect.throws
                    (fun () ->
                        Training.fitAll
                            tiny
                            1
                            (options (Optimizer.Adam(0.01, 5)))
                            Activation.Gelu
                            8
                            (requests 2)
                            CancellationToken.None
                            data
                        |> ignore)
                    "too little memory"

                // The program itself fails halfway: P does not fit the layout.
                Expect.throws
                    (fun () ->
                        use _scope = torch.NewDisposeScope()
                        let layout = { Dimension = 1; Units = 3 }

                        let program =
                            BatchProgram(
                                Activation.Tanh,
                                layout,
                                Loss.SumOfSquares,
                                Precision.Double,
                                torch.CPU,
                                data.Inputs,
                                data.Outputs
                            )

                        BatchAdam.minimise program false 0.01 5 4 CancellationToken.None [| [| 1.0; 2.0 |] |]
                        |> ignore)
                    "wrong shape"

                Expect.equal (liveTensors ()) before "live tensors"
        ]
