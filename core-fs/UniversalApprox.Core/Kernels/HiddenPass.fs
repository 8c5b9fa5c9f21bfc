namespace UniversalApprox.Core.Kernels

#nowarn "9"
#nowarn "3535"
#nowarn "3536"

open Microsoft.FSharp.NativeInterop
open UniversalApprox.Core
open UniversalApprox.Core.Networks

/// Whether a pass over hidden units keeps σ′ beside σ. A type, so that the JIT drops the work of what is not kept.
type internal IKept =
    static abstract Derivatives: bool

[<Struct>]
type internal ValuesOnly =
    interface IKept with
        static member Derivatives = false

[<Struct>]
type internal ValuesAndDerivatives =
    interface IKept with
        static member Derivatives = true

/// The hidden units alone, without amplitudes: their outputs at a block of points, each point's multiplied by its root
/// weight, which is what `Block.Mask` holds here. `Block.Theta` has the weights and the bias of unit after unit.
module internal HiddenLoop =
    /// Stores root·(σ − centre), and root·σ′ where it is kept.
    let inline store<'T, 'V, 'O, 'K
        when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V> and 'K: struct and 'K :> IKept>
        (centre: float)
        (values: nativeint)
        (derivatives: nativeint)
        (root: 'V)
        (value: 'V)
        (derivative: 'V)
        =
        'O.Store(values, 'O.Mul(root, 'O.Sub(value, 'O.Splat centre)))

        if 'K.Derivatives then
            'O.Store(derivatives, 'O.Mul(root, derivative))

    /// Calls `keep` with the places of σ and σ′, the root weights and the argument z of each vector and unit.
    let inline run<'T, 'V, 'O when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        ([<InlineIfLambda>] keep: nativeint -> nativeint -> 'V -> 'V -> unit)
        (block: inref<Block<'T>>)
        =
        Jit.optimiseAtOnce ()
        let dimension = block.Dimension
        let size = dimension + 1
        let stride = block.Stride
        let first = block.Theta
        let last = NativePtr.add first (block.Units * size)
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
            let root0 = 'O.Load(Address.at block.Mask i)
            let root1 = 'O.Load(Address.at block.Mask (i + 1 * 'O.Count))
            let root2 = 'O.Load(Address.at block.Mask (i + 2 * 'O.Count))
            let root3 = 'O.Load(Address.at block.Mask (i + 3 * 'O.Count))
            let mutable unit = first
            let mutable kept = i

            while NativePtr.toNativeInt unit < NativePtr.toNativeInt last do
                let w = 'O.Broadcast(Address.at unit 0)
                let b = 'O.Broadcast(Address.at unit dimension)
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

                let kept1 = kept + 'O.Count
                let kept2 = kept1 + 'O.Count
                let kept3 = kept2 + 'O.Count
                keep (Address.at block.Values kept) (Address.at block.Derivatives kept) root0 z0
                keep (Address.at block.Values kept1) (Address.at block.Derivatives kept1) root1 z1
                keep (Address.at block.Values kept2) (Address.at block.Derivatives kept2) root2 z2
                keep (Address.at block.Values kept3) (Address.at block.Derivatives kept3) root3 z3
                unit <- NativePtr.add unit size
                kept <- kept + block.Kept

            i <- i + 4 * 'O.Count

