namespace UniversalApprox.Core.Kernels

#nowarn "9"
#nowarn "3535"
#nowarn "3536"

open System
open Microsoft.FSharp.NativeInterop
open UniversalApprox.Core
open UniversalApprox.Core.Networks

/// The kernel over vectors of one width. It works in blocks of points whose intermediate values stay in the cache.
[<Sealed>]
type internal VectorKernel<'T, 'V, 'O when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
    (activation, layout: Layout, inputs: float[][], outputs: float[], weights: float[] option) =
    inherit Kernel(activation, layout, outputs.Length)

    // Points per block: 2 KiB, a multiple of four vectors.
    static let block = 2048 / sizeof<'T>

    let units = layout.Units
    let dimension = layout.Dimension
    let parameters = layout.ParameterCount
    let columns = parameters + 1
    // Points are padded to groups of four vectors, with mask 0.
    let padded = (outputs.Length + 4 * 'O.Count - 1) / (4 * 'O.Count) * (4 * 'O.Count)
    let rows = min block padded
    // `LossWithin` sums over blocks that grow from four vectors, so that it can reject a large loss early.
    let firstRows = 4 * 'O.Count
    let x = AlignedBuffer<'T>(dimension * padded, 0)
    let y = AlignedBuffer<'T>(padded, 0)
    let mask = AlignedBuffer<'T>(padded, 0)
    // The roots of the weights, 0 beyond the last point: the mask itself where there are no weights.
    let roots = if weights.IsSome then AlignedBuffer<'T>(padded, 0) else mask
    let theta = AlignedBuffer<'T>(parameters, 512)
    let slopes = AlignedBuffer<'T>(rows, 1024)
    let products = AlignedBuffer<'T>(rows, 1024)
    // Memory below is made when a method first needs it.
    let values = lazy (AlignedBuffer<'T>(rows * units, 1280))
    let derivatives = lazy (AlignedBuffer<'T>(rows * units, 1664))
    // The block's columns of [J̃ r], padded to a multiple of four.
    let jacobian = lazy (AlignedBuffer<'T>(rows * ((columns + 3) / 4 * 4), 0))

    do
        let fill (target: nativeptr<'T>) (source: float[]) =
            for i in 0 .. source.Length - 1 do
                NativePtr.set target i ('O.OfFloat source[i])

        inputs |> Array.iteri (fun k column -> fill (x.At(k * padded)) column)
        fill y.Pointer outputs
        fill mask.Pointer (Array.create outputs.Length 1.0)
        weights |> Option.iter (Array.map sqrt >> fill roots.Pointer)

    let blockLength start = min rows (padded - start)

    let load (source: float[]) at =
        for p in 0 .. parameters - 1 do
            NativePtr.set theta.Pointer p ('O.OfFloat source[at + p])

    let blockAt start length : Block<'T> =
        {
            Units = units
            Dimension = dimension
            Length = length
            Theta = theta.Pointer
            X = x.At start
            Stride = padded
            Y = y.At start
            Mask = roots.At start
            Residuals = slopes.Pointer
            Values = NativePtr.ofNativeInt 0n
            Derivatives = NativePtr.ofNativeInt 0n
            Kept = rows
        }

    /// Writes the block's residuals to `slopes` and returns the sum of their squares.
    let residuals start length =
        let block = blockAt start length
        ActivationPass<'T, 'V, 'O>.Residuals(activation, &block)

    /// Does the same as `residuals`, and also writes σ and σ′ of every unit.
    let evaluate start =
        let block =
            { blockAt start (blockLength start) with
                Values = values.Value.Pointer
                Derivatives = derivatives.Value.Pointer
            }

        ActivationPass<'T, 'V, 'O>.Evaluate(activation, &block)

    /// Σ h(r) over the block's residuals in `slopes`, which it replaces by dh/dr.
    let lossTerms loss length =
        let target = slopes.Pointer
        let mutable sum = 0.0

        for i in 0 .. length - 1 do
            let r = 'O.ToFloat(NativePtr.get target i)
            NativePtr.set target i ('O.OfFloat(Loss.slope loss r))
            sum <- sum + Loss.term loss r

        sum

    /// Σ u·v over the block.
    let dot (u: nativeptr<'T>) (v: nativeptr<'T>) length =
        Jit.optimiseAtOnce ()
        let mutable sum0 = 'O.Splat 0.0
        let mutable sum1 = sum0
        let mutable i = 0

        while i < length do
            let next = i + 'O.Count
            sum0 <- 'O.Fma('O.Load(Address.at u i), 'O.Load(Address.at v i), sum0)
            sum1 <- 'O.Fma('O.Load(Address.at u next), 'O.Load(Address.at v next), sum1)
            i <- next + 'O.Count

        'O.Sum('O.Add(sum0, sum1))

    /// target = u·v, elementwise over the block.
    let multiply (u: nativeptr<'T>) (v: nativeptr<'T>) (target: nativeptr<'T>) length =
        Jit.optimiseAtOnce ()
        let mutable i = 0

        while i < length do
            'O.Store(Address.at target i, 'O.Mul('O.Load(Address.at u i), 'O.Load(Address.at v i)))
            i <- i + 'O.Count

    /// Adds one unit's part of the block's gradient, times a factor. `slopes` must hold dh/dr.
    let addUnitGradient (theta: float[]) at unit start (gradient: float[]) gradientAt (factor: float) =
        Jit.optimiseAtOnce ()
        let length = blockLength start
        let amplitude = theta[at + layout.Amplitude unit]
        let slopes = slopes.Pointer
        let values = values.Value.At(unit * rows)
        let derivatives = derivatives.Value.At(unit * rows)
        let column = x.At start
        let product = products.Pointer
        let mutable value0 = 'O.Splat 0.0
        let mutable bias0 = value0
        let mutable weight0 = value0
        let mutable value1 = value0
        let mutable bias1 = value0
        let mutable weight1 = value0
        let mutable i = 0

        while i < length do
            let next = i + 'O.Count
            let slope0 = 'O.Load(Address.at slopes i)
            let slope1 = 'O.Load(Address.at slopes next)
            let product0 = 'O.Mul(slope0, 'O.Load(Address.at derivatives i))
            let product1 = 'O.Mul(slope1, 'O.Load(Address.at derivatives next))
            value0 <- 'O.Fma(slope0, 'O.Load(Address.at values i), value0)
            value1 <- 'O.Fma(slope1, 'O.Load(Address.at values next), value1)
            bias0 <- 'O.Add(bias0, product0)
            bias1 <- 'O.Add(bias1, product1)
            weight0 <- 'O.Fma(product0, 'O.Load(Address.at column i), weight0)
            weight1 <- 'O.Fma(product1, 'O.Load(Address.at column next), weight1)

            if dimension > 1 then
                'O.Store(Address.at product i, product0)
                'O.Store(Address.at product next, product1)

            i <- next + 'O.Count

        let add index amount = gradient[gradientAt + index] <- gradient[gradientAt + index] + factor * amount
        add (layout.Amplitude unit) ('O.Sum('O.Add(value0, value1)))
        add (layout.Bias unit) (amplitude * 'O.Sum('O.Add(bias0, bias1)))
        add (layout.Weight(unit, 0)) (amplitude * 'O.Sum('O.Add(weight0, weight1)))

        for k in 1 .. dimension - 1 do
            add (layout.Weight(unit, k)) (amplitude * dot product (x.At(k * padded + start)) length)

    /// Adds the block's part of the gradient, times a factor. `slopes` must hold dh/dr by the weighted residuals.
    let addGradient theta at start (gradient: float[]) gradientAt factor =
        if weights.IsSome then
            multiply slopes.Pointer (roots.At start) slopes.Pointer (blockLength start)

        for unit in 0 .. units - 1 do
            addUnitGradient theta at unit start gradient gradientAt factor

        let offset = gradientAt + layout.Offset
        let sum = dot slopes.Pointer (mask.At start) (blockLength start)
        gradient[offset] <- gradient[offset] + factor * sum

    /// Writes the block's columns of [J̃ r], with 0 beyond the last point.
    let fillColumns start =
        let length = blockLength start
        let column index = jacobian.Value.At(index * rows)
        let real = mask.At start
        let root = roots.At start

        for unit in 0 .. units - 1 do
            multiply (values.Value.At(unit * rows)) root (column (layout.Amplitude unit)) length
            let slope = column (layout.Bias unit)
            multiply (derivatives.Value.At(unit * rows)) root slope length

            for k in 0 .. dimension - 1 do
                multiply slope (x.At(k * padded + start)) (column (layout.Weight(unit, k))) length

        multiply root real (column layout.Offset) length
        multiply slopes.Pointer real (column (columns - 1)) length

    /// Adds to products[p, q … q + 3] and products[p + 1, q … q + 3] the dot products of the block's columns.
    let addProducts (products: float[]) p q length =
        Jit.optimiseAtOnce ()
        let p0 = jacobian.Value.At(p * rows)
        let p1 = NativePtr.add p0 rows
        let q0 = jacobian.Value.At(q * rows)
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
            let a = 'O.Load(Address.at p0 i)
            let b = 'O.Load(Address.at p1 i)
            let c = 'O.Load(Address.at q0 i)
            let d = 'O.Load(Address.at q0 (i + rows))
            let e = 'O.Load(Address.at q0 (i + 2 * rows))
            let g = 'O.Load(Address.at q0 (i + 3 * rows))
            s00 <- 'O.Fma(a, c, s00)
            s01 <- 'O.Fma(a, d, s01)
            s02 <- 'O.Fma(a, e, s02)
            s03 <- 'O.Fma(a, g, s03)
            s10 <- 'O.Fma(b, c, s10)
            s11 <- 'O.Fma(b, d, s11)
            s12 <- 'O.Fma(b, e, s12)
            s13 <- 'O.Fma(b, g, s13)
            i <- i + 'O.Count

        let inline add row column sum =
            if row < columns && column < columns then
                products[row * columns + column] <- products[row * columns + column] + 'O.Sum sum

        add p q s00
        add p (q + 1) s01
        add p (q + 2) s02
        add p (q + 3) s03
        add (p + 1) q s10
        add (p + 1) (q + 1) s11
        add (p + 1) (q + 2) s12
        add (p + 1) (q + 3) s13

    member private this.CheckCancelled start =
        if start &&& 4095 = 0 then
            this.Cancellation.ThrowIfCancellationRequested()

    override this.Loss(loss, theta, at) = this.LossWithin(infinity, loss, theta, at)

    override this.LossWithin(limit, loss, theta, at) =
        load theta at
        let isSquares = Loss.isSquares loss
        let scale = Loss.scale loss this.Count
        let mutable block = blockAt 0 0
        let mutable sum = 0.0
        let mutable start = 0

        // No term is negative, so the sum only grows.
        while start < padded && not (sum * scale > limit) do
            this.CheckCancelled start
            block.Length <- min (max firstRows start) (blockLength start)
            let squares = ActivationPass<'T, 'V, 'O>.Residuals(activation, &block)
            sum <- sum + (if isSquares then squares else lossTerms loss block.Length)
            start <- start + block.Length
            block.X <- x.At start
            block.Y <- y.At start
            block.Mask <- roots.At start

        if start < padded then infinity else sum * scale

    override this.LossAndGradient(loss, theta, at, gradient, gradientAt) =
        load theta at
        Array.Clear(gradient, gradientAt, parameters)
        let scale = Loss.scale loss this.Count
        let mutable sum = 0.0
        let mutable start = 0

        while start < padded do
            this.CheckCancelled start
            let squares = evaluate start

            if Loss.isSquares loss then
                // `slopes` holds the residuals r, so the factor 2 of the slope 2r is applied here.
                sum <- sum + squares
                addGradient theta at start gradient gradientAt (2.0 * scale)
            else
                sum <- sum + lossTerms loss (blockLength start)
                addGradient theta at start gradient gradientAt scale

            start <- start + rows

        sum * scale

    override this.Residuals(theta, at, residualsOut) =
        load theta at
        let mutable start = 0

        while start < padded do
            this.CheckCancelled start
            residuals start (blockLength start) |> ignore

            for i in 0 .. min rows (this.Count - start) - 1 do
                residualsOut[start + i] <- 'O.ToFloat(NativePtr.get slopes.Pointer i)

            start <- start + rows

    override this.TransposedProduct(theta, at, weights, gradient, gradientAt) =
        load theta at
        Array.Clear(gradient, gradientAt, parameters)
        let mutable start = 0

        while start < padded do
            this.CheckCancelled start
            evaluate start |> ignore

            for i in 0 .. blockLength start - 1 do
                let weight = if start + i < this.Count then weights[start + i] else 0.0
                NativePtr.set slopes.Pointer i ('O.OfFloat weight)

            addGradient theta at start gradient gradientAt 1.0
            start <- start + rows

    override this.Jacobian(theta, at, residualsOut, jacobianOut) =
        load theta at
        let mutable start = 0

        while start < padded do
            this.CheckCancelled start
            evaluate start |> ignore
            fillColumns start

            for i in 0 .. min rows (this.Count - start) - 1 do
                let element column = 'O.ToFloat(NativePtr.get jacobian.Value.Pointer (column * rows + i))
                residualsOut[start + i] <- element (columns - 1)

                for p in 0 .. parameters - 1 do
                    jacobianOut[p * this.Count + start + i] <- element p

            start <- start + rows

        for unit in 0 .. units - 1 do
            let amplitude = theta[at + layout.Amplitude unit]

            for p in layout.Weight(unit, 0) .. layout.Bias unit do
                for i in p * this.Count .. (p + 1) * this.Count - 1 do
                    jacobianOut[i] <- amplitude * jacobianOut[i]

    override this.CrossProducts(theta, at, products) =
        load theta at
        Array.Clear(products, 0, columns * columns)
        let mutable start = 0

        while start < padded do
            this.CheckCancelled start
            evaluate start |> ignore
            fillColumns start

            for p in 0..2 .. columns - 1 do
                for q in 0..4..p do
                    addProducts products p q (blockLength start)

            start <- start + rows

        for p in 0 .. columns - 1 do
            for q in p + 1 .. columns - 1 do
                products[p * columns + q] <- products[q * columns + p]
