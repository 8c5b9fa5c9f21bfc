namespace UniversalApprox.Torch

open System
open System.Threading
open TorchSharp
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep

[<RequireQualifiedAccess>]
type EngineChoice =
    | Simd
    | Torch of device: TorchDevice
    | Auto

type BatchEvaluation = { Losses: float[]; Gradients: float[][] }

[<RequireQualifiedAccess>]
module TorchEngine =
    // This value is an estimate, not a measurement; see the signature.
    let autoThreshold = 1L <<< 20

    let defaultMaxBytes device =
        match device with
        | TorchDevice.Cpu -> 512L <<< 20
        | TorchDevice.Cuda _ -> 4L <<< 30

    let private validateTraining (options: TrainingOptions) =
        match options.Optimizer with
        | Optimizer.LevenbergMarquardt _ ->
            let engine = Check.named "Engine"

            Check.refuseWith
                $"LevenbergMarquardt runs on {engine} Simd only."
                "Optimizer"
                (Check.told "LevenbergMarquardt")
                $"Adam or LBfgs with {engine} Torch"
        | Optimizer.Adam _
        | Optimizer.LBfgs _ -> ()

        if options.WeightDecay > 0.0 then
            let engine = Check.named "Engine"
            Check.refuse "WeightDecay" options.WeightDecay $"0 with {engine} Torch"

    let private programOf (task: BatchTask) device =
        let layout = { Dimension = task.Data.Dimension; Units = task.Units }

        BatchProgram(layout, task.Loss, task.Precision, device, task.Data.Inputs, task.Data.Outputs)

    let private train (task: BatchTask) device cancellation (starts: BatchStart[]) =
        use _scope = torch.NewDisposeScope()
        use _noGradient = torch.no_grad ()
        let program = programOf task device
        let interval = BatchMemory.interval starts.Length task

        match task.Optimizer with
        | Optimizer.Adam(rate, epochs) ->
            BatchAdam.minimise program task.NoOffset rate epochs interval cancellation starts
        | Optimizer.LBfgs iterations ->
            BatchLBfgs.minimise program task.NoOffset iterations interval cancellation starts
        | Optimizer.LevenbergMarquardt _ -> invalidOp "validated before"

    let private trainer device budget =
        { new IBatchTrainer with
            member _.Validate options = validateTraining options

            member _.Minimise(task, starts, cancellation) =
                validateTraining { TrainingOptions.defaults with Optimizer = task.Optimizer }

                torch.set_num_threads task.Threads

                // Splits into equal parts, because a small rest would cost as many operations as a full batch.
                let largest = BatchMemory.largestBatch budget task (starts |> Array.map _.Activation)
                let parts = (starts.Length + largest - 1) / largest
                starts |> Array.splitInto (max 1 parts) |> Array.collect (train task device cancellation)
        }

    let create device maxBytes =
        let budget = maxBytes |> Option.defaultValue (defaultMaxBytes device)

        if budget < 1L then
            Check.refuse "maxBytes" budget $"at least 1"

        let onDevice = TorchDevice.require device
        Engine($"torch ({TorchDevice.name device})", Some(trainer onDevice budget))

    let private isLarge (plan: SweepPlan) (data: CurveData) =
        let networks = int64 plan.Activations.Length * int64 plan.Restarts
        networks * int64 (Array.max plan.Units) * int64 data.Count >= autoThreshold

    let private suitsTorch (plan: SweepPlan) =
        match plan.Training.Optimizer with
        | Optimizer.LevenbergMarquardt _ -> false
        | Optimizer.Adam _
        | Optimizer.LBfgs _ -> plan.Training.WeightDecay = 0.0 && Constraints.isNone plan.Training.Constraints

    let validate choice options =
        match choice with
        | EngineChoice.Torch _ -> validateTraining options
        | EngineChoice.Simd
        | EngineChoice.Auto -> ()

    let choose choice plan data =
        match choice with
        | EngineChoice.Simd -> Engine.Simd
        | EngineChoice.Torch device ->
            // Rejects bad options before it loads libtorch.
            validateTraining plan.Training
            create device None
        | EngineChoice.Auto when
            suitsTorch plan && isLarge plan data && data.Weights.IsNone && not data.IsCensored
            ->
            if (TorchBackend.probe ()).Devices |> Array.contains "cuda" then
                create (TorchDevice.Cuda 0) None
            else
                Engine.Simd
        | EngineChoice.Auto -> Engine.Simd

    let parseChoice (engine: string) (device: string) =
        let hasDevice = not (String.IsNullOrEmpty device)

        let without choice =
            if hasDevice then
                let engineName = Check.named "Engine"
                Check.refuse "Device" device $"left out, unless {engineName} is Torch"

            choice

        match (if isNull engine then "" else engine.ToLowerInvariant()) with
        | "simd" -> without EngineChoice.Simd
        | "auto" -> without EngineChoice.Auto
        | "torch" -> EngineChoice.Torch(if hasDevice then TorchDevice.parse device else TorchDevice.Cpu)
        | _ -> Check.refuse "Engine" engine $"simd, torch or auto"

    let private taskOf (options: TrainingOptions) units data : BatchTask =
        {
            Units = units
            Data = data
            Loss = options.Loss
            Optimizer = options.Optimizer
            Precision = options.Precision
            NoOffset = options.NoOffset
            Threads = 1
        }

    let evaluate device activation loss (data: CurveData) (thetas: float[][]) =
        if thetas.Length = 0 then
            { Losses = [||]; Gradients = [||] }
        else
            let networks = thetas |> Array.map (Network.create activation data.Dimension)
            let units = networks[0].Units
            thetas |> Array.iter (Check.sameLength "thetas" networks[0].Layout.ParameterCount)
            let options = { TrainingOptions.defaults with Loss = loss }
            TrainingOptions.validate activation { options with Optimizer = Optimizer.Adam(1.0, 1) }
            let onDevice = TorchDevice.require device
            use _scope = torch.NewDisposeScope()
            use _noGradient = torch.no_grad ()
            let program = programOf (taskOf options units data) onDevice

            let theta =
                (torch.tensor (Array.concat thetas, dtype = torch.float64))
                    .view(thetas.LongLength, -1L)
                    .``to``
                    onDevice

            let struct (losses, gradient) =
                program.LossAndGradient(
                    TensorActivation.runsOf (Array.replicate thetas.Length activation),
                    theta
                )
            // Keeps the program alive, because native code reads its scalars; see BatchAdam.
            GC.KeepAlive program
            let toHost (tensor: torch.Tensor) = tensor.cpu().contiguous().data<float>().ToArray()

            {
                Losses = toHost losses
                Gradients = toHost gradient |> Array.chunkBySize networks[0].Layout.ParameterCount
            }

    let predictBytes options activation units batch data =
        let task = taskOf options units data
        BatchMemory.bytesOfPoints task + int64 batch * BatchMemory.bytesPerNetwork task [| activation |]
