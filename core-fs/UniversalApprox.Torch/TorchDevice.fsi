namespace UniversalApprox.Torch

/// The device that holds tensors.
[<RequireQualifiedAccess>]
type TorchDevice =
    /// The processor.
    | Cpu
    /// A CUDA device, counted from 0.
    | Cuda of index: int

/// Names of devices, and checks that they exist.
[<RequireQualifiedAccess>]
module TorchDevice =
    /// cpu, cuda:0, cuda:1, …
    val name: device: TorchDevice -> string

    /// The device with the name cpu, cuda (the first) or cuda:N, in any case. Rejects other names with an ArgumentException.
    val parse: name: string -> TorchDevice

    /// Loads libtorch and checks that the device exists. Raises TorchUnavailableException if not.
    val internal require: device: TorchDevice -> TorchSharp.torch.Device
