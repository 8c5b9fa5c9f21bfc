namespace UniversalApprox.Core

/// What the kernels compute with on this machine.
[<RequireQualifiedAccess>]
module Arithmetic =
    /// Bits of the vectors in use: 128, 256 or 512; 0 for scalar arithmetic. Networks depend on it in their last digits.
    /// Error: UNIVERSALAPPROX_SIMD is set to something else.
    val vectorBits: unit -> int
