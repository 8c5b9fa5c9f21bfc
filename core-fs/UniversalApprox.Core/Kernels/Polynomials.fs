namespace UniversalApprox.Core.Kernels

#nowarn "9"
#nowarn "3535"
#nowarn "3536"

/// Numbers that depend on the precision only.
module internal Constants =
    module Float64 =
        [<Literal>]
        let roundingShift = 6755399441055744.0 // 1.5·2⁵²

        [<Literal>]
        let expLow = -708.0

        [<Literal>]
        let expHigh = 709.0

        [<Literal>]
        let ln2High = 0.693147180369123816490 // its low 32 bits are 0 (fdlibm)

        [<Literal>]
        let ln2Low = 1.90821492927058770002e-10

    module Float32 =
        [<Literal>]
        let roundingShift = 12582912.0 // 1.5·2²³

        [<Literal>]
        let expLow = -87.0

        [<Literal>]
        let expHigh = 88.0

        [<Literal>]
        let ln2High = 0.693359375 // 355/512

        [<Literal>]
        let ln2Low = -2.12194440e-4

module internal Polynomials =
    /// (eʳ − 1 − r)/r² for float64: the polynomial through the Chebyshev nodes of |r| ≤ ½ ln 2, computed in rational
    /// arithmetic, with truncation error 1.6e-17 of eʳ. Estrin's scheme sums it with a shorter chain of dependent
    /// operations.
    let inline expTail64<'V, 'O when 'O: struct and 'O :> ISimd<float, 'V>> (r: 'V) : 'V =
        let r2 = 'O.Mul(r, r)
        let r4 = 'O.Mul(r2, r2)
        let c01 = 'O.Fma('O.Splat 0.16666666666666669, r, 'O.Splat 0.5000000000000001)
        let c23 = 'O.Fma('O.Splat 0.008333333333330062, r, 'O.Splat 0.04166666666662413)
        let c45 = 'O.Fma('O.Splat 0.00019841269863053618, r, 'O.Splat 0.0013888888917213717)
        let c67 = 'O.Fma('O.Splat 2.7557268459997064e-06, r, 'O.Splat 2.4801521295954376e-05)
        let c89 = 'O.Fma('O.Splat 2.510038549551032e-08, r, 'O.Splat 2.7620088445409746e-07)
        let c0123 = 'O.Fma(c23, r2, c01)
        let c4567 = 'O.Fma(c67, r2, c45)
        'O.Fma('O.Fma(c89, r4, c4567), r4, c0123)

    /// (eʳ − 1 − r)/r² for float32, by the same method; truncation error 2.2e-10 of eʳ.
    let inline expTail32<'V, 'O when 'O: struct and 'O :> ISimd<float32, 'V>> (r: 'V) : 'V =
        let r2 = 'O.Mul(r, r)
        let c01 = 'O.Fma('O.Splat 0.16666666681623232, r, 'O.Splat 0.500000001346581)
        let c23 = 'O.Fma('O.Splat 0.0083333109254809, r, 'O.Splat 0.041666464925285904)
        let c45 = 'O.Fma('O.Splat 0.00019890990824673654, r, 'O.Splat 0.0013933649996309251)
        'O.Fma('O.Fma(c45, r2, c23), r2, c01)

    /// (eʳ − 1 − r)/r² for float64 on |r| ≤ ln 2/32: minimax polynomial of eʳ, truncation error 1.2e-17.
    let inline shortExpTail64<'V, 'O when 'O: struct and 'O :> ISimd<float, 'V>> (r: 'V) : 'V =
        let r2 = 'O.Mul(r, r)
        let c01 = 'O.Fma('O.Splat 0.1666666666441707, r, 'O.Splat 0.49999999999999606)
        let c23 = 'O.Fma('O.Splat 0.008333471948495269, r, 'O.Splat 0.04166666669326111)
        'O.Fma('O.Fma('O.Splat 0.00138885939947812, r2, c23), r2, c01)

    /// (eʳ − 1 − r)/r² for float32 on |r| ≤ ln 2/32, by the same method; truncation error 1.6e-9.
    let inline shortExpTail32<'V, 'O when 'O: struct and 'O :> ISimd<float32, 'V>> (r: 'V) : 'V =
        'O.Fma('O.Splat 0.1666681468486786, r, 'O.Splat 0.5000161528587341)
