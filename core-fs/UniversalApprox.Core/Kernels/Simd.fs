namespace UniversalApprox.Core.Kernels

#nowarn "9" // native pointers, which these files are about
#nowarn "3535" // static abstract members: how one kernel serves every width
#nowarn "3536"

/// Vector arithmetic of one width and precision. A kernel is written once against this interface. The JIT compiles it for
/// each implementing struct, and there every call becomes one instruction. 'T is the element, 'V the vector.
type internal ISimd<'T, 'V when 'T: unmanaged> =
    /// Elements per vector.
    static abstract Count: int
    /// Addresses are plain integers, because F# cannot implement a slot whose pointer type is generic.
    static abstract Load: address: nativeint -> 'V
    static abstract Store: address: nativeint * value: 'V -> unit
    /// All elements equal to a float64, rounded to the precision.
    static abstract Splat: value: float -> 'V
    /// All elements equal to the one at an address.
    static abstract Broadcast: address: nativeint -> 'V
    static abstract Add: 'V * 'V -> 'V
    static abstract Sub: 'V * 'V -> 'V
    static abstract Mul: 'V * 'V -> 'V
    static abstract Div: 'V * 'V -> 'V
    /// a·b + c, rounded once where the hardware can.
    static abstract Fma: a: 'V * b: 'V * c: 'V -> 'V
    static abstract Abs: 'V -> 'V
    /// The larger of a limit and x; x where x is not a number.
    static abstract AtLeast: limit: 'V * x: 'V -> 'V
    /// The smaller of a limit and x; x where x is not a number.
    static abstract AtMost: limit: 'V * x: 'V -> 'V
    /// The element of `yes` where a > b, elsewhere that of `no`.
    static abstract IfGreater: a: 'V * b: 'V * yes: 'V * no: 'V -> 'V
    /// Magnitude of the first with the sign of the second.
    static abstract CopySign: magnitude: 'V * sign: 'V -> 'V
    static abstract Log: 'V -> 'V
    static abstract Sin: 'V -> 'V
    static abstract Cos: 'V -> 'V
    /// mantissa·2ᵏ by adding k to the exponent bits, where `shifted` = k + RoundingShift. The result must be normal.
    static abstract Scale: mantissa: 'V * shifted: 'V -> 'V
    /// The sum of the elements, as float64.
    static abstract Sum: 'V -> float
    static abstract OfFloat: float -> 'T
    static abstract ToFloat: 'T -> float
    /// 1.5·2⁵² (float64) or 1.5·2²³ (float32). Adding it rounds a number to the nearest integer, kept in the low bits.
    static abstract RoundingShift: float
    /// Bounds that keep eˣ a normal number.
    static abstract ExpLow: float
    static abstract ExpHigh: float
    /// ln 2 = high + low, where k·high is exact for every exponent k.
    static abstract Ln2High: float
    static abstract Ln2Low: float
    /// (eʳ − 1 − r)/r² on |r| ≤ ½ ln 2, to the precision.
    static abstract Expm1Tail: r: 'V -> 'V
    /// eˣ is computed as 2^(n/PowerSteps)·eʳ. PowerSteps is 16 where a table of 16 powers fits into registers, which
    /// shortens the polynomial, and 1 elsewhere.
    static abstract PowerSteps: float
    /// 2^(n/PowerSteps), where `shifted` = n + RoundingShift. The result must be normal.
    static abstract Power: shifted: 'V -> 'V
    /// (eʳ − 1 − r)/r² on |r| ≤ ½ ln 2/PowerSteps, to the precision.
    static abstract ExpTail: r: 'V -> 'V

module internal Address =
    /// The address of element i.
    let inline at (pointer: nativeptr<'T>) (i: int) =
        Microsoft.FSharp.NativeInterop.NativePtr.toNativeInt (
            Microsoft.FSharp.NativeInterop.NativePtr.add pointer i
        )
