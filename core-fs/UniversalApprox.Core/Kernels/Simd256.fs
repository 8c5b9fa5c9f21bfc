namespace UniversalApprox.Core.Kernels

#nowarn "9"
#nowarn "3535"
#nowarn "3536"

open System.Runtime.CompilerServices
open System.Runtime.Intrinsics
open Microsoft.FSharp.NativeInterop

/// float64 in 256-bit vectors.
[<Struct>]
type internal F64x4 =
    interface ISimd<float, Vector256<float>> with
        static member Count = Vector256<float>.Count
        static member Load(address) = Vector256.Load(NativePtr.ofNativeInt<float> address)
        static member Store(address, value) = Vector256.Store(value, NativePtr.ofNativeInt<float> address)
        static member Splat(value) = Vector256.Create(value: float)

        static member Broadcast(address) =
            Vector256.Create(NativePtr.read (NativePtr.ofNativeInt<float> address))

        static member Add(a, b) = Vector256.Add(a, b)
        static member Sub(a, b) = Vector256.Subtract(a, b)
        static member Mul(a, b) = Vector256.Multiply(a, b)
        static member Div(a, b) = Vector256.Divide(a, b)
        static member Fma(a, b, c) = Vector256.FusedMultiplyAdd(a, b, c)
        static member Abs(a) = Vector256.Abs a
        static member AtLeast(limit, x) = Vector256.MaxNative(limit, x)
        static member AtMost(limit, x) = Vector256.MinNative(limit, x)

        static member IfGreater(a, b, yes, no) =
            Vector256.ConditionalSelect(Vector256.GreaterThan(a, b), yes, no)

        static member CopySign(magnitude, sign) = Vector256.CopySign(magnitude, sign)
        static member Log(a) = Vector256.Log a
        static member Sin(a) = Vector256.Sin a
        static member Cos(a) = Vector256.Cos a

        static member Scale(mantissa, shifted) =
            Vector256.Add(mantissa.AsInt64(), Vector256.ShiftLeft(shifted.AsInt64(), 52)).AsDouble()

        static member Sum(a) = Vector256.Sum a
        static member OfFloat(value) = value
        static member ToFloat(value) = value
        static member RoundingShift = Constants.Float64.roundingShift
        static member ExpLow = Constants.Float64.expLow
        static member ExpHigh = Constants.Float64.expHigh
        static member Ln2High = Constants.Float64.ln2High
        static member Ln2Low = Constants.Float64.ln2Low

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Expm1Tail(r) = Polynomials.expTail64<Vector256<float>, F64x4> r

        static member PowerSteps = 1.0

        static member Power(shifted) =
            let one = Vector256.Create(1.0).AsInt64()
            Vector256.Add(one, Vector256.ShiftLeft(shifted.AsInt64(), 52)).AsDouble()

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member ExpTail(r) = Polynomials.expTail64<Vector256<float>, F64x4> r

/// float32 in 256-bit vectors.
[<Struct>]
type internal F32x8 =
    interface ISimd<float32, Vector256<float32>> with
        static member Count = Vector256<float32>.Count
        static member Load(address) = Vector256.Load(NativePtr.ofNativeInt<float32> address)
        static member Store(address, value) = Vector256.Store(value, NativePtr.ofNativeInt<float32> address)
        static member Splat(value) = Vector256.Create(float32 value)

        static member Broadcast(address) =
            Vector256.Create(NativePtr.read (NativePtr.ofNativeInt<float32> address))

        static member Add(a, b) = Vector256.Add(a, b)
        static member Sub(a, b) = Vector256.Subtract(a, b)
        static member Mul(a, b) = Vector256.Multiply(a, b)
        static member Div(a, b) = Vector256.Divide(a, b)
        static member Fma(a, b, c) = Vector256.FusedMultiplyAdd(a, b, c)
        static member Abs(a) = Vector256.Abs a
        static member AtLeast(limit, x) = Vector256.MaxNative(limit, x)
        static member AtMost(limit, x) = Vector256.MinNative(limit, x)

        static member IfGreater(a, b, yes, no) =
            Vector256.ConditionalSelect(Vector256.GreaterThan(a, b), yes, no)

        static member CopySign(magnitude, sign) = Vector256.CopySign(magnitude, sign)
        static member Log(a) = Vector256.Log a
        static member Sin(a) = Vector256.Sin a
        static member Cos(a) = Vector256.Cos a

        static member Scale(mantissa, shifted) =
            Vector256.Add(mantissa.AsInt32(), Vector256.ShiftLeft(shifted.AsInt32(), 23)).AsSingle()

        static member Sum(a) = float (Vector256.Sum a)
        static member OfFloat(value) = float32 value
        static member ToFloat(value) = float value
        static member RoundingShift = Constants.Float32.roundingShift
        static member ExpLow = Constants.Float32.expLow
        static member ExpHigh = Constants.Float32.expHigh
        static member Ln2High = Constants.Float32.ln2High
        static member Ln2Low = Constants.Float32.ln2Low

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Expm1Tail(r) = Polynomials.expTail32<Vector256<float32>, F32x8> r

        static member PowerSteps = 1.0

        static member Power(shifted) =
            let one = Vector256.Create(1.0f).AsInt32()
            Vector256.Add(one, Vector256.ShiftLeft(shifted.AsInt32(), 23)).AsSingle()

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member ExpTail(r) = Polynomials.expTail32<Vector256<float32>, F32x8> r
