namespace UniversalApprox.Core.Kernels

#nowarn "9"
#nowarn "3535"
#nowarn "3536"

open System
open Microsoft.FSharp.NativeInterop
open UniversalApprox.Core

/// The hidden units over vectors of one width, float64. Points are worked in blocks. All their columns are kept between
/// methods if that takes no more than 16 MiB; else they are computed again, which is as fast as to read them from memory.
[<Sealed>]
type internal VectorHiddenKernel<'V, 'O when 'O: struct and 'O :> ISimd<float, 'V>>
    (activation, layout: HiddenLayout, inputs: float[][], outputs: float[], weights: float[]) =
    inherit HiddenKernel(outputs.Length)

    let units = layout.Units
    let dimension = layout.Dimension
    let size = units + 2
    let group = 4 * 'O.Count
    let toGroups length = (length + group - 1) / group * group
    let padded = toGroups outputs.Length
    // A block's columns of values and derivatives take about 32 KiB.
    let rows = min padded (toGroups (min 1024 (max 64 (4096 / (2 * units + 3)))))
    let isKept = padded * units <= 1048576
    let stride = if isKept then padded else rows
    let x = AlignedBuffer<float>(dimension * padded, 0)
    // √s and √s·y; 0 beyond the last point.
    let roots = AlignedBuffer<float>(padded, 256)
    let y = AlignedBuffer<float>(padded, 512)
    let residuals = AlignedBuffer<float>(padded, 1024)
    let slopes = AlignedBuffer<float>(2 * rows, 768)
    let phi = AlignedBuffer<float>(max 1 layout.Count, 0)
    let factors = AlignedBuffer<float>(2 * (units + 1), 0)
    let values = AlignedBuffer<float>(max 1 (stride * units), 1280)
    let derivatives = lazy (AlignedBuffer<float>(max 1 (stride * units), 1664))
    // Addresses of the block's columns [σ₁ … σ_N 1 y].
    let columns = Array.zeroCreate<nativeint> size

    do
        let fill (target: nativeptr<float>) (at: int -> float) =
            for i in 0 .. outputs.Length - 1 do
                NativePtr.set target i (at i)

        inputs |> Array.iteri (fun k column -> fill (x.At(k * padded)) (Array.get column))
        fill roots.Pointer (fun i -> sqrt weights[i])
        fill y.Pointer (fun i -> sqrt weights[i] * outputs[i])

    let sumOf (f: int -> float) = Seq.init outputs.Length f |> Seq.sum
    let weightSum = Array.sum weights
    let outputSum = sumOf (fun i -> weights[i] * outputs[i])
    let outputSquares = sumOf (fun i -> weights[i] * outputs[i] * outputs[i])

    let blockLength start = min rows (padded - start)
    let place start = if isKept then start else 0

    /// The columns of the block, and their derivatives if asked for.
    let evaluate start withDerivatives =
        let block: Block<float> =
            {
                Units = units
                Dimension = dimension
                Length = blockLength start
                Theta = phi.Pointer
                X = x.At start
                Stride = padded
                Y = y.At start
                Mask = roots.At start
                Residuals = slopes.Pointer
                Values = values.At(place start)
                Derivatives =
                    (if withDerivatives then
                         derivatives.Value.At(place start)
                     else
                         slopes.Pointer)
                Kept = stride
            }

        if withDerivatives then
            HiddenPass<float, 'V, 'O, ValuesAndDerivatives>.Run(activation, &block)
        else
            HiddenPass<float, 'V, 'O, ValuesOnly>.Run(activation, &block)

    /// Adds the dot products of two of the block's columns with four others; −1 stands for none.
    let addTile (products: float[]) p0 p1 (q0: int) (q1: int) (q2: int) (q3: int) length =
        Jit.optimiseAtOnce ()
        let at q : nativeptr<float> = NativePtr.ofNativeInt columns[max 0 q]
        let a0 = at p0
        let a1 = at p1
        let b0 = at q0
        let b1 = at q1
        let b2 = at q2
        let b3 = at q3
        let mutable s00 = 'O.Splat 0.0
        let mutable s01 = s00
        let mutable s02 = s00
        let mutable s03 = s00
        let mutable s10 = s00
        let mutable s11 = s00
        let mutable s12 = s00
        let mutable s13 = s00
        let mutable i = 0

        while i < length do
            let u = 'O.Load(Address.at a0 i)
            let v = 'O.Load(Address.at a1 i)
            let c = 'O.Load(Address.at b0 i)
            let d = 'O.Load(Address.at b1 i)
            let e = 'O.Load(Address.at b2 i)
            let g = 'O.Load(Address.at b3 i)
            s00 <- 'O.Fma(u, c, s00)
            s01 <- 'O.Fma(u, d, s01)
            s02 <- 'O.Fma(u, e, s02)
            s03 <- 'O.Fma(u, g, s03)
            s10 <- 'O.Fma(v, c, s10)
            s11 <- 'O.Fma(v, d, s11)
            s12 <- 'O.Fma(v, e, s12)
            s13 <- 'O.Fma(v, g, s13)
            i <- i + 'O.Count

        // Each pair once: of units the lower triangle.
        let inline add p q sum =
            if q >= units then
                products[q * size + p] <- products[q * size + p] + 'O.Sum sum
            elif q >= 0 && q <= p then
                products[p * size + q] <- products[p * size + q] + 'O.Sum sum

        add p0 q0 s00
        add p0 q1 s01
        add p0 q2 s02
        add p0 q3 s03

        if p1 <> p0 then
            add p1 q0 s10
            add p1 q1 s11
            add p1 q2 s12
            add p1 q3 s13

    let addProducts (products: float[]) start =
        let length = blockLength start

        for unit in 0 .. units - 1 do
            columns[unit] <- NativePtr.toNativeInt (values.At(unit * stride + place start))

        columns[units] <- NativePtr.toNativeInt (roots.At start)
        columns[units + 1] <- NativePtr.toNativeInt (y.At start)

        for p0 in 0..2 .. units - 1 do
            let p1 = min (p0 + 1) (units - 1)
            // The units up to p1, then 1 and y.
            let inline partner t =
                if t <= p1 then t
                elif t <= p1 + 2 then units + t - p1 - 1
                else -1

            for t in 0..4 .. p1 + 2 do
                addTile
                    products
                    p0
                    p1
                    (partner t)
                    (partner (t + 1))
                    (partner (t + 2))
                    (partner (t + 3))
                    length

    /// The block's residuals for the negated coefficients in `factors`; the sum of their squares.
    let subtract start =
        Jit.optimiseAtOnce ()
        let length = blockLength start
        let outputs = y.At start
        let ones = roots.At start
        let target = residuals.At start
        let first = values.At(place start)
        let mutable sum0 = 'O.Splat 0.0
        let mutable sum1 = sum0
        let mutable i = 0

        while i < length do
            let next = i + 'O.Count
            let offset = 'O.Broadcast(Address.at factors.Pointer units)
            let mutable r0 = 'O.Fma(offset, 'O.Load(Address.at ones i), 'O.Load(Address.at outputs i))
            let mutable r1 = 'O.Fma(offset, 'O.Load(Address.at ones next), 'O.Load(Address.at outputs next))
            let mutable column = NativePtr.add first i

            for unit in 0 .. units - 1 do
                let factor = 'O.Broadcast(Address.at factors.Pointer unit)
                r0 <- 'O.Fma(factor, 'O.Load(Address.at column 0), r0)
                r1 <- 'O.Fma(factor, 'O.Load(Address.at column 'O.Count), r1)
                column <- NativePtr.add column stride

            'O.Store(Address.at target i, r0)
            'O.Store(Address.at target next, r1)
            sum0 <- 'O.Fma(r0, r0, sum0)
            sum1 <- 'O.Fma(r1, r1, sum1)
            i <- next + 'O.Count

        'O.Sum('O.Add(sum0, sum1))

    /// Σ u·v over the block.
    let dot (u: nativeptr<float>) (v: nativeptr<float>) length =
        Jit.optimiseAtOnce ()
        let mutable sum = 'O.Splat 0.0
        let mutable i = 0

        while i < length do
            sum <- 'O.Fma('O.Load(Address.at u i), 'O.Load(Address.at v i), sum)
            i <- i + 'O.Count

        'O.Sum sum

    /// Adds the block's part of the gradients of two units, which may be the same; `factors` has their negated rows of the
    /// matrix, one after the other.
    let addGradients unit0 unit1 start (coefficients: float[]) (gradient: float[]) gradientAt =
        Jit.optimiseAtOnce ()
        let length = blockLength start
        let ones = roots.At start
        let r = residuals.At start
        let first = values.At(place start)
        let own0 = derivatives.Value.At(unit0 * stride + place start)
        let own1 = derivatives.Value.At(unit1 * stride + place start)
        let rowEnd = NativePtr.add factors.Pointer units
        let column = x.At start
        let m0 = 'O.Splat coefficients[unit0]
        let m1 = 'O.Splat coefficients[unit1]
        let mutable bias0 = 'O.Splat 0.0
        let mutable bias1 = bias0
        let mutable weight0 = bias0
        let mutable weight1 = bias0
        let mutable i = 0

        while i < length do
            let next = i + 'O.Count
            let one = 'O.Load(Address.at ones i)
            let oneNext = 'O.Load(Address.at ones next)
            let offset0 = 'O.Broadcast(Address.at rowEnd 0)
            let offset1 = 'O.Broadcast(Address.at rowEnd (units + 1))
            let mutable g0 = 'O.Mul(offset0, one)
            let mutable g0Next = 'O.Mul(offset0, oneNext)
            let mutable g1 = 'O.Mul(offset1, one)
            let mutable g1Next = 'O.Mul(offset1, oneNext)
            let mutable other = NativePtr.add first i
            let mutable factor = factors.Pointer

            while NativePtr.toNativeInt factor < NativePtr.toNativeInt rowEnd do
                let factor0 = 'O.Broadcast(Address.at factor 0)
                let factor1 = 'O.Broadcast(Address.at factor (units + 1))
                let value = 'O.Load(Address.at other 0)
                let valueNext = 'O.Load(Address.at other 'O.Count)
                g0 <- 'O.Fma(factor0, value, g0)
                g0Next <- 'O.Fma(factor0, valueNext, g0Next)
                g1 <- 'O.Fma(factor1, value, g1)
                g1Next <- 'O.Fma(factor1, valueNext, g1Next)
                other <- NativePtr.add other stride
                factor <- NativePtr.add factor 1

            let residual = 'O.Load(Address.at r i)
            let residualNext = 'O.Load(Address.at r next)
            let slope0 = 'O.Mul('O.Fma(m0, residual, g0), 'O.Load(Address.at own0 i))
            let slope0Next = 'O.Mul('O.Fma(m0, residualNext, g0Next), 'O.Load(Address.at own0 next))
            let slope1 = 'O.Mul('O.Fma(m1, residual, g1), 'O.Load(Address.at own1 i))
            let slope1Next = 'O.Mul('O.Fma(m1, residualNext, g1Next), 'O.Load(Address.at own1 next))
            bias0 <- 'O.Add(bias0, 'O.Add(slope0, slope0Next))
            bias1 <- 'O.Add(bias1, 'O.Add(slope1, slope1Next))
            let place = 'O.Load(Address.at column i)
            let placeNext = 'O.Load(Address.at column next)
            weight0 <- 'O.Fma(slope0, place, 'O.Fma(slope0Next, placeNext, weight0))
            weight1 <- 'O.Fma(slope1, place, 'O.Fma(slope1Next, placeNext, weight1))

            if dimension > 1 then
                'O.Store(Address.at slopes.Pointer i, slope0)
                'O.Store(Address.at slopes.Pointer next, slope0Next)
                'O.Store(Address.at slopes.Pointer (rows + i), slope1)
                'O.Store(Address.at slopes.Pointer (rows + next), slope1Next)

            i <- next + 'O.Count

        let inline add index amount =
            let target = gradientAt + index
            gradient[target] <- gradient[target] + amount

        add (layout.Bias unit0) ('O.Sum bias0)
        add (layout.Weight(unit0, 0)) ('O.Sum weight0)

        for k in 1 .. dimension - 1 do
            add (layout.Weight(unit0, k)) (dot slopes.Pointer (x.At(k * padded + start)) length)

        if unit1 <> unit0 then
            add (layout.Bias unit1) ('O.Sum bias1)
            add (layout.Weight(unit1, 0)) ('O.Sum weight1)

            for k in 1 .. dimension - 1 do
                add (layout.Weight(unit1, k)) (dot (slopes.At rows) (x.At(k * padded + start)) length)

    member private this.CheckCancelled start =
        if start &&& 4095 < rows then
            this.Cancellation.ThrowIfCancellationRequested()

    override this.Products(source, at, withDerivatives, products) =
        for p in 0 .. layout.Count - 1 do
            NativePtr.set phi.Pointer p source[at + p]

        Array.Clear(products, 0, size * size)
        products[units * size + units] <- weightSum
        products[(units + 1) * size + units] <- outputSum
        products[(units + 1) * size + units + 1] <- outputSquares
        let mutable start = 0

        while start < padded do
            this.CheckCancelled start
            evaluate start (withDerivatives && isKept)
            addProducts products start
            start <- start + rows

    override this.SumOfSquares(coefficients) =
        for p in 0..units do
            NativePtr.set factors.Pointer p -coefficients[p]

        let mutable sum = 0.0
        let mutable start = 0

        while start < padded do
            this.CheckCancelled start

            if not isKept then
                evaluate start false

            sum <- sum + subtract start
            start <- start + rows

        sum

    override this.Gradient(coefficients, matrix, gradient, gradientAt) =
        Array.Clear(gradient, gradientAt, layout.Count)
        let mutable start = 0

        while start < padded do
            this.CheckCancelled start

            if not isKept then
                evaluate start true

            for unit0 in 0..2 .. units - 1 do
                let unit1 = min (unit0 + 1) (units - 1)

                for p in 0..units do
                    NativePtr.set factors.Pointer p -matrix[unit0 * (units + 1) + p]
                    NativePtr.set factors.Pointer (units + 1 + p) -matrix[unit1 * (units + 1) + p]

                addGradients unit0 unit1 start coefficients gradient gradientAt

            start <- start + rows
