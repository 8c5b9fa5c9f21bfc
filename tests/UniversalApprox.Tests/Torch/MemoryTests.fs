module UniversalApprox.Tests.Torch.MemoryTests

open System
open System.Threading
open Expecto
open TorchSharp
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Training
open UniversalApprox.Torch
open UniversalApprox.Tests.Torch.TorchSupport

/// Live tensors of this thread; libtorch must be loaded.
let private liveTensors () = DisposeScopeManager.Statistics.ThreadTotalLiveCount

let private train options cancellation =
    Training.fitAll
        cpu.Value
        1
        options
        4
        (mixed [| Activation.Gelu; Activation.Softsign |] 4)
        cancellation
        (parabola 100)

/// Expects that no tensor stays behind.
let private leavesNothing name work =
    cpu.Value |> ignore
    let before = liveTensors ()
    work ()
    Expect.equal (liveTensors ()) before $"{name}: live tensors"

/// A batch on which the program fails after it has made tensors, because P does not fit the layout.
let private misshapen minimise =
    let data = parabola 200
    let layout = { Dimension = 1; Units = 3 }

    Expect.throws
        (fun () ->
            use _scope = torch.NewDisposeScope()

            let program =
                BatchProgram(
                    layout,
                    Loss.SumOfSquares,
                    Precision.Double,
                    torch.CPU,
                    data.Inputs,
                    data.Outputs
                )

            minimise
                program
                CancellationToken.None
                [| { Activation = Activation.Tanh; Theta = [| 1.0; 2.0 |] } |])
        "wrong shape"

// The statistics are per thread. The benchmark `endurance` of libtorch shows the resident memory.
[<Tests>]
let tests =
    testList
        "Torch memory"
        [
            for optimizer in [ Optimizer.Adam(0.01, 200); Optimizer.LBfgs 200 ] do
                testCase $"200 steps of {optimizer} leave no tensor behind"
                <| fun () ->
                    leavesNothing "training" (fun () ->
                        train (options optimizer) CancellationToken.None |> ignore)

            testCase "cancellation and divergence leave no tensor behind"
            <| fun () ->
                leavesNothing "cancelled or diverged" (fun () ->
                    cancelled (fun program -> BatchAdam.minimise program false 0.01 1_000_000 4) |> ignore
                    cancelled (fun program -> BatchLBfgs.minimise program false 1_000_000 4) |> ignore
                    train (options (Optimizer.LBfgs 1000)) (CancellationToken true) |> ignore
                    train (options (Optimizer.Adam(1e300, 50))) CancellationToken.None |> ignore)

            testCase "exceptions leave no tensor behind"
            <| fun () ->
                let tiny = TorchEngine.create TorchDevice.Cpu (Some 1L)
                let adam = options (Optimizer.Adam(0.01, 5))

                leavesNothing "failed" (fun () ->
                    for _ in 1..3 do
                        Expect.throws
                            (fun () ->
                                fitFrom tiny adam Activation.Gelu 8 (requests 2) (parabola 200) |> ignore)
                            "too little memory"

                        misshapen (fun program token starts ->
                            BatchAdam.minimise program false 0.01 5 4 token starts |> ignore)

                        misshapen (fun program token starts ->
                            BatchLBfgs.minimise program false 5 4 token starts |> ignore))
        ]
