namespace UniversalApprox.Core.Kernels

/// The vector arithmetic that the kernels use on this machine.
[<RequireQualifiedAccess>]
module Arithmetic =
    /// Bits of the vectors in use: 128, 256 or 512; 0 for scalar arithmetic. The last digits of networks depend on it.
    /// Error: UNIVERSALAPPROX_SIMD is set to another value than scalar, 128, 256 or 512.
    val vectorBits: unit -> int
