namespace UniversalApprox.Torch

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep

/// The engine for a sweep.
[<RequireQualifiedAccess>]
type EngineChoice =
    /// The vector kernels of the core.
    | Simd
    /// Batches on a device of libtorch.
    | Torch of device: TorchDevice
    /// Torch on the first CUDA device if there is one, the plan's optimiser is Adam or L-BFGS, and the job is at least
    /// `TorchEngine.autoThreshold` large; otherwise Simd. It looks for CUDA only if the job is large enough.
    | Auto

/// Losses and gradients of a batch.
type BatchEvaluation =
    {
        /// The losses [B].
        Losses: float[]
        /// The gradients [B][P], in the order of θ.
        Gradients: float[][]
    }

/// Trains all restarts of all cells with equally many units at once, as one tensor program.
///
/// Adam has PyTorch's semantics and L-BFGS the core's, in float64 or (Adam only) float32. Gradients are written by hand,
/// which measured 2 to 4 times as fast as autograd on the CPU. Equal starts and float64 give the core's losses up to
/// rounding. A batch that exceeds the allowed memory is split. Levenberg–Marquardt is not available.
[<RequireQualifiedAccess>]
module TorchEngine =
    /// The default memory limit of a batch: 512 MiB on the CPU, 4 GiB on a CUDA device.
    val defaultMaxBytes: device: TorchDevice -> int64

    /// The size of a job from which Auto chooses CUDA: 2²⁰ evaluations of a hidden unit per epoch (activations × restarts ×
    /// units × points of the largest size). It is an estimate from the costs of launching kernels, not a measurement. To
    /// measure the real threshold, run tests/Benchmarks/gpu.sh on a machine with a GPU; it prints sizes and speeds.
    val autoThreshold: int64

    /// The engine on a device, with at most `maxBytes` for a batch (None: `defaultMaxBytes`). Loads libtorch. Raises
    /// TorchUnavailableException if libtorch or the device is missing.
    val create: device: TorchDevice -> maxBytes: int64 option -> Engine

    /// Rejects options that the engine of a choice cannot train by. Loads nothing.
    val validate: choice: EngineChoice -> options: TrainingOptions -> unit

    /// The engine of a choice, for a plan on data. For Auto it never raises; otherwise it raises what `create` raises.
    val choose: choice: EngineChoice -> plan: SweepPlan -> data: CurveData -> Engine

    /// The choice with the names of an engine (simd, torch or auto, in any case) and a device (cpu, cuda or cuda:N). Torch
    /// without a device (null or empty) uses the CPU. Rejects other names, and a device for simd or auto, with an
    /// OptionException.
    val parseChoice: engine: string -> device: string -> EngineChoice

    /// The losses and gradients at B parameter vectors of networks of one shape, in float64.
    val evaluate:
        device: TorchDevice ->
        activation: Activation ->
        loss: Loss ->
        data: CurveData ->
        thetas: float[][] ->
            BatchEvaluation

    /// The number of bytes that training `batch` networks with these options takes on the device.
    val predictBytes:
        options: TrainingOptions ->
        activation: Activation ->
        units: int ->
        batch: int ->
        data: CurveData ->
            int64
