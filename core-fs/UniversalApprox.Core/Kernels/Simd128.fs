namespace UniversalApprox.Core.Kernels

#nowarn "9"
#nowarn "3535"
#nowarn "3536"

// The build generates the source for vectors of twice this width from this file; see UniversalApprox.Core.fsproj.

open System.Runtime.CompilerServices
open System.Runtime.Intrinsics
open Microsoft.FSharp.NativeInterop

/// float64 in 128-bit vectors.
[<Struct>]
type internal F64x2 =
    interface ISimd<float, Vector128<float>> with
        static member Count = Vector128<float>.Count
        static member Load(address) = Vector128.Load(NativePtr.ofNativeInt<float> address)
        static member Store(address, value) = Vector128.Store(value, NativePtr.ofNativeInt<float> address)
        static member Splat(value) = Vector128.Create(value: float)

        static member Broadcast(address) =
            Vector128.Create(NativePtr.read (NativePtr.ofNativeInt<float> address))

        static member Add(a, b) = Vector128.Add(a, b)
        static member Sub(a, b) = Vector128.Subtract(a, b)
        static member Mul(a, b) = Vector128.Multiply(a, b)
        static member Div(a, b) = Vector128.Divide(a, b)
        static member Fma(a, b, c) = Vector128.FusedMultiplyAdd(a, b, c)
        static member Abs(a) = Vector128.Abs a
        static member AtLeast(limit, x) = Vector128.MaxNative(limit, x)
        static member AtMost(limit, x) = Vector128.MinNative(limit, x)

        static member IfGreater(a, b, yes, no) =
            Vector128.ConditionalSelect(Vector128.GreaterThan(a, b), yes, no)

        static member CopySign(magnitude, sign) = Vector128.CopySign(magnitude, sign)
        static member Log(a) = Vector128.Log a
        static member Sin(a) = Vector128.Sin a
        static member Cos(a) = Vector128.Cos a

        static member Scale(mantissa, shifted) =
            Vector128.Add(mantissa.AsInt64(), Vector128.ShiftLeft(shifted.AsInt64(), 52)).AsDouble()

        static member Sum(a) = Vector128.Sum a
        static member OfFloat(value) = value
        static member ToFloat(value) = value
        static member RoundingShift = Constants.Float64.roundingShift
        static member ExpLow = Constants.Float64.expLow
        static member ExpHigh = Constants.Float64.expHigh
        static member Ln2High = Constants.Float64.ln2High
        static member Ln2Low = Constants.Float64.ln2Low

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Expm1Tail(r) = Polynomials.expTail64<Vector128<float>, F64x2> r

        static member PowerSteps = 1.0

        static member Power(shifted) =
            let one = Vector128.Create(1.0).AsInt64()
            Vector128.Add(one, Vector128.ShiftLeft(shifted.AsInt64(), 52)).AsDouble()

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member ExpTail(r) = Polynomials.expTail64<Vector128<float>, F64x2> r

/// float32 in 128-bit vectors.
[<Struct>]
type internal F32x4 =
    interface ISimd<float32, Vector128<float32>> with
        static member Count = Vector128<float32>.Count
        static member Load(address) = Vector128.Load(NativePtr.ofNativeInt<float32> address)
        static member Store(address, value) = Vector128.Store(value, NativePtr.ofNativeInt<float32> address)
        static member Splat(value) = Vector128.Create(float32 value)

        static member Broadcast(address) =
            Vector128.Create(NativePtr.read (NativePtr.ofNativeInt<float32> address))

        static member Add(a, b) = Vector128.Add(a, b)
        static member Sub(a, b) = Vector128.Subtract(a, b)
        static member Mul(a, b) = Vector128.Multiply(a, b)
        static member Div(a, b) = Vector128.Divide(a, b)
        static member Fma(a, b, c) = Vector128.FusedMultiplyAdd(a, b, c)
        static member Abs(a) = Vector128.Abs a
        static member AtLeast(limit, x) = Vector128.MaxNative(limit, x)
        static member AtMost(limit, x) = Vector128.MinNative(limit, x)

        static member IfGreater(a, b, yes, no) =
            Vector128.ConditionalSelect(Vector128.GreaterThan(a, b), yes, no)

        static member CopySign(magnitude, sign) = Vector128.CopySign(magnitude, sign)
        static member Log(a) = Vector128.Log a
        static member Sin(a) = Vector128.Sin a
        static member Cos(a) = Vector128.Cos a

        static member Scale(mantissa, shifted) =
            Vector128.Add(mantissa.AsInt32(), Vector128.ShiftLeft(shifted.AsInt32(), 23)).AsSingle()

        static member Sum(a) = float (Vector128.Sum a)
        static member OfFloat(value) = float32 value
        static member ToFloat(value) = float value
        static member RoundingShift = Constants.Float32.roundingShift
        static member ExpLow = Constants.Float32.expLow
        static member ExpHigh = Constants.Float32.expHigh
        static member Ln2High = Constants.Float32.ln2High
        static member Ln2Low = Constants.Float32.ln2Low

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Expm1Tail(r) = Polynomials.expTail32<Vector128<float32>, F32x4> r

        static member PowerSteps = 1.0

        static member Power(shifted) =
            let one = Vector128.Create(1.0f).AsInt32()
            Vector128.Add(one, Vector128.ShiftLeft(shifted.AsInt32(), 23)).AsSingle()

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member ExpTail(r) = Polynomials.expTail32<Vector128<float32>, F32x4> r
