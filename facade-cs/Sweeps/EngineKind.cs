namespace UniversalApprox;

/// <summary>The engine that carries out the arithmetic of training.</summary>
public enum EngineKind : long
{
    /// <summary>This library's vector kernels, one network at a time on each thread. Needs nothing else.</summary>
    Simd,

    /// <summary>
    /// libtorch: all restarts of all activations of a size at once, on the CPU or a CUDA device. Adam and L-BFGS only.
    /// <see cref="TorchBackend.Probe"/> says whether it is there.
    /// </summary>
    Torch,

    /// <summary>
    /// Torch on the first CUDA device if there is one, the optimizer is not Levenberg–Marquardt and the sweep is large
    /// enough to gain (from 2²⁰ evaluations of a unit per epoch, activations × restarts × units × points: an estimate, not measured);
    /// Simd otherwise.
    /// </summary>
    Auto,
}