/// One loop per activation, each compiled when it is first used.
[<AbstractClass; Sealed>]
type internal HiddenPass<'T, 'V, 'O, 'K
    when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V> and 'K: struct and 'K :> IKept> =
    static member private Sigmoid(block: inref<Block<'T>>) =
        HiddenLoop.run<'T, 'V, 'O>
            (fun values derivatives root z ->
                VectorMath.sigmoid<'T, 'V, 'O, unit> z (fun value derivative ->
                    HiddenLoop.store<'T, 'V, 'O, 'K> 0.5 values derivatives root value derivative))
            &block

    static member private Tanh(block: inref<Block<'T>>) =
        HiddenLoop.run<'T, 'V, 'O>
            (fun values derivatives root z ->
                VectorMath.tanh<'T, 'V, 'O, unit> z (fun value derivative ->
                    HiddenLoop.store<'T, 'V, 'O, 'K> 0.0 values derivatives root value derivative))
            &block

    static member private Softsign(block: inref<Block<'T>>) =
        HiddenLoop.run<'T, 'V, 'O>
            (fun values derivatives root z ->
                VectorMath.softsign<'T, 'V, 'O, unit> z (fun value derivative ->
                    HiddenLoop.store<'T, 'V, 'O, 'K> 0.0 values derivatives root value derivative))
            &block

    static member private Relu(block: inref<Block<'T>>) =
        HiddenLoop.run<'T, 'V, 'O>
            (fun values derivatives root z ->
                VectorMath.rectifier<'T, 'V, 'O, unit> 0.0 z (fun value derivative ->
                    HiddenLoop.store<'T, 'V, 'O, 'K> 0.0 values derivatives root value derivative))
            &block

    static member private LeakyRelu(block: inref<Block<'T>>) =
        HiddenLoop.run<'T, 'V, 'O>
            (fun values derivatives root z ->
                VectorMath.rectifier<'T, 'V, 'O, unit> Activation.leakySlope z (fun value derivative ->
                    HiddenLoop.store<'T, 'V, 'O, 'K> 0.0 values derivatives root value derivative))
            &block

    static member private Softplus(block: inref<Block<'T>>) =
        HiddenLoop.run<'T, 'V, 'O>
            (fun values derivatives root z ->
                VectorMath.softplus<'T, 'V, 'O, unit> z (fun value derivative ->
                    HiddenLoop.store<'T, 'V, 'O, 'K> 0.0 values derivatives root value derivative))
            &block

    static member private Silu(block: inref<Block<'T>>) =
        HiddenLoop.run<'T, 'V, 'O>
            (fun values derivatives root z ->
                VectorMath.silu<'T, 'V, 'O, unit> z (fun value derivative ->
                    HiddenLoop.store<'T, 'V, 'O, 'K> 0.0 values derivatives root value derivative))
            &block

    static member private Gelu(block: inref<Block<'T>>) =
        HiddenLoop.run<'T, 'V, 'O>
            (fun values derivatives root z ->
                VectorMath.gelu<'T, 'V, 'O, unit> z (fun value derivative ->
                    HiddenLoop.store<'T, 'V, 'O, 'K> 0.0 values derivatives root value derivative))
            &block

    static member private Elu(block: inref<Block<'T>>) =
        HiddenLoop.run<'T, 'V, 'O>
            (fun values derivatives root z ->
                VectorMath.elu<'T, 'V, 'O, unit> z (fun value derivative ->
                    HiddenLoop.store<'T, 'V, 'O, 'K> 0.0 values derivatives root value derivative))
            &block

    // The JIT cannot drop the call of an unused cosine.
    static member private Sin(block: inref<Block<'T>>) =
        HiddenLoop.run<'T, 'V, 'O>
            (fun values derivatives root z ->
                if 'K.Derivatives then
                    VectorMath.sin<'T, 'V, 'O, unit> z (fun value derivative ->
                        HiddenLoop.store<'T, 'V, 'O, 'K> 0.0 values derivatives root value derivative)
                else
                    HiddenLoop.store<'T, 'V, 'O, 'K> 0.0 values derivatives root ('O.Sin z) root)
            &block

    static member private Gaussian(block: inref<Block<'T>>) =
        HiddenLoop.run<'T, 'V, 'O>
            (fun values derivatives root z ->
                VectorMath.gaussian<'T, 'V, 'O, unit> z (fun value derivative ->
                    HiddenLoop.store<'T, 'V, 'O, 'K> 0.0 values derivatives root value derivative))
            &block

    static member private Erf(block: inref<Block<'T>>) =
        HiddenLoop.run<'T, 'V, 'O>
            (fun values derivatives root z ->
                VectorMath.erf<'T, 'V, 'O, unit> z (fun value derivative ->
                    HiddenLoop.store<'T, 'V, 'O, 'K> 0.0 values derivatives root value derivative))
            &block

    static member private Heaviside(block: inref<Block<'T>>) =
        HiddenLoop.run<'T, 'V, 'O>
            (fun values derivatives root z ->
                VectorMath.heaviside<'T, 'V, 'O, unit> z (fun value derivative ->
                    HiddenLoop.store<'T, 'V, 'O, 'K> 0.5 values derivatives root value derivative))
            &block

    /// Writes root·(σ − centre) of each point and unit, and root·σ′ where it is kept.
    static member Run(activation, block: inref<Block<'T>>) =
        match activation with
        | Activation.Sigmoid -> HiddenPass<'T, 'V, 'O, 'K>.Sigmoid(&block)
        | Activation.Tanh -> HiddenPass<'T, 'V, 'O, 'K>.Tanh(&block)
        | Activation.Softsign -> HiddenPass<'T, 'V, 'O, 'K>.Softsign(&block)
        | Activation.Relu -> HiddenPass<'T, 'V, 'O, 'K>.Relu(&block)
        | Activation.LeakyRelu -> HiddenPass<'T, 'V, 'O, 'K>.LeakyRelu(&block)
        | Activation.Softplus -> HiddenPass<'T, 'V, 'O, 'K>.Softplus(&block)
        | Activation.Silu -> HiddenPass<'T, 'V, 'O, 'K>.Silu(&block)
        | Activation.Gelu -> HiddenPass<'T, 'V, 'O, 'K>.Gelu(&block)
        | Activation.Elu -> HiddenPass<'T, 'V, 'O, 'K>.Elu(&block)
        | Activation.Sin -> HiddenPass<'T, 'V, 'O, 'K>.Sin(&block)
        | Activation.Gaussian -> HiddenPass<'T, 'V, 'O, 'K>.Gaussian(&block)
        | Activation.Erf -> HiddenPass<'T, 'V, 'O, 'K>.Erf(&block)
        | Activation.Heaviside -> HiddenPass<'T, 'V, 'O, 'K>.Heaviside(&block)
