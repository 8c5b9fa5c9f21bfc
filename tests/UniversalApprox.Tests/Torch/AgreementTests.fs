module UniversalApprox.Tests.Torch.AgreementTests

open System
open System.Threading
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Torch
open UniversalApprox.Tests.Torch.TorchSupport

let private adam epochs = options (Optimizer.Adam(0.03, epochs))

/// On standardised data, with small steps, most trajectories are regular.
let private regular = options (Optimizer.Adam(0.01, 1000))

let private standardised =
    let data = parabola 101
    Standardisation.apply (Standardisation.ofData Scaling.Standardise false data) data

let private histories engine options activation units requests data =
    fitFrom engine options activation units requests data |> Array.map (fun trained -> trained.History)

/// The same starts, each parameter moved by one unit in the last place.
let private nudged (data: CurveData) activation units (requests: TrainingRequest[]) =
    requests
    |> Array.map (fun request ->
        let theta = (Start.pytorch activation data.Dimension units request.Rng).Parameters

        { request with
            Start =
                Start.Given(Network.create activation data.Dimension (theta |> Array.map Math.BitIncrement))
            Restart = 0
        })

[<Tests>]
let adamTests =
    testList
        "Torch Adam"
        [
            for activation in trainable do
                testCase
                    $"{Activation.name activation}: the core's losses to 1e-12 over 50 epochs, 1e-6 over 1000"
                <| fun () ->
                    let data = standardised
                    let starts = requests 6
                    let ours = histories cpu.Value regular activation 3 starts data
                    let core = histories Engine.Simd regular activation 3 starts data

                    let moved =
                        histories Engine.Simd regular activation 3 (nudged data activation 3 starts) data

                    let mutable compared = 0

                    for m in 0 .. starts.Length - 1 do
                        Expect.equal ours[m].Length 1001 "epochs"

                        for epoch in 0..50 do
                            Expect.isLessThan
                                (relative (ours[m][epoch], core[m][epoch]))
                                1e-12
                                $"network {m}, epoch {epoch}"

                        // Skips chaotic trajectories: a last-bit change of the start moves their end as well.
                        if relative (moved[m][1000], core[m][1000]) < 1e-8 then
                            compared <- compared + 1

                            Expect.isLessThan
                                (relative (ours[m][1000], core[m][1000]))
                                1e-6
                                $"network {m}, epoch 1000"

                    Expect.isGreaterThanOrEqual compared 4 "trajectories compared to the end, of 6"

            testCase "two inputs, other losses, a fixed offset"
            <| fun () ->
                for loss in losses do
                    for isFixed in [ false; true ] do
                        let options = { adam 50 with Loss = loss; NoOffset = isFixed }

                        let ours = fitFrom cpu.Value options Activation.Tanh 3 (requests 3) plane
                        let core = fitFrom Engine.Simd options Activation.Tanh 3 (requests 3) plane

                        for m in 0..2 do
                            Expect.isLessThan
                                (relative (ours[m].History[50], core[m].History[50]))
                                1e-11
                                (Loss.name loss)

                            if isFixed then
                                Expect.equal ours[m].Network.Offset 0.0 "offset"

            testCase "float32 follows float64 to single precision"
            <| fun () ->
                let single = { adam 200 with Precision = Precision.Single }

                let ours = histories cpu.Value single Activation.Sigmoid 4 (requests 3) (parabola 200)
                let full = histories cpu.Value (adam 200) Activation.Sigmoid 4 (requests 3) (parabola 200)

                for m in 0..2 do
                    Expect.isLessThan (relative (ours[m][200], full[m][200])) 1e-4 "loss"

            testCase "a divided batch gives the results of the whole batch"
            <| fun () ->
                let data = parabola 101
                let one = TorchEngine.predictBytes (adam 30) Activation.Gelu 3 1 data
                let small = TorchEngine.create TorchDevice.Cpu (Some(3L * one))
                let whole = histories cpu.Value (adam 30) Activation.Gelu 3 (requests 10) data
                let divided = histories small (adam 30) Activation.Gelu 3 (requests 10) data

                for m in 0..9 do
                    Expect.isLessThan (relative (divided[m][30], whole[m][30])) 1e-12 "loss"

            testCase "a network that does not fit into the memory is refused before it is tried"
            <| fun () ->
                let tiny = TorchEngine.create TorchDevice.Cpu (Some 1000L)

                let message =
                    Expect.throwsC
                        (fun () -> histories tiny (adam 1) Activation.Tanh 3 (requests 1) plane |> ignore)
                        (fun e -> e.Message)

                Expect.stringContains message "maxBytes" "remedy"

            testCase
                "divergence is reported per network, with its last finite parameters, and leaves the others alone"
            <| fun () ->
                let data = parabola 50
                let wild = Network.create Activation.Relu 1 [| 1e200; 0.0; 1e200; 0.0 |]
                let tame = Network.create Activation.Relu 1 [| 0.5; 0.1; 0.3; 0.0 |]

                let from network : TrainingRequest =
                    {
                        Activation = Activation.Relu
                        Start = Start.Given network
                        Restart = 0
                        Rng = Rng.ofSeed 1UL
                    }

                let ours = fitFrom cpu.Value (adam 100) Activation.Relu 1 [| from wild; from tame |] data
                Expect.equal ours[0].Stop StopReason.Diverged "wild"
                Expect.equal ours[0].Network wild "its start"
                Expect.equal ours[1].Stop StopReason.IterationLimit "tame"
                let huge = options (Optimizer.Adam(1e200, 100))
                let later = fitFrom cpu.Value huge Activation.Relu 2 (requests 2) data
                let core = fitFrom Engine.Simd huge Activation.Relu 2 (requests 2) data

                for m in 0..1 do
                    Expect.equal later[m].Stop core[m].Stop "stop"
                    Expect.equal later[m].Iterations core[m].Iterations "iterations"
                    Expect.isTrue (Array.forall Double.IsFinite later[m].Network.Parameters) "finite"

            testCase "networks of several activations train in one batch as they do alone"
            <| fun () ->
                let activations = [| Activation.Tanh; Activation.Relu; Activation.Sin |]
                let data = parabola 101
                let huge = options (Optimizer.Adam(1e200, 100))
                // Divergence replays a part of the batch.
                for options in [ adam 100; huge; options (Optimizer.LBfgs 8) ] do
                    let together =
                        Training.fitAll
                            cpu.Value
                            1
                            options
                            3
                            (mixed activations 4)
                            CancellationToken.None
                            data

                    let alone =
                        activations
                        |> Array.collect (fun activation ->
                            fitFrom cpu.Value options activation 3 (requests 4) data)

                    Expect.equal (together |> Array.map _.Stop) (alone |> Array.map _.Stop) "stops"

                    for a, b in Array.zip together alone do
                        Expect.equal a.Network.Activation b.Network.Activation "activation"
                        Expect.equal a.History.Length b.History.Length "iterations"

                        for x, y in Array.zip a.History b.History do
                            Expect.isLessThan (relative (x, y)) 1e-9 (Activation.name a.Network.Activation)

            for name, minimise in
                [
                    "Adam", (fun program -> BatchAdam.minimise program false 0.01 1_000_000 4)
                    "L-BFGS", (fun program -> BatchLBfgs.minimise program false 1_000_000 4)
                ] do
                testCase $"cancelling {name} stops it after the current evaluation with the results so far"
                <| fun () ->
                    let struct (optima, evaluations) = cancelled minimise
                    Expect.equal evaluations 10 "evaluations, none of them after the cancellation"

                    for one in optima do
                        Expect.equal one.Stop StopReason.Cancelled "stop"
                        Expect.isGreaterThan one.Iterations 0 "iterations"
                        Expect.equal (Array.last one.History) one.Loss "loss"

            testCase "training that is cancelled before it begins has the loss of its start"
            <| fun () ->
                let trained =
                    Training.fitAll cpu.Value 1 (adam 100) 3 (requests 2) (CancellationToken true) plane

                for one in trained do
                    Expect.equal one.Stop StopReason.Cancelled "stop"
                    Expect.equal one.Network one.Start "start"
        ]

