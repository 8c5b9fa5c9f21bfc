namespace UniversalApprox.Core.Kernels

#nowarn "9"
#nowarn "3535"
#nowarn "3536"

open System
open System.Runtime.CompilerServices
open Microsoft.FSharp.NativeInterop
open UniversalApprox.Core

/// Zeroed memory that the collector does not move and frees when it is no longer reachable. It starts `offset` bytes after
/// a multiple of 4096; `offset` is a multiple of 64 (a cache line and the widest vector). A processor treats a load as
/// dependent on an earlier store when the last 12 bits of their addresses agree, so the offsets keep the data that one loop
/// reads and the data that it writes apart.
[<Sealed>]
type internal AlignedBuffer<'T when 'T: unmanaged>(length: int, offset: int) =
    let bytes: byte[] = GC.AllocateArray<byte>(length * sizeof<'T> + 4096 + offset, pinned = true)

    let start = NativePtr.ofVoidPtr<byte>(Unsafe.AsPointer(&bytes[0]))
    let skip = int (-(int64 (NativePtr.toNativeInt start)) &&& 4095L)

    let first: nativeptr<'T> =
        NativePtr.ofVoidPtr (NativePtr.toVoidPtr (NativePtr.add start (skip + offset)))

    /// Keeps the array alive as long as the pointer is used.
    member _.Bytes = bytes
    member _.Pointer = first
    member _.At(index: int) = NativePtr.add first index

/// A block of points for one pass: the places of its data in the kernel's memory.
[<Struct>]
type internal Block<'T when 'T: unmanaged> =
    {
        Units: int
        Dimension: int
        /// Points of the block, a multiple of four vectors.
        mutable Length: int
        /// θ in the precision of the kernel, in the order of Layout.
        Theta: nativeptr<'T>
        /// The values of the first input. Those of the next input lie `Stride` elements further on.
        mutable X: nativeptr<'T>
        Stride: int
        mutable Y: nativeptr<'T>
        /// The root of a point's weight (1 without weights), 0 beyond the last one.
        mutable Mask: nativeptr<'T>
        /// Written by the pass: f − y times that root, and 0 beyond the last point.
        Residuals: nativeptr<'T>
        /// Written by `evaluate` only: σ and σ′ of unit after unit, `Kept` elements apart.
        Values: nativeptr<'T>
        Derivatives: nativeptr<'T>
        Kept: int
    }

/// The loops over a block's points. Four vectors of points go through all units at once and stay in registers. So the loop
/// reads the parameters of a unit and the constants of the activation once for all four, and their long chains of operations
/// overlap.
module internal Passes =
    /// w·x + b of the unit whose parameters start at `unit`, for one vector of points. `x` is the first input of these
    /// points.
    let inline private argument<'T, 'V, 'O when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        (unit: nativeptr<'T>)
        (dimension: int)
        (x: 'V)
        (others: nativeptr<'T>)
        (stride: int)
        =
        let bias = 'O.Broadcast(Address.at unit dimension)
        let mutable z = 'O.Fma('O.Broadcast(Address.at unit 0), x, bias)

        for k in 1 .. dimension - 1 do
            let next = 'O.Load(Address.at others (k * stride))
            z <- 'O.Fma('O.Broadcast(Address.at unit k), next, z)

        z

    /// Writes the residual of the vector of points i, whose prediction is f, and adds the squares to a sum.
    let inline private residual<'T, 'V, 'O when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        (block: inref<Block<'T>>)
        (i: int)
        (f: 'V)
        (sum: 'V)
        =
        let difference = 'O.Sub(f, 'O.Load(Address.at block.Y i))
        let r = 'O.Mul(difference, 'O.Load(Address.at block.Mask i))
        'O.Store(Address.at block.Residuals i, r)
        'O.Fma(r, r, sum)

    /// Writes the residuals and returns the sum of their squares. `add a z f` is f + a·σ(z).
    let inline residuals<'T, 'V, 'O when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        ([<InlineIfLambda>] add: 'V -> 'V -> 'V -> 'V)
        (block: inref<Block<'T>>)
        =
        Jit.optimiseAtOnce ()
        let dimension = block.Dimension
        let size = dimension + 2
        let stride = block.Stride
        let first = block.Theta
        let last = NativePtr.add first (block.Units * size)
        let mutable sum = 'O.Splat 0.0
        let mutable i = 0

        while i < block.Length do
            let at0 = NativePtr.add block.X i
            let at1 = NativePtr.add at0 'O.Count
            let at2 = NativePtr.add at1 'O.Count
            let at3 = NativePtr.add at2 'O.Count
            let x0 = 'O.Load(Address.at at0 0)
            let x1 = 'O.Load(Address.at at1 0)
            let x2 = 'O.Load(Address.at at2 0)
            let x3 = 'O.Load(Address.at at3 0)
            let mutable f0 = 'O.Broadcast(Address.at last 0)
            let mutable f1 = f0
            let mutable f2 = f0
            let mutable f3 = f0
            let mutable unit = first

            while NativePtr.toNativeInt unit < NativePtr.toNativeInt last do
                let w = 'O.Broadcast(Address.at unit 0)
                let b = 'O.Broadcast(Address.at unit dimension)
                let a = 'O.Broadcast(Address.at unit (size - 1))
                let mutable z0 = 'O.Fma(w, x0, b)
                let mutable z1 = 'O.Fma(w, x1, b)
                let mutable z2 = 'O.Fma(w, x2, b)
                let mutable z3 = 'O.Fma(w, x3, b)

                for k in 1 .. dimension - 1 do
                    let w = 'O.Broadcast(Address.at unit k)
                    z0 <- 'O.Fma(w, 'O.Load(Address.at at0 (k * stride)), z0)
                    z1 <- 'O.Fma(w, 'O.Load(Address.at at1 (k * stride)), z1)
                    z2 <- 'O.Fma(w, 'O.Load(Address.at at2 (k * stride)), z2)
                    z3 <- 'O.Fma(w, 'O.Load(Address.at at3 (k * stride)), z3)

                f0 <- add a z0 f0
                f1 <- add a z1 f1
                f2 <- add a z2 f2
                f3 <- add a z3 f3
                unit <- NativePtr.add unit size

            sum <- residual<'T, 'V, 'O> &block (i + 0 * 'O.Count) f0 sum
            sum <- residual<'T, 'V, 'O> &block (i + 1 * 'O.Count) f1 sum
            sum <- residual<'T, 'V, 'O> &block (i + 2 * 'O.Count) f2 sum
            sum <- residual<'T, 'V, 'O> &block (i + 3 * 'O.Count) f3 sum
            i <- i + 4 * 'O.Count

        'O.Sum sum

    /// Stores σ and σ′ and returns σ.
    let inline keep<'T, 'V, 'O when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        (values: nativeint)
        (derivatives: nativeint)
        (value: 'V)
        (derivative: 'V)
        =
        'O.Store(values, value)
        'O.Store(derivatives, derivative)
        value

    /// Does the same as `residuals`, and keeps σ and σ′ of every unit. `keep` gets an address for each and returns σ.
    let inline evaluate<'T, 'V, 'O when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        ([<InlineIfLambda>] keep: nativeint -> nativeint -> 'V -> 'V)
        (block: inref<Block<'T>>)
        =
        Jit.optimiseAtOnce ()
        let dimension = block.Dimension
        let size = dimension + 2
        let stride = block.Stride
        let first = block.Theta
        let last = NativePtr.add first (block.Units * size)
        let mutable sum = 'O.Splat 0.0
        let mutable i = 0

        while i < block.Length do
            let at0 = NativePtr.add block.X i
            let at1 = NativePtr.add at0 'O.Count
            let at2 = NativePtr.add at1 'O.Count
            let at3 = NativePtr.add at2 'O.Count
            let x0 = 'O.Load(Address.at at0 0)
            let x1 = 'O.Load(Address.at at1 0)
            let x2 = 'O.Load(Address.at at2 0)
            let x3 = 'O.Load(Address.at at3 0)
            let mutable f0 = 'O.Broadcast(Address.at last 0)
            let mutable f1 = f0
            let mutable f2 = f0
            let mutable f3 = f0
            let mutable unit = first
            let mutable kept = i

            while NativePtr.toNativeInt unit < NativePtr.toNativeInt last do
                let w = 'O.Broadcast(Address.at unit 0)
                let b = 'O.Broadcast(Address.at unit dimension)
                let a = 'O.Broadcast(Address.at unit (size - 1))
                let mutable z0 = 'O.Fma(w, x0, b)
                let mutable z1 = 'O.Fma(w, x1, b)
                let mutable z2 = 'O.Fma(w, x2, b)
                let mutable z3 = 'O.Fma(w, x3, b)

                for k in 1 .. dimension - 1 do
                    let w = 'O.Broadcast(Address.at unit k)
                    z0 <- 'O.Fma(w, 'O.Load(Address.at at0 (k * stride)), z0)
                    z1 <- 'O.Fma(w, 'O.Load(Address.at at1 (k * stride)), z1)
                    z2 <- 'O.Fma(w, 'O.Load(Address.at at2 (k * stride)), z2)
                    z3 <- 'O.Fma(w, 'O.Load(Address.at at3 (k * stride)), z3)

                let s0 = keep (Address.at block.Values kept) (Address.at block.Derivatives kept) z0

                let s1 =
                    keep
                        (Address.at block.Values (kept + 1 * 'O.Count))
                        (Address.at block.Derivatives (kept + 1 * 'O.Count))
                        z1

                let s2 =
                    keep
                        (Address.at block.Values (kept + 2 * 'O.Count))
                        (Address.at block.Derivatives (kept + 2 * 'O.Count))
                        z2

                let s3 =
                    keep
                        (Address.at block.Values (kept + 3 * 'O.Count))
                        (Address.at block.Derivatives (kept + 3 * 'O.Count))
                        z3

                f0 <- 'O.Fma(a, s0, f0)
                f1 <- 'O.Fma(a, s1, f1)
                f2 <- 'O.Fma(a, s2, f2)
                f3 <- 'O.Fma(a, s3, f3)
                unit <- NativePtr.add unit size
                kept <- kept + block.Kept

            sum <- residual<'T, 'V, 'O> &block (i + 0 * 'O.Count) f0 sum
            sum <- residual<'T, 'V, 'O> &block (i + 1 * 'O.Count) f1 sum
            sum <- residual<'T, 'V, 'O> &block (i + 2 * 'O.Count) f2 sum
            sum <- residual<'T, 'V, 'O> &block (i + 3 * 'O.Count) f3 sum
            i <- i + 4 * 'O.Count

        'O.Sum sum
