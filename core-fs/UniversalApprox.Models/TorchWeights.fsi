namespace UniversalApprox.Models

open UniversalApprox.Core.Networks

/// Networks as TorchSharp state files (.dat), the format of Module.save and Module.load for
/// torch.nn.Sequential(Linear(d, N), activation, Linear(N, 1)). They hold 0.weight [N, d], 0.bias [N], 2.weight [1, N]
/// and 2.bias [1], in this order. The activation is not in the file. Reading and writing need no libtorch.
[<RequireQualifiedAccess>]
module TorchWeights =
    /// Writes a file with float64 numbers. It replaces an existing one only when the new one is complete. It rejects a
    /// network without units, because torch has no layer of width 0.
    val save: path: string -> network: Network -> unit

    /// Reads a file with float64 or float32 numbers. The layers may have other names, but must be in this order. Raises
    /// System.IO.InvalidDataException naming the file and the error: cut off, foreign, wrong shapes, not finite.
    val load: activation: Activation -> path: string -> Network
