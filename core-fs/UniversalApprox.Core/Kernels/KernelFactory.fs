namespace UniversalApprox.Core.Kernels

open System
open System.Runtime.Intrinsics
open UniversalApprox.Core
open UniversalApprox.Core.Networks

/// Width of the vector arithmetic.
[<RequireQualifiedAccess>]
type internal Width =
    | Scalar
    | Bits128
    | Bits256
    | Bits512

/// Picks the kernel for this processor.
module internal KernelFactory =
    /// The environment variable that forces a width: scalar, 128, 256 or 512. It is for tests and for comparing machines. A
    /// width that the processor lacks runs in software, which is slow but gives the same numbers.
    let variable = "UNIVERSALAPPROX_SIMD"

    let private widest () =
        if Vector512.IsHardwareAccelerated then Width.Bits512
        elif Vector256.IsHardwareAccelerated then Width.Bits256
        elif Vector128.IsHardwareAccelerated then Width.Bits128
        else Width.Scalar

    let parseWidth (text: string) =
        match text with
        | null
        | "" -> widest ()
        | "scalar" -> Width.Scalar
        | "128" -> Width.Bits128
        | "256" -> Width.Bits256
        | "512" -> Width.Bits512
        | other -> Check.reject variable $"{variable} must be scalar, 128, 256 or 512; got '{other}'."

    /// The width in force. Each call reads the variable again, so that a session can set it.
    let current () = parseWidth (Environment.GetEnvironmentVariable variable)

    /// `weights` are those of the points, above 0; None for equal ones.
    let createWeighted
        width
        precision
        activation
        (layout: Layout)
        (inputs: float[][])
        (outputs: float[])
        (weights: float[] option)
        : Kernel =
        match width, precision with
        | Width.Scalar, _ -> ScalarKernel(activation, layout, inputs, outputs, weights)
        | Width.Bits512, Precision.Double ->
            VectorKernel<float, Vector512<float>, F64x8>(activation, layout, inputs, outputs, weights)
        | Width.Bits512, Precision.Single ->
            VectorKernel<float32, Vector512<float32>, F32x16>(activation, layout, inputs, outputs, weights)
        | Width.Bits256, Precision.Double ->
            VectorKernel<float, Vector256<float>, F64x4>(activation, layout, inputs, outputs, weights)
        | Width.Bits256, Precision.Single ->
            VectorKernel<float32, Vector256<float32>, F32x8>(activation, layout, inputs, outputs, weights)
        | Width.Bits128, Precision.Double ->
            VectorKernel<float, Vector128<float>, F64x2>(activation, layout, inputs, outputs, weights)
        | Width.Bits128, Precision.Single ->
            VectorKernel<float32, Vector128<float32>, F32x4>(activation, layout, inputs, outputs, weights)

    let create width precision activation layout inputs outputs =
        createWeighted width precision activation layout inputs outputs None

    /// The hidden units alone, in float64; `weights` are those of the points.
    let createHidden
        width
        activation
        (layout: HiddenLayout)
        inputs
        (outputs: float[])
        weights
        : HiddenKernel =
        match width with
        | Width.Scalar -> ScalarHiddenKernel(activation, layout, inputs, outputs, weights)
        | Width.Bits512 ->
            VectorHiddenKernel<Vector512<float>, F64x8>(activation, layout, inputs, outputs, weights)
        | Width.Bits256 ->
            VectorHiddenKernel<Vector256<float>, F64x4>(activation, layout, inputs, outputs, weights)
        | Width.Bits128 ->
            VectorHiddenKernel<Vector128<float>, F64x2>(activation, layout, inputs, outputs, weights)
