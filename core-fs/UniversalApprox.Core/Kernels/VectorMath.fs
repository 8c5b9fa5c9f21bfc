namespace UniversalApprox.Core.Kernels

#nowarn "9"
#nowarn "3535"
#nowarn "3536"

/// Elementary functions and the activations over vectors of any width and precision. Everything is `inline`, so a
/// kernel becomes one straight loop. An activation passes σ and σ′ to a continuation, which needs no tuple.
module internal VectorMath =
    /// Splits x = n·(ln 2/steps) + r with the smallest |r| and passes eʳ − 1 and n + RoundingShift on. It first clamps x to
    /// the range where eˣ is a normal number, so that nothing overflows or becomes subnormal.
    let inline private reduceExp<'T, 'V, 'O when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        (steps: float)
        ([<InlineIfLambda>] tail: 'V -> 'V)
        (x: 'V)
        ([<InlineIfLambda>] next: 'V -> 'V -> 'V)
        =
        let shift = 'O.Splat 'O.RoundingShift
        let held = 'O.AtMost('O.Splat 'O.ExpHigh, 'O.AtLeast('O.Splat 'O.ExpLow, x))
        let shifted = 'O.Fma(held, 'O.Splat(1.4426950408889634 * steps), shift)
        let n = 'O.Sub(shifted, shift)
        let high = 'O.Fma(n, 'O.Splat(-'O.Ln2High / steps), held)
        let r = 'O.Fma(n, 'O.Splat(-'O.Ln2Low / steps), high)
        next ('O.Fma('O.Mul(r, r), tail r, r)) shifted

    /// eˣ with a relative error below 2 ulp. Below ExpLow and above ExpHigh it is the value at that bound.
    let inline exp<'T, 'V, 'O when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>> (x: 'V) : 'V =
        reduceExp<'T, 'V, 'O> 'O.PowerSteps (fun r -> 'O.ExpTail r) x (fun expm1 shifted ->
            let power = 'O.Power shifted
            'O.Fma(power, expm1, power))

    /// eˣ − 1, accurate also near 0, because it scales by whole powers of two, which are exact.
    let inline expm1<'T, 'V, 'O when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>> (x: 'V) : 'V =
        reduceExp<'T, 'V, 'O> 1.0 (fun r -> 'O.Expm1Tail r) x (fun expm1 shifted ->
            let power = 'O.Scale('O.Splat 1.0, shifted)
            'O.Fma(power, expm1, 'O.Sub(power, 'O.Splat 1.0)))

    let inline private negate<'T, 'V, 'O when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>> (x: 'V) =
        'O.Sub('O.Splat 0.0, x)

    /// One step of Horner's scheme: sum·x + coefficient.
    let inline private step<'T, 'V, 'O when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        (x: 'V)
        (coefficient: float)
        (sum: 'V)
        =
        'O.Fma(sum, x, 'O.Splat coefficient)

    /// erf z for |z| < 1 by a rational approximation (W. J. Cody 1969; coefficients of the Cephes library).
    let inline private erfCentre<'T, 'V, 'O when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        (z: 'V)
        =
        let square = 'O.Mul(z, z)

        let numerator =
            'O.Splat 9.60497373987051638749
            |> step<'T, 'V, 'O> square 9.00260197203842689217e1
            |> step<'T, 'V, 'O> square 2.23200534594684319226e3
            |> step<'T, 'V, 'O> square 7.00332514112805075473e3
            |> step<'T, 'V, 'O> square 5.55923013010394962768e4

        let denominator =
            'O.Add(square, 'O.Splat 3.35617141647503099647e1)
            |> step<'T, 'V, 'O> square 5.21357949780152679795e2
            |> step<'T, 'V, 'O> square 4.59432382970980127987e3
            |> step<'T, 'V, 'O> square 2.26290000613890934246e4
            |> step<'T, 'V, 'O> square 4.92673942608635921086e4

        'O.Div('O.Mul(z, numerator), denominator)

    /// erfc |z| for |z| ≥ 1, from the same source; `gauss` is e^(−z²).
    let inline private erfcTail<'T, 'V, 'O when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        (z: 'V)
        (gauss: 'V)
        =
        let x = 'O.AtMost('O.Splat 30.0, 'O.Abs z)

        let numerator =
            'O.Splat 2.46196981473530512524e-10
            |> step<'T, 'V, 'O> x 5.64189564831068821977e-1
            |> step<'T, 'V, 'O> x 7.46321056442269912687
            |> step<'T, 'V, 'O> x 4.86371970985681366614e1
            |> step<'T, 'V, 'O> x 1.96520832956077098242e2
            |> step<'T, 'V, 'O> x 5.26445194995477358631e2
            |> step<'T, 'V, 'O> x 9.34528527171957607540e2
            |> step<'T, 'V, 'O> x 1.02755188689515710272e3
            |> step<'T, 'V, 'O> x 5.57535335369399327526e2

        let denominator =
            'O.Add(x, 'O.Splat 1.32281951154744992508e1)
            |> step<'T, 'V, 'O> x 8.67072140885989742329e1
            |> step<'T, 'V, 'O> x 3.54937778887819891062e2
            |> step<'T, 'V, 'O> x 9.75708501743205489753e2
            |> step<'T, 'V, 'O> x 1.82390916687909736289e3
            |> step<'T, 'V, 'O> x 2.24633760818710981792e3
            |> step<'T, 'V, 'O> x 1.65666309194161350182e3
            |> step<'T, 'V, 'O> x 5.57535340817727675546e2

        'O.Div('O.Mul(gauss, numerator), denominator)

    let inline private gauss<'T, 'V, 'O when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>> (z: 'V) =
        exp<'T, 'V, 'O>(negate<'T, 'V, 'O>('O.Mul(z, z)))

    // The activations. Each passes on the value and the derivative. The compiler drops the work for the derivative where
    // only the value is used.

    /// f + a·σ(z), with the amplitude in the numerator and 1 + e^(−z) in one step, which saves two operations.
    let inline addSigmoid<'T, 'V, 'O when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        (a: 'V)
        (z: 'V)
        (f: 'V)
        =
        let denominator =
            reduceExp<'T, 'V, 'O>
                'O.PowerSteps
                (fun r -> 'O.ExpTail r)
                (negate<'T, 'V, 'O> z)
                (fun expm1 shifted ->
                    let power = 'O.Power shifted
                    'O.Fma(power, expm1, 'O.Add(power, 'O.Splat 1.0)))

        'O.Add(f, 'O.Div(a, denominator))

    let inline sigmoid<'T, 'V, 'O, 'R when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        (z: 'V)
        ([<InlineIfLambda>] next: 'V -> 'V -> 'R)
        =
        let e = exp<'T, 'V, 'O>(negate<'T, 'V, 'O> z)
        let s = 'O.Div('O.Splat 1.0, 'O.Add('O.Splat 1.0, e))
        next s ('O.Mul('O.Mul(e, s), s))

    let inline tanh<'T, 'V, 'O, 'R when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        (z: 'V)
        ([<InlineIfLambda>] next: 'V -> 'V -> 'R)
        =
        // tanh |z| = t/(t + 2) and 1 − tanh |z| = 2/(t + 2) with t = e^(2|z|) − 1. Neither end cancels.
        let size = 'O.Abs z
        let t = expm1<'T, 'V, 'O>('O.Add(size, size))
        let q = 'O.Div('O.Splat 1.0, 'O.Add(t, 'O.Splat 2.0))
        let value = 'O.Mul(t, q)
        next ('O.CopySign(value, z)) ('O.Mul('O.Add(q, q), 'O.Add('O.Splat 1.0, value)))

    let inline softsign<'T, 'V, 'O, 'R when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        (z: 'V)
        ([<InlineIfLambda>] next: 'V -> 'V -> 'R)
        =
        let q = 'O.Div('O.Splat 1.0, 'O.Add('O.Splat 1.0, 'O.Abs z))
        next ('O.Mul(z, q)) ('O.Mul(q, q))

    /// relu and leakyRelu: z above 0, slope·z below.
    let inline rectifier<'T, 'V, 'O, 'R when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        (slope: float)
        (z: 'V)
        ([<InlineIfLambda>] next: 'V -> 'V -> 'R)
        =
        let derivative = 'O.IfGreater(z, 'O.Splat 0.0, 'O.Splat 1.0, 'O.Splat slope)
        next ('O.Mul(z, derivative)) derivative

    let inline softplus<'T, 'V, 'O, 'R when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        (z: 'V)
        ([<InlineIfLambda>] next: 'V -> 'V -> 'R)
        =
        let u = exp<'T, 'V, 'O>(negate<'T, 'V, 'O>('O.Abs z))
        let w = 'O.Add('O.Splat 1.0, u)
        let q = 'O.Div('O.Splat 1.0, w)
        // ln(1 + u) = ln w + (the part of u lost in rounding 1 + u to w)/w.
        let log1p = 'O.Fma('O.Sub(u, 'O.Sub(w, 'O.Splat 1.0)), q, 'O.Log w)
        let value = 'O.Add('O.AtLeast('O.Splat 0.0, z), log1p)
        next value ('O.IfGreater(z, 'O.Splat 0.0, q, 'O.Mul(u, q)))

    let inline silu<'T, 'V, 'O, 'R when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        (z: 'V)
        ([<InlineIfLambda>] next: 'V -> 'V -> 'R)
        =
        let e = exp<'T, 'V, 'O>(negate<'T, 'V, 'O> z)
        let s = 'O.Div('O.Splat 1.0, 'O.Add('O.Splat 1.0, e))
        let value = 'O.Mul(z, s)
        // σ + zσ(1 − σ) with 1 − σ = eσ.
        next value ('O.Fma(value, 'O.Mul(e, s), s))

    let inline gelu<'T, 'V, 'O, 'R when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        (z: 'V)
        ([<InlineIfLambda>] next: 'V -> 'V -> 'R)
        =
        let t = 'O.Mul(z, 'O.Splat 0.70710678118654752440)
        let e = gauss<'T, 'V, 'O> t
        let half = 'O.Splat 0.5
        let centre = 'O.Fma(half, erfCentre<'T, 'V, 'O> t, half)
        let lower = 'O.Mul(half, erfcTail<'T, 'V, 'O> t e)
        let outer = 'O.IfGreater(t, 'O.Splat 0.0, 'O.Sub('O.Splat 1.0, lower), lower)
        let cdf = 'O.IfGreater('O.Splat 1.0, 'O.Abs t, centre, outer)
        let density = 'O.Mul('O.Splat 0.39894228040143267794, e)
        next ('O.Mul(z, cdf)) ('O.Fma(z, density, cdf))

    let inline elu<'T, 'V, 'O, 'R when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        (z: 'V)
        ([<InlineIfLambda>] next: 'V -> 'V -> 'R)
        =
        let zero = 'O.Splat 0.0
        let below = expm1<'T, 'V, 'O>('O.AtMost(zero, z))

        next
            ('O.IfGreater(z, zero, z, below))
            ('O.IfGreater(z, zero, 'O.Splat 1.0, 'O.Add(below, 'O.Splat 1.0)))

    let inline sin<'T, 'V, 'O, 'R when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        (z: 'V)
        ([<InlineIfLambda>] next: 'V -> 'V -> 'R)
        =
        next ('O.Sin z) ('O.Cos z)

    let inline gaussian<'T, 'V, 'O, 'R when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        (z: 'V)
        ([<InlineIfLambda>] next: 'V -> 'V -> 'R)
        =
        let e = gauss<'T, 'V, 'O> z
        next e ('O.Mul('O.Splat -2.0, 'O.Mul(z, e)))

    let inline erf<'T, 'V, 'O, 'R when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        (z: 'V)
        ([<InlineIfLambda>] next: 'V -> 'V -> 'R)
        =
        let e = gauss<'T, 'V, 'O> z
        let outer = 'O.CopySign('O.Sub('O.Splat 1.0, erfcTail<'T, 'V, 'O> z e), z)
        let value = 'O.IfGreater('O.Splat 1.0, 'O.Abs z, erfCentre<'T, 'V, 'O> z, outer)
        next value ('O.Mul('O.Splat 1.12837916709551257390, e))

    let inline heaviside<'T, 'V, 'O, 'R when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        (z: 'V)
        ([<InlineIfLambda>] next: 'V -> 'V -> 'R)
        =
        let zero = 'O.Splat 0.0
        let notAbove = 'O.IfGreater(zero, z, zero, 'O.Splat 0.5)
        next ('O.IfGreater(z, zero, 'O.Splat 1.0, notAbove)) zero
