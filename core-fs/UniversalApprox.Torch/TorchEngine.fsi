namespace UniversalApprox.Torch

open UniversalApprox.Core

/// Which engine a sweep is to use.
[<RequireQualifiedAccess>]
type EngineChoice =
    /// The vector kernels of the core.
    | Simd
    /// Batches on a device of libtorch.
    | Torch of device: TorchDevice
    /// Torch on the first CUDA device if there is one, the plan's optimiser is Adam or L-BFGS, and the job is at least
    /// `TorchEngine.autoThreshold` large; Simd otherwise. Looks for CUDA only if the job is large enough.
    | Auto

/// Losses and gradients of a batch.
type BatchEvaluation =
    {
        /// [B]
        Losses: float[]
        /// [B][P], in the order of θ.
        Gradients: float[][]
    }

/// Training of all restarts of all cells with equally many units at once, as one program of tensors.
///
/// Adam has PyTorch's semantics and L-BFGS the core's, in float64 or (Adam only) float32; gradients are written by hand,
/// which measured 2 to 4 times as fast as autograd on the CPU. Equal starts and float64 give the core's losses up to rounding. A batch
/// that does not fit into the memory allowed is divided. Levenberg–Marquardt is not offered.
[<RequireQualifiedAccess>]
module TorchEngine =
    /// Memory that a batch may take when nothing else is said: 512 MiB on the CPU, 4 GiB on a CUDA device.
    val defaultMaxBytes: device: TorchDevice -> int64

    /// The number of evaluations of a hidden unit per epoch (activations × restarts × units × points of the largest size) from which
    /// Auto chooses CUDA: 2²⁰. An estimate from the costs of launching kernels, not measured: tests/Benchmarks/gpu.sh
    /// prints, on a machine with a GPU, the sizes and speeds to set it by.
    val autoThreshold: int64

    /// The engine on a device, with at most `maxBytes` for a batch (None: `defaultMaxBytes`). Loads libtorch. Raises
    /// TorchUnavailableException when libtorch or the device is missing.
    val create: device: TorchDevice -> maxBytes: int64 option -> Engine

    /// Rejects options that the engine of a choice cannot train by. Loads nothing.
    val validate: choice: EngineChoice -> options: TrainingOptions -> unit

    /// The engine that a choice stands for, for a plan on data. Raises what `create` raises, but never for Auto.
    val choose: choice: EngineChoice -> plan: SweepPlan -> data: CurveData -> Engine

    /// The choice of an engine's name (simd, torch or auto, in any case) and a device's (cpu, cuda or cuda:N). Torch without
    /// a device (null or empty) is the CPU. Rejects other names, and a device for simd or auto, with an OptionException.
    val parseChoice: engine: string -> device: string -> EngineChoice

    /// Losses and gradients at B parameter vectors of networks of one shape, in float64.
    val evaluate:
        device: TorchDevice ->
        activation: Activation ->
        loss: Loss ->
        data: CurveData ->
        thetas: float[][] ->
            BatchEvaluation

    /// The bytes that training `batch` networks by a plan's options takes on the device.
    val predictBytes:
        options: TrainingOptions ->
        activation: Activation ->
        units: int ->
        batch: int ->
        data: CurveData ->
            int64
