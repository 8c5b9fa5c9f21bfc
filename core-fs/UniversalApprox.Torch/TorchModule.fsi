namespace UniversalApprox.Torch

open TorchSharp
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels

/// Converts networks to ordinary torch modules and back.
[<RequireQualifiedAccess>]
module TorchModule =
    /// torch.nn.Sequential(Linear(d, N), activation, Linear(N, 1)) with the children "0", "1" and "2", so that
    /// named_parameters are 0.weight [N, d], 0.bias [N], 2.weight [1, N] and 2.bias [1]. It is on the CPU, in float64 unless
    /// `precision` is Single. torch has no module for sin, gaussian, erf and heaviside, so these are modules of this
    /// library. Softplus is one too, because torch's is linear above 20. The caller owns the module and disposes of it.
    /// Loads libtorch; raises TorchUnavailableException. Rejects a network without units, because torch has no layer of
    /// width 0.
    val ofNetwork: precision: Precision -> network: Network -> Modules.Sequential

    /// The network of such a module, on any device, in float32 or float64. It also accepts torch's Softplus, GELU (without
    /// the tanh approximation), ELU, LeakyReLU, ReLU, SiLU, Sigmoid, Softsign and Tanh. Errors (ArgumentException): other
    /// layers or shapes, no bias, an activation with settings that differ from the core's, weights that are not finite.
    val toNetwork: model: Modules.Sequential -> Network
