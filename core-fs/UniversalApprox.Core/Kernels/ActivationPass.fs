namespace UniversalApprox.Core.Kernels

#nowarn "9"
#nowarn "3535"
#nowarn "3536"

open System.Runtime.CompilerServices
open Microsoft.FSharp.NativeInterop
open UniversalApprox.Core

module internal Passes =
    /// f += amplitude·σ(z) over a block of points.
    let inline accumulate<'T, 'V, 'O when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        ([<InlineIfLambda>] activation: 'V -> ('V -> 'V -> unit) -> unit)
        (z: nativeptr<'T>)
        (f: nativeptr<'T>)
        (amplitude: float)
        (length: int)
        =
        let a = 'O.Splat amplitude
        let mutable i = 0

        while i < length do
            let target = Address.at f i

            activation ('O.Load(Address.at z i)) (fun value _ ->
                'O.Store(target, 'O.Fma(a, value, 'O.Load target)))

            i <- i + 'O.Count

    /// As `accumulate`, and keeps σ and σ′.
    let inline evaluate<'T, 'V, 'O when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>>
        ([<InlineIfLambda>] activation: 'V -> ('V -> 'V -> unit) -> unit)
        (z: nativeptr<'T>)
        (f: nativeptr<'T>)
        (amplitude: float)
        (length: int)
        (values: nativeptr<'T>)
        (derivatives: nativeptr<'T>)
        =
        let a = 'O.Splat amplitude
        let mutable i = 0

        while i < length do
            let target = Address.at f i
            let keepValue = Address.at values i
            let keepDerivative = Address.at derivatives i

            activation ('O.Load(Address.at z i)) (fun value derivative ->
                'O.Store(keepValue, value)
                'O.Store(keepDerivative, derivative)
                'O.Store(target, 'O.Fma(a, value, 'O.Load target)))

            i <- i + 'O.Count

/// One loop per activation, each compiled on its own and only when it is used: a single method with all of them
/// would cost every start-up the compilation of all of them.
[<AbstractClass; Sealed>]
type internal ActivationPass<'T, 'V, 'O when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>> =
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private AccumulateSigmoid(z, f, amplitude, length) =
        Passes.accumulate<'T, 'V, 'O>
            (fun v next -> VectorMath.sigmoid<'T, 'V, 'O> v next)
            z
            f
            amplitude
            length

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private AccumulateTanh(z, f, amplitude, length) =
        Passes.accumulate<'T, 'V, 'O> (fun v next -> VectorMath.tanh<'T, 'V, 'O> v next) z f amplitude length

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private AccumulateSoftsign(z, f, amplitude, length) =
        Passes.accumulate<'T, 'V, 'O>
            (fun v next -> VectorMath.softsign<'T, 'V, 'O> v next)
            z
            f
            amplitude
            length

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private AccumulateRelu(z, f, amplitude, length) =
        Passes.accumulate<'T, 'V, 'O>
            (fun v next -> VectorMath.rectifier<'T, 'V, 'O> 0.0 v next)
            z
            f
            amplitude
            length

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private AccumulateLeakyRelu(z, f, amplitude, length) =
        Passes.accumulate<'T, 'V, 'O>
            (fun v next -> VectorMath.rectifier<'T, 'V, 'O> Activation.leakySlope v next)
            z
            f
            amplitude
            length

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private AccumulateSoftplus(z, f, amplitude, length) =
        Passes.accumulate<'T, 'V, 'O>
            (fun v next -> VectorMath.softplus<'T, 'V, 'O> v next)
            z
            f
            amplitude
            length

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private AccumulateSilu(z, f, amplitude, length) =
        Passes.accumulate<'T, 'V, 'O> (fun v next -> VectorMath.silu<'T, 'V, 'O> v next) z f amplitude length

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private AccumulateGelu(z, f, amplitude, length) =
        Passes.accumulate<'T, 'V, 'O> (fun v next -> VectorMath.gelu<'T, 'V, 'O> v next) z f amplitude length

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private AccumulateElu(z, f, amplitude, length) =
        Passes.accumulate<'T, 'V, 'O> (fun v next -> VectorMath.elu<'T, 'V, 'O> v next) z f amplitude length

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private AccumulateSin(z, f, amplitude, length) =
        Passes.accumulate<'T, 'V, 'O> (fun v next -> VectorMath.sin<'T, 'V, 'O> v next) z f amplitude length

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private AccumulateGaussian(z, f, amplitude, length) =
        Passes.accumulate<'T, 'V, 'O>
            (fun v next -> VectorMath.gaussian<'T, 'V, 'O> v next)
            z
            f
            amplitude
            length

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private AccumulateErf(z, f, amplitude, length) =
        Passes.accumulate<'T, 'V, 'O> (fun v next -> VectorMath.erf<'T, 'V, 'O> v next) z f amplitude length

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private AccumulateHeaviside(z, f, amplitude, length) =
        Passes.accumulate<'T, 'V, 'O>
            (fun v next -> VectorMath.heaviside<'T, 'V, 'O> v next)
            z
            f
            amplitude
            length

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private EvaluateSigmoid(z, f, amplitude, length, values, derivatives) =
        Passes.evaluate<'T, 'V, 'O>
            (fun v next -> VectorMath.sigmoid<'T, 'V, 'O> v next)
            z
            f
            amplitude
            length
            values
            derivatives

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private EvaluateTanh(z, f, amplitude, length, values, derivatives) =
        Passes.evaluate<'T, 'V, 'O>
            (fun v next -> VectorMath.tanh<'T, 'V, 'O> v next)
            z
            f
            amplitude
            length
            values
            derivatives

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private EvaluateSoftsign(z, f, amplitude, length, values, derivatives) =
        Passes.evaluate<'T, 'V, 'O>
            (fun v next -> VectorMath.softsign<'T, 'V, 'O> v next)
            z
            f
            amplitude
            length
            values
            derivatives

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private EvaluateRelu(z, f, amplitude, length, values, derivatives) =
        Passes.evaluate<'T, 'V, 'O>
            (fun v next -> VectorMath.rectifier<'T, 'V, 'O> 0.0 v next)
            z
            f
            amplitude
            length
            values
            derivatives

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private EvaluateLeakyRelu(z, f, amplitude, length, values, derivatives) =
        Passes.evaluate<'T, 'V, 'O>
            (fun v next -> VectorMath.rectifier<'T, 'V, 'O> Activation.leakySlope v next)
            z
            f
            amplitude
            length
            values
            derivatives

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private EvaluateSoftplus(z, f, amplitude, length, values, derivatives) =
        Passes.evaluate<'T, 'V, 'O>
            (fun v next -> VectorMath.softplus<'T, 'V, 'O> v next)
            z
            f
            amplitude
            length
            values
            derivatives

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private EvaluateSilu(z, f, amplitude, length, values, derivatives) =
        Passes.evaluate<'T, 'V, 'O>
            (fun v next -> VectorMath.silu<'T, 'V, 'O> v next)
            z
            f
            amplitude
            length
            values
            derivatives

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private EvaluateGelu(z, f, amplitude, length, values, derivatives) =
        Passes.evaluate<'T, 'V, 'O>
            (fun v next -> VectorMath.gelu<'T, 'V, 'O> v next)
            z
            f
            amplitude
            length
            values
            derivatives

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private EvaluateElu(z, f, amplitude, length, values, derivatives) =
        Passes.evaluate<'T, 'V, 'O>
            (fun v next -> VectorMath.elu<'T, 'V, 'O> v next)
            z
            f
            amplitude
            length
            values
            derivatives

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private EvaluateSin(z, f, amplitude, length, values, derivatives) =
        Passes.evaluate<'T, 'V, 'O>
            (fun v next -> VectorMath.sin<'T, 'V, 'O> v next)
            z
            f
            amplitude
            length
            values
            derivatives

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private EvaluateGaussian(z, f, amplitude, length, values, derivatives) =
        Passes.evaluate<'T, 'V, 'O>
            (fun v next -> VectorMath.gaussian<'T, 'V, 'O> v next)
            z
            f
            amplitude
            length
            values
            derivatives

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private EvaluateErf(z, f, amplitude, length, values, derivatives) =
        Passes.evaluate<'T, 'V, 'O>
            (fun v next -> VectorMath.erf<'T, 'V, 'O> v next)
            z
            f
            amplitude
            length
            values
            derivatives

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    static member private EvaluateHeaviside(z, f, amplitude, length, values, derivatives) =
        Passes.evaluate<'T, 'V, 'O>
            (fun v next -> VectorMath.heaviside<'T, 'V, 'O> v next)
            z
            f
            amplitude
            length
            values
            derivatives

    /// f += amplitude·σ(z) over `length` points, a multiple of the width.
    static member Accumulate(activation, z: nativeptr<'T>, f: nativeptr<'T>, amplitude: float, length: int) =
        match activation with
        | Activation.Sigmoid -> ActivationPass<'T, 'V, 'O>.AccumulateSigmoid(z, f, amplitude, length)
        | Activation.Tanh -> ActivationPass<'T, 'V, 'O>.AccumulateTanh(z, f, amplitude, length)
        | Activation.Softsign -> ActivationPass<'T, 'V, 'O>.AccumulateSoftsign(z, f, amplitude, length)
        | Activation.Relu -> ActivationPass<'T, 'V, 'O>.AccumulateRelu(z, f, amplitude, length)
        | Activation.LeakyRelu -> ActivationPass<'T, 'V, 'O>.AccumulateLeakyRelu(z, f, amplitude, length)
        | Activation.Softplus -> ActivationPass<'T, 'V, 'O>.AccumulateSoftplus(z, f, amplitude, length)
        | Activation.Silu -> ActivationPass<'T, 'V, 'O>.AccumulateSilu(z, f, amplitude, length)
        | Activation.Gelu -> ActivationPass<'T, 'V, 'O>.AccumulateGelu(z, f, amplitude, length)
        | Activation.Elu -> ActivationPass<'T, 'V, 'O>.AccumulateElu(z, f, amplitude, length)
        | Activation.Sin -> ActivationPass<'T, 'V, 'O>.AccumulateSin(z, f, amplitude, length)
        | Activation.Gaussian -> ActivationPass<'T, 'V, 'O>.AccumulateGaussian(z, f, amplitude, length)
        | Activation.Erf -> ActivationPass<'T, 'V, 'O>.AccumulateErf(z, f, amplitude, length)
        | Activation.Heaviside -> ActivationPass<'T, 'V, 'O>.AccumulateHeaviside(z, f, amplitude, length)

    /// As `Accumulate`, and writes σ and σ′ of each point.
    static member Evaluate
        (
            activation,
            z: nativeptr<'T>,
            f: nativeptr<'T>,
            amplitude: float,
            length: int,
            values: nativeptr<'T>,
            derivatives: nativeptr<'T>
        ) =
        match activation with
        | Activation.Sigmoid ->
            ActivationPass<'T, 'V, 'O>.EvaluateSigmoid(z, f, amplitude, length, values, derivatives)
        | Activation.Tanh ->
            ActivationPass<'T, 'V, 'O>.EvaluateTanh(z, f, amplitude, length, values, derivatives)
        | Activation.Softsign ->
            ActivationPass<'T, 'V, 'O>.EvaluateSoftsign(z, f, amplitude, length, values, derivatives)
        | Activation.Relu ->
            ActivationPass<'T, 'V, 'O>.EvaluateRelu(z, f, amplitude, length, values, derivatives)
        | Activation.LeakyRelu ->
            ActivationPass<'T, 'V, 'O>.EvaluateLeakyRelu(z, f, amplitude, length, values, derivatives)
        | Activation.Softplus ->
            ActivationPass<'T, 'V, 'O>.EvaluateSoftplus(z, f, amplitude, length, values, derivatives)
        | Activation.Silu ->
            ActivationPass<'T, 'V, 'O>.EvaluateSilu(z, f, amplitude, length, values, derivatives)
        | Activation.Gelu ->
            ActivationPass<'T, 'V, 'O>.EvaluateGelu(z, f, amplitude, length, values, derivatives)
        | Activation.Elu ->
            ActivationPass<'T, 'V, 'O>.EvaluateElu(z, f, amplitude, length, values, derivatives)
        | Activation.Sin ->
            ActivationPass<'T, 'V, 'O>.EvaluateSin(z, f, amplitude, length, values, derivatives)
        | Activation.Gaussian ->
            ActivationPass<'T, 'V, 'O>.EvaluateGaussian(z, f, amplitude, length, values, derivatives)
        | Activation.Erf ->
            ActivationPass<'T, 'V, 'O>.EvaluateErf(z, f, amplitude, length, values, derivatives)
        | Activation.Heaviside ->
            ActivationPass<'T, 'V, 'O>.EvaluateHeaviside(z, f, amplitude, length, values, derivatives)
