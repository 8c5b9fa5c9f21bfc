namespace UniversalApprox.Core.Kernels

#nowarn "9"
#nowarn "3535"
#nowarn "3536"

open System.Runtime.CompilerServices
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86
open Microsoft.FSharp.NativeInterop

/// Powers 2^(n/16) by a table in registers. Element j is the bit pattern of 2^(j/16) less j at the bits where the shifted n
/// holds j. So adding the shifted n restores the table's value and adds ⌊n/16⌋ to its exponent.
module internal Powers =
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let look64 (shifted: Vector512<float>) =
        let low =
            Vector512.Create(
                0x3ff0000000000000L,
                0x3fefb5586cf9890fL,
                0x3fef72b83c7d517bL,
                0x3fef387a6e756238L,
                0x3fef06fe0a31b715L,
                0x3feedea64c123422L,
                0x3feebfdad5362a27L,
                0x3feeab07dd485429L
            )

        let high =
            Vector512.Create(
                0x3feea09e667f3bcdL,
                0x3feea11473eb0187L,
                0x3feeace5422aa0dbL,
                0x3feec49182a3f090L,
                0x3feee89f995ad3adL,
                0x3fef199bdd85529cL,
                0x3fef5818dcfba487L,
                0x3fefa4afa2a490daL
            )

        let n = shifted.AsInt64()

        // The instruction uses only the last four bits of an index.
        let found =
            if Avx512F.IsSupported then
                Avx512F.PermuteVar8x64x2(low, n, high)
            else
                let j = Vector512.BitwiseAnd(n, Vector512.Create 15L)
                let ofHigh = Vector512.Subtract(j, Vector512.Create 8L)
                Vector512.BitwiseOr(Vector512.Shuffle(low, j), Vector512.Shuffle(high, ofHigh))

        Vector512.Add(found, Vector512.ShiftLeft(n, 48)).AsDouble()

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let look32 (shifted: Vector512<float32>) =
        let table =
            Vector512.Create(
                0x3f800000,
                0x3f7daac3,
                0x3f7b95c2,
                0x3f79c3d3,
                0x3f7837f0,
                0x3f76f532,
                0x3f75fed7,
                0x3f75583f,
                0x3f7504f3,
                0x3f7508a4,
                0x3f75672a,
                0x3f76248c,
                0x3f7744fd,
                0x3f78ccdf,
                0x3f7ac0c7,
                0x3f7d257d
            )

        let n = shifted.AsInt32()

        let found =
            if Avx512F.IsSupported then
                Avx512F.PermuteVar16x32(table, n)
            else
                Vector512.Shuffle(table, Vector512.BitwiseAnd(n, Vector512.Create 15))

        Vector512.Add(found, Vector512.ShiftLeft(n, 19)).AsSingle()

/// float64 in 512-bit vectors.
[<Struct>]
type internal F64x8 =
    interface ISimd<float, Vector512<float>> with
        static member Count = Vector512<float>.Count
        static member Load(address) = Vector512.Load(NativePtr.ofNativeInt<float> address)
        static member Store(address, value) = Vector512.Store(value, NativePtr.ofNativeInt<float> address)
        static member Splat(value) = Vector512.Create(value: float)

        static member Broadcast(address) =
            Vector512.Create(NativePtr.read (NativePtr.ofNativeInt<float> address))

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
        static member Expm1Tail(r) = Polynomials.expTail64<Vector512<float>, F64x8> r

        static member PowerSteps = 16.0

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Power(shifted) = Powers.look64 shifted

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member ExpTail(r) = Polynomials.shortExpTail64<Vector512<float>, F64x8> r

/// float32 in 512-bit vectors.
[<Struct>]
type internal F32x16 =
    interface ISimd<float32, Vector512<float32>> with
        static member Count = Vector512<float32>.Count
        static member Load(address) = Vector512.Load(NativePtr.ofNativeInt<float32> address)
        static member Store(address, value) = Vector512.Store(value, NativePtr.ofNativeInt<float32> address)
        static member Splat(value) = Vector512.Create(float32 value)

        static member Broadcast(address) =
            Vector512.Create(NativePtr.read (NativePtr.ofNativeInt<float32> address))

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
        static member Expm1Tail(r) = Polynomials.expTail32<Vector512<float32>, F32x16> r

        static member PowerSteps = 16.0

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Power(shifted) = Powers.look32 shifted

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member ExpTail(r) = Polynomials.shortExpTail32<Vector512<float32>, F32x16> r