[<Tests>]
let lbfgsTests =
    testList
        "Torch L-BFGS"
        [
            testCase "the core's trajectory, network by network, while rounding allows"
            <| fun () ->
                for activation in [ Activation.Tanh; Activation.Sigmoid; Activation.Gaussian ] do
                    let data = parabola 101
                    let few = options (Optimizer.LBfgs 8)
                    let ours = fitFrom cpu.Value few activation 2 (requests 6) data
                    let core = fitFrom Engine.Simd few activation 2 (requests 6) data

                    for m in 0..5 do
                        Expect.equal
                            ours[m].Iterations
                            core[m].Iterations
                            $"{Activation.name activation} {m}: iterations"

                        for k in 0 .. core[m].History.Length - 1 do
                            Expect.isLessThan
                                (relative (ours[m].History[k], core[m].History[k]))
                                1e-6
                                $"{Activation.name activation} {m}: iteration {k}"

            testCase "minima as low as the core's, and the loss never rises"
            <| fun () ->
                let data = parabola 101
                let many = options (Optimizer.LBfgs 300)
                let best (trained: TrainedNetwork[]) = trained |> Array.map Training.finalLoss |> Array.min
                let ours = fitFrom cpu.Value many Activation.Tanh 2 (requests 12) data
                let core = fitFrom Engine.Simd many Activation.Tanh 2 (requests 12) data
                Expect.isLessThan (best ours) (1.02 * best core) "best"

                for one in ours do
                    Expect.isTrue (Array.pairwise one.History |> Array.forall (fun (a, b) -> b <= a)) "falls"

                    Expect.isTrue
                        (one.Stop = StopReason.Converged || one.Stop = StopReason.IterationLimit)
                        "stop"
        ]

