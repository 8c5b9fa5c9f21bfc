namespace UniversalApprox.Models

open UniversalApprox.Core

/// Networks as TorchSharp state files (.dat): what Module.save writes and Module.load reads for
/// torch.nn.Sequential(Linear(d, N), activation, Linear(N, 1)). They hold 0.weight [N, d], 0.bias [N], 2.weight [1, N]
/// and 2.bias [1], in this order. The activation is not in the file. Reading and writing need no libtorch.
[<RequireQualifiedAccess>]
module TorchWeights =
    /// Writes a file with float64 numbers, replacing one that is there only when it is complete. A network without units
    /// is rejected: torch has no layer of width 0.
    val save: path: string -> network: Network -> unit

    /// Reads a file with float64 or float32 numbers; the layers may have other names, but not another order. Raises
    /// System.IO.InvalidDataException naming the file and what is wrong: cut off, foreign, wrong shapes, not finite.
    val load: activation: Activation -> path: string -> Network
