namespace UniversalApprox.Core.Kernels

#nowarn "9"
#nowarn "3535"
#nowarn "3536"

open System.Runtime.CompilerServices
open System.Runtime.Intrinsics
open Microsoft.FSharp.NativeInterop

/// float64 in 512-bit vectors.
[<Struct>]
type internal F64x8 =
    interface ISimd<float, Vector512<float>> with
        static member Count = Vector512<float>.Count
        static member Load(address) = Vector512.Load(NativePtr.ofNativeInt<float> address)
        static member Store(address, value) = Vector512.Store(value, NativePtr.ofNativeInt<float> address)
        static member Splat(value) = Vector512.Create(value: float)
        static member Add(a, b) = Vector512.Add(a, b)
        static member Sub(a, b) = Vector512.Subtract(a, b)
        static member Mul(a, b) = Vector512.Multiply(a, b)
        static member Div(a, b) = Vector512.Divide(a, b)
        static member Fma(a, b, c) = Vector512.FusedMultiplyAdd(a, b, c)
        static member Abs(a) = Vector512.Abs a
        static member AtLeast(limit, x) = Vector512.MaxNative(limit, x)
        static member AtMost(limit, x) = Vector512.MinNative(limit, x)

        static member IfGreater(a, b, yes, no) =
            Vector512.ConditionalSelect(Vector512.GreaterThan(a, b), yes, no)

        static member CopySign(magnitude, sign) = Vector512.CopySign(magnitude, sign)
        static member Log(a) = Vector512.Log a
        static member Sin(a) = Vector512.Sin a
        static member Cos(a) = Vector512.Cos a

        static member Scale(mantissa, shifted) =
            Vector512.Add(mantissa.AsInt64(), Vector512.ShiftLeft(shifted.AsInt64(), 52)).AsDouble()

        static member Sum(a) = Vector512.Sum a
        static member OfFloat(value) = value
        static member ToFloat(value) = value
        static member RoundingShift = Constants.Float64.roundingShift
        static member ExpLow = Constants.Float64.expLow
        static member ExpHigh = Constants.Float64.expHigh
        static member Ln2High = Constants.Float64.ln2High
        static member Ln2Low = Constants.Float64.ln2Low

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member ExpTail(r) = Polynomials.expTail64<Vector512<float>, F64x8> r

/// float32 in 512-bit vectors.
[<Struct>]
type internal F32x16 =
    interface ISimd<float32, Vector512<float32>> with
        static member Count = Vector512<float32>.Count
        static member Load(address) = Vector512.Load(NativePtr.ofNativeInt<float32> address)
        static member Store(address, value) = Vector512.Store(value, NativePtr.ofNativeInt<float32> address)
        static member Splat(value) = Vector512.Create(float32 value)
        static member Add(a, b) = Vector512.Add(a, b)
        static member Sub(a, b) = Vector512.Subtract(a, b)
        static member Mul(a, b) = Vector512.Multiply(a, b)
        static member Div(a, b) = Vector512.Divide(a, b)
        static member Fma(a, b, c) = Vector512.FusedMultiplyAdd(a, b, c)
        static member Abs(a) = Vector512.Abs a
        static member AtLeast(limit, x) = Vector512.MaxNative(limit, x)
        static member AtMost(limit, x) = Vector512.MinNative(limit, x)

        static member IfGreater(a, b, yes, no) =
            Vector512.ConditionalSelect(Vector512.GreaterThan(a, b), yes, no)

        static member CopySign(magnitude, sign) = Vector512.CopySign(magnitude, sign)
        static member Log(a) = Vector512.Log a
        static member Sin(a) = Vector512.Sin a
        static member Cos(a) = Vector512.Cos a

        static member Scale(mantissa, shifted) =
            Vector512.Add(mantissa.AsInt32(), Vector512.ShiftLeft(shifted.AsInt32(), 23)).AsSingle()

        static member Sum(a) = float (Vector512.Sum a)
        static member OfFloat(value) = float32 value
        static member ToFloat(value) = float value
        static member RoundingShift = Constants.Float32.roundingShift
        static member ExpLow = Constants.Float32.expLow
        static member ExpHigh = Constants.Float32.expHigh
        static member Ln2High = Constants.Float32.ln2High
        static member Ln2Low = Constants.Float32.ln2Low

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member ExpTail(r) = Polynomials.expTail32<Vector512<float32>, F32x16> r
