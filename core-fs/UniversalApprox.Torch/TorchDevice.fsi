namespace UniversalApprox.Torch

/// Where tensors live.
[<RequireQualifiedAccess>]
type TorchDevice =
    /// The processor.
    | Cpu
    /// A CUDA device, counted from 0.
    | Cuda of index: int

/// Names of devices.
[<RequireQualifiedAccess>]
module TorchDevice =
    /// cpu, cuda:0, cuda:1, …
    val name: device: TorchDevice -> string

    /// The device called cpu, cuda (the first) or cuda:N, in any case. Rejects other names with an ArgumentException.
    val parse: name: string -> TorchDevice

    /// Loads libtorch and makes sure that the device is there. Raises TorchUnavailableException if not.
    val internal require: device: TorchDevice -> TorchSharp.torch.Device
