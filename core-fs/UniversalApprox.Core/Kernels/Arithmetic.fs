namespace UniversalApprox.Core.Kernels


[<RequireQualifiedAccess>]
module Arithmetic =
    let vectorBits () =
        match KernelFactory.current () with
        | Width.Scalar -> 0
        | Width.Bits128 -> 128
        | Width.Bits256 -> 256
        | Width.Bits512 -> 512
