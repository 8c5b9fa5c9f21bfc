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
    Training.fitAll
        cpu.Value
        1
        options
        4
        (mixed [| Activation.Gelu; Activation.Softsign |] 4)
        cancellation
        (parabola 100)

/// The growth of resident memory from one run of `work` to the next, the least of three. The memory of the garbage collector
/// goes up and down, while a leak grows every time.
let private growth work =
    let after () =
        work ()
        float (resident ())

    let rec least tries before =
        let now = after ()
        let found = now / before

        if found < 1.05 || tries = 1 then
            found
        else
            min found (least (tries - 1) now)

    least 3 (after ())

/// Expects that neither tensors nor memory stay behind.
let private leavesNothing name work =
    cpu.Value |> ignore
    let before = liveTensors ()
    let growth = growth work
    Expect.equal (liveTensors ()) before $"{name}: live tensors"
    Expect.isLessThan growth 1.05 $"{name}: resident memory"

/// L-BFGS converges before 2000 iterations, so several trainings run until their longest iterations add up to `count`.
let private lbfgsSteps count () =
    let mutable left = count

    while left > 0 do
        let trained = train (options (Optimizer.LBfgs left)) CancellationToken.None
        left <- left - (trained |> Array.map _.Iterations |> Array.max |> max 1)

/// A training that is cancelled while it runs.
let private cancelled optimizer =
    use source = new CancellationTokenSource(20)
    let trained = train (options optimizer) source.Token
    Expect.contains (trained |> Array.map _.Stop) StopReason.Cancelled "cancelled on the way"

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

// In sequence and on one thread, because the statistics are per thread and resident memory is per process.
[<Tests>]
let tests =
    testSequenced
    <| testList
        "Torch memory"
        [
            testCase "2000 steps of Adam leave no tensor behind and the resident memory within 5 %"
            <| fun () ->
                let work () = train (options (Optimizer.Adam(0.01, 2000))) CancellationToken.None |> ignore
                leavesNothing "Adam" work

            testCase "2000 steps of L-BFGS leave no tensor behind and the resident memory within 5 %"
            <| fun () -> leavesNothing "L-BFGS" (lbfgsSteps 2000)

            testCase "cancellation and divergence leave no tensor behind"
            <| fun () ->
                leavesNothing "cancelled or diverged" (fun () ->
                    for _ in 1..10 do
                        cancelled (Optimizer.Adam(0.01, 1_000_000))
                        cancelled (Optimizer.LBfgs 1_000_000)
                        use early = new CancellationTokenSource()
                        early.Cancel()
                        train (options (Optimizer.LBfgs 1000)) early.Token |> ignore
                        train (options (Optimizer.Adam(1e300, 50))) CancellationToken.None |> ignore)

            testCase "exceptions leave no tensor behind"
            <| fun () ->
                let tiny = TorchEngine.create TorchDevice.Cpu (Some 1L)
                let adam = options (Optimizer.Adam(0.01, 5))

                leavesNothing "failed" (fun () ->
                    for _ in 1..100 do
                        Expect.throws
                            (fun () ->
                                fitFrom tiny adam Activation.Gelu 8 (requests 2) (parabola 200) |> ignore)
                            "too little memory"

                        misshapen (fun program token starts ->
                            BatchAdam.minimise program false 0.01 5 4 token starts |> ignore)

                        misshapen (fun program token starts ->
                            BatchLBfgs.minimise program false 5 4 token starts |> ignore))
        ]