[<Tests>]
let sweepTests =
    let plan =
        { SweepPlan.defaults with
            Units = [| 1; 2 |]
            Activations = [| Activation.Tanh |]
            Restarts = 5
            Training = adam 120
            Validation = Validation.Folds 5
            KeepAllRestarts = true
        }

    let run engine plan data =
        let fits = ResizeArray<UnitFit>()
        Sweep.runOn engine 2 ignore CancellationToken.None plan data fits.Add
        List.ofSeq fits

    testList
        "Torch sweep"
        [
            testCase "the rows of the Simd engine, validation included"
            <| fun () ->
                let data = parabola 80
                let ours = run cpu.Value plan data
                let core = run Engine.Simd plan data
                Expect.equal ours.Length core.Length "rows"

                for a, b in List.zip ours core do
                    Expect.equal (a.Units, a.Restart, a.IsBest) (b.Units, b.Restart, b.IsBest) "row"
                    Expect.isLessThan (relative (a.Accuracy.Sse, b.Accuracy.Sse)) 1e-8 "sse"

                    match a.Validation, b.Validation with
                    | Some a, Some b -> Expect.isLessThan (relative (a.Rmse, b.Rmse)) 1e-7 "validation"
                    | a, b -> Expect.equal a b "validation"

            testCase "all restarts of all cells with equally many units train in one batch"
            <| fun () ->
                let batches = ResizeArray<int * int>()
                let torch = cpu.Value.Trainer.Value

                let recording =
                    { new IBatchTrainer with
                        member _.Validate options = torch.Validate options

                        member _.Minimise(task, starts, cancellation) =
                            batches.Add((task.Units, starts.Length))
                            torch.Minimise(task, starts, cancellation)
                    }

                let plan =
                    { plan with
                        Activations = [| Activation.Tanh; Activation.Gelu; Activation.Sin |]
                        Validation = Validation.Skip
                    }

                let data = parabola 80
                let ours = run (Engine("recording", Some recording)) plan data
                let core = run Engine.Simd plan data
                Expect.sequenceEqual batches [ 1, 15; 2, 15 ] "units and networks"
                Expect.equal ours.Length 30 "rows"

                for a, b in List.zip ours core do
                    Expect.equal
                        (a.Activation, a.Units, a.Restart, a.IsBest)
                        (b.Activation, b.Units, b.Restart, b.IsBest)
                        "row"

                    Expect.isLessThan (relative (a.Accuracy.Sse, b.Accuracy.Sse)) 1e-8 "sse"

            testCase "Levenberg–Marquardt is rejected, and Auto chooses Simd for it"
            <| fun () ->
                let plan = { plan with Training = TrainingOptions.defaults }

                let data = parabola 20
                let choose choice = TorchEngine.choose choice plan data

                let message =
                    Expect.throwsC (fun () -> choose (EngineChoice.Torch TorchDevice.Cpu) |> ignore) (fun e ->
                        e.Message)

                Expect.stringContains message "LevenbergMarquardt" "message"
                Expect.equal (choose EngineChoice.Auto).Name "simd" "auto"

            testCase "Auto stays with Simd for a small job, and for a large one without CUDA"
            <| fun () ->
                let large = { plan with Restarts = 100_000 }

                for plan in [ plan; large ] do
                    let engine = TorchEngine.choose EngineChoice.Auto plan (parabola 100)
                    let hasCuda = (TorchBackend.probe ()).Devices |> Array.contains "cuda"

                    Expect.equal
                        engine.Name
                        (if hasCuda && plan.Restarts > 5 then "torch (cuda:0)" else "simd")
                        "engine"

            testCase "names of engines and devices"
            <| fun () ->
                Expect.equal (TorchEngine.parseChoice "Torch" null) (EngineChoice.Torch TorchDevice.Cpu) "cpu"

                Expect.equal
                    (TorchEngine.parseChoice "torch" "cuda:1")
                    (EngineChoice.Torch(TorchDevice.Cuda 1))
                    "cuda:1"

                Expect.equal (TorchEngine.parseChoice "AUTO" "") EngineChoice.Auto "auto"

                for engine, device in
                    [ "gpu", ""; "torch", "tpu"; "torch", "cuda:x"; "simd", "cpu"; "auto", "cuda" ] do
                    Expect.throwsT<UniversalApprox.OptionException>
                        (fun () -> TorchEngine.parseChoice engine device |> ignore)
                        $"{engine} {device}"

            testCase "a device that is not there is named"
            <| fun () ->
                let failure, message =
                    failureOf (fun () -> TorchEngine.create (TorchDevice.Cuda 99) None |> ignore)

                Expect.equal failure TorchFailure.MissingDevice "failure"
                Expect.stringContains message "cuda:99" "message"
        ]
