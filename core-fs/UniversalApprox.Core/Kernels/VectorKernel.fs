namespace UniversalApprox.Core.Kernels

#nowarn "9"
#nowarn "3535"
#nowarn "3536"

open System
open System.Runtime.CompilerServices
open Microsoft.FSharp.NativeInterop
open UniversalApprox.Core

/// Zeroed memory that the collector does not move, starting at a multiple of 64 bytes (a cache line and the widest
/// vector), freed when it is no longer reachable.
[<Sealed>]
type internal AlignedBuffer<'T when 'T: unmanaged>(length: int) =
    let bytes: byte[] = GC.AllocateArray<byte>(length * sizeof<'T> + 64, pinned = true)
    let start = Unsafe.AsPointer(&bytes[0])

    let skip =
        int ((64L - (int64 (NativePtr.toNativeInt (NativePtr.ofVoidPtr<byte> start)) &&& 63L)) &&& 63L)

    let first: nativeptr<'T> =
        NativePtr.ofVoidPtr (NativePtr.toVoidPtr (NativePtr.add (NativePtr.ofVoidPtr<byte> start) skip))

    /// Keeps the array alive as long as the pointer is used.
    member _.Bytes = bytes
    member _.Pointer = first
    member _.At(index: int) = NativePtr.add first index

/// The kernel over vectors of one width. Points are worked in blocks that stay in the first-level cache; within a
/// block each unit is one loop over the points, so that the only dependent chain is the activation itself.
[<Sealed>]
type internal VectorKernel<'T, 'V, 'O when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
    (activation, layout: Layout, inputs: float[][], outputs: float[]) =
    inherit Kernel(activation, layout, outputs.Length)

    // Points per block, a multiple of every width.
    static let block = 128

    let units = layout.Units
    let dimension = layout.Dimension
    let columns = layout.ParameterCount + 1
    // Points are padded to whole vectors of any width with mask 0.
    let padded = (outputs.Length + 15) / 16 * 16
    let x = Array.init dimension (fun _ -> AlignedBuffer<'T> padded)
    let y = AlignedBuffer<'T> padded
    let mask = AlignedBuffer<'T> padded
    let z = AlignedBuffer<'T> block
    let f = AlignedBuffer<'T> block
    let slopes = AlignedBuffer<'T> block
    let values = AlignedBuffer<'T>(block * max 1 units)
    let derivatives = AlignedBuffer<'T>(block * max 1 units)
    // The block's columns of [J̃ r], made when cross-products are first asked for; padded to a multiple of four.
    let jacobian = lazy (AlignedBuffer<'T>(block * ((columns + 3) / 4 * 4)))

    do
        let fill (target: AlignedBuffer<'T>) (source: int -> float) =
            for i in 0 .. outputs.Length - 1 do
                NativePtr.set target.Pointer i ('O.OfFloat(source i))

        x |> Array.iteri (fun k column -> fill column (fun i -> inputs[k][i]))
        fill y (fun i -> outputs[i])
        fill mask (fun _ -> 1.0)

    let blockLength start = min block (padded - start)

    /// z = w·x + b of one unit over the block.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let argument (theta: float[]) at unit start length =
        let bias = 'O.Splat theta[at + layout.Bias unit]
        let weight = 'O.Splat theta[at + layout.Weight(unit, 0)]
        let column = x[0].At start
        let target = z.Pointer
        let mutable i = 0

        while i < length do
            'O.Store(Address.at target i, 'O.Fma(weight, 'O.Load(Address.at column i), bias))
            i <- i + 'O.Count

        for k in 1 .. dimension - 1 do
            let weight = 'O.Splat theta[at + layout.Weight(unit, k)]
            let column = x[k].At start
            i <- 0

            while i < length do
                let place = Address.at target i
                'O.Store(place, 'O.Fma(weight, 'O.Load(Address.at column i), 'O.Load place))
                i <- i + 'O.Count

    /// target = f − y, 0 beyond the last point.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let residuals (target: nativeptr<'T>) start length =
        let observed = y.At start
        let real = mask.At start
        let predicted = f.Pointer
        let mutable i = 0

        while i < length do
            let r = 'O.Sub('O.Load(Address.at predicted i), 'O.Load(Address.at observed i))
            'O.Store(Address.at target i, 'O.Mul(r, 'O.Load(Address.at real i)))
            i <- i + 'O.Count

    let fillOffset (theta: float[]) at length =
        let offset = 'O.Splat theta[at + layout.Offset]
        let mutable i = 0

        while i < length do
            'O.Store(Address.at f.Pointer i, offset)
            i <- i + 'O.Count

    /// The block's predictions in f.
    let predict theta at start length =
        fillOffset theta at length

        for unit in 0 .. units - 1 do
            argument theta at unit start length
            let amplitude = theta[at + layout.Amplitude unit]
            ActivationPass<'T, 'V, 'O>.Accumulate(activation, z.Pointer, f.Pointer, amplitude, length)

    /// The block's predictions in f, and σ and σ′ of every unit.
    let evaluate theta at start length =
        fillOffset theta at length

        for unit in 0 .. units - 1 do
            argument theta at unit start length
            let amplitude = theta[at + layout.Amplitude unit]
            let keep = unit * block

            ActivationPass<'T, 'V, 'O>
                .Evaluate(
                    activation,
                    z.Pointer,
                    f.Pointer,
                    amplitude,
                    length,
                    values.At keep,
                    derivatives.At keep
                )

    /// Σ h(r) over the block's residuals in `slopes`, which become dh/dr.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let lossTerms loss length =
        let target = slopes.Pointer
        let mutable i = 0

        if Loss.isSquares loss then
            let mutable sum = 'O.Splat 0.0

            while i < length do
                let place = Address.at target i
                let r = 'O.Load place
                sum <- 'O.Fma(r, r, sum)
                'O.Store(place, 'O.Add(r, r))
                i <- i + 'O.Count

            'O.Sum sum
        else
            let mutable sum = 0.0

            while i < length do
                let r = 'O.ToFloat(NativePtr.get target i)
                NativePtr.set target i ('O.OfFloat(Loss.slope loss r))
                sum <- sum + Loss.term loss r
                i <- i + 1

            sum

    /// Σ u·v over the block.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let dot (u: nativeptr<'T>) (v: nativeptr<'T>) length =
        let mutable sum = 'O.Splat 0.0
        let mutable i = 0

        while i < length do
            sum <- 'O.Fma('O.Load(Address.at u i), 'O.Load(Address.at v i), sum)
            i <- i + 'O.Count

        'O.Sum sum

    /// target = u·v, elementwise over the block.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let multiply (u: nativeptr<'T>) (v: nativeptr<'T>) (target: nativeptr<'T>) length =
        let mutable i = 0

        while i < length do
            'O.Store(Address.at target i, 'O.Mul('O.Load(Address.at u i), 'O.Load(Address.at v i)))
            i <- i + 'O.Count

    /// Adds the block's part of the gradient, from dh/dr in `slopes`.
    let addGradient (theta: float[]) at start length (gradient: float[]) gradientAt scale =
        let add index amount = gradient[gradientAt + index] <- gradient[gradientAt + index] + scale * amount
        let slopes = slopes.Pointer

        for unit in 0 .. units - 1 do
            let amplitude = theta[at + layout.Amplitude unit]
            add (layout.Amplitude unit) (dot slopes (values.At(unit * block)) length)
            multiply slopes (derivatives.At(unit * block)) z.Pointer length

            for k in 0 .. dimension - 1 do
                add (layout.Weight(unit, k)) (amplitude * dot z.Pointer (x[k].At start) length)

            add (layout.Bias unit) (amplitude * dot z.Pointer (mask.At start) length)

        add layout.Offset (dot slopes (mask.At start) length)

    /// The block's columns of [J̃ r], 0 beyond the last point.
    let fillColumns start length =
        let column index = jacobian.Value.At(index * block)
        let real = mask.At start

        for unit in 0 .. units - 1 do
            multiply (values.At(unit * block)) real (column (layout.Amplitude unit)) length
            let slope = column (layout.Bias unit)
            multiply (derivatives.At(unit * block)) real slope length

            for k in 0 .. dimension - 1 do
                multiply slope (x[k].At start) (column (layout.Weight(unit, k))) length

        multiply real real (column layout.Offset) length
        residuals (column (columns - 1)) start length

    /// products[p, q … q + 3] and [p + 1, q … q + 3] += the dot products of the block's columns.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let addProducts (products: float[]) p q length =
        let p0 = jacobian.Value.At(p * block)
        let p1 = NativePtr.add p0 block
        let q0 = jacobian.Value.At(q * block)
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
            let d = 'O.Load(Address.at q0 (i + block))
            let e = 'O.Load(Address.at q0 (i + 2 * block))
            let g = 'O.Load(Address.at q0 (i + 3 * block))
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

    override this.Loss(loss, theta, at) =
        let mutable sum = 0.0
        let mutable start = 0

        while start < padded do
            this.CheckCancelled start
            let length = blockLength start
            predict theta at start length
            residuals slopes.Pointer start length
            sum <- sum + lossTerms loss length
            start <- start + block

        sum * Loss.scale loss this.Count

    override this.LossAndGradient(loss, theta, at, gradient, gradientAt) =
        let scale = Loss.scale loss this.Count
        Array.Clear(gradient, gradientAt, layout.ParameterCount)
        let mutable sum = 0.0
        let mutable start = 0

        while start < padded do
            this.CheckCancelled start
            let length = blockLength start
            evaluate theta at start length
            residuals slopes.Pointer start length
            sum <- sum + lossTerms loss length
            addGradient theta at start length gradient gradientAt scale
            start <- start + block

        sum * scale

    override this.Residuals(theta, at, residualsOut) =
        let mutable start = 0

        while start < padded do
            this.CheckCancelled start
            let length = blockLength start
            predict theta at start length
            residuals slopes.Pointer start length

            for i in 0 .. min length (this.Count - start) - 1 do
                residualsOut[start + i] <- 'O.ToFloat(NativePtr.get slopes.Pointer i)

            start <- start + block

    override this.TransposedProduct(theta, at, weights, gradient, gradientAt) =
        Array.Clear(gradient, gradientAt, layout.ParameterCount)
        let mutable start = 0

        while start < padded do
            this.CheckCancelled start
            let length = blockLength start
            evaluate theta at start length

            for i in 0 .. length - 1 do
                let weight = if start + i < this.Count then weights[start + i] else 0.0
                NativePtr.set slopes.Pointer i ('O.OfFloat weight)

            addGradient theta at start length gradient gradientAt 1.0
            start <- start + block

    override this.Jacobian(theta, at, residualsOut, jacobianOut) =
        let mutable start = 0

        while start < padded do
            this.CheckCancelled start
            let length = blockLength start
            evaluate theta at start length
            fillColumns start length

            for i in 0 .. min length (this.Count - start) - 1 do
                let element column = 'O.ToFloat(NativePtr.get jacobian.Value.Pointer (column * block + i))
                residualsOut[start + i] <- element (columns - 1)

                for p in 0 .. layout.ParameterCount - 1 do
                    jacobianOut[p * this.Count + start + i] <- element p

            start <- start + block

        for unit in 0 .. units - 1 do
            let amplitude = theta[at + layout.Amplitude unit]

            for p in layout.Weight(unit, 0) .. layout.Bias unit do
                for i in p * this.Count .. (p + 1) * this.Count - 1 do
                    jacobianOut[i] <- amplitude * jacobianOut[i]

    override this.CrossProducts(theta, at, products) =
        Array.Clear(products, 0, columns * columns)
        let mutable start = 0

        while start < padded do
            this.CheckCancelled start
            let length = blockLength start
            evaluate theta at start length
            fillColumns start length

            for p in 0..2 .. columns - 1 do
                for q in 0..4..p do
                    addProducts products p q length

            start <- start + block

        for p in 0 .. columns - 1 do
            for q in p + 1 .. columns - 1 do
                products[p * columns + q] <- products[q * columns + p]
