namespace UniversalApprox.Core.Kernels

#nowarn "9"
#nowarn "3535"
#nowarn "3536"

open UniversalApprox.Core.Networks

/// One loop per activation. The JIT compiles each loop on its own when it is first used; a single method with all of them
/// would make every start-up compile all of them.
[<AbstractClass; Sealed>]
type internal ActivationPass<'T, 'V, 'O when 'T: unmanaged and 'O: struct and 'O :> ISimd<'T, 'V>> =
    static member private ResidualsSigmoid(block: inref<Block<'T>>) =
        Passes.residuals<'T, 'V, 'O> (fun a z f -> VectorMath.addSigmoid<'T, 'V, 'O> a z f) &block

    static member private ResidualsTanh(block: inref<Block<'T>>) =
        Passes.residuals<'T, 'V, 'O>
            (fun a z f -> VectorMath.tanh<'T, 'V, 'O, 'V> z (fun value _ -> 'O.Fma(a, value, f)))
            &block

    static member private ResidualsSoftsign(block: inref<Block<'T>>) =
        Passes.residuals<'T, 'V, 'O>
            (fun a z f -> VectorMath.softsign<'T, 'V, 'O, 'V> z (fun value _ -> 'O.Fma(a, value, f)))
            &block

    static member private ResidualsRelu(block: inref<Block<'T>>) =
        Passes.residuals<'T, 'V, 'O>
            (fun a z f -> VectorMath.rectifier<'T, 'V, 'O, 'V> 0.0 z (fun value _ -> 'O.Fma(a, value, f)))
            &block

    static member private ResidualsLeakyRelu(block: inref<Block<'T>>) =
        Passes.residuals<'T, 'V, 'O>
            (fun a z f ->
                VectorMath.rectifier<'T, 'V, 'O, 'V> Activation.leakySlope z (fun value _ ->
                    'O.Fma(a, value, f)))
            &block

    static member private ResidualsSoftplus(block: inref<Block<'T>>) =
        Passes.residuals<'T, 'V, 'O>
            (fun a z f -> VectorMath.softplus<'T, 'V, 'O, 'V> z (fun value _ -> 'O.Fma(a, value, f)))
            &block

    static member private ResidualsSilu(block: inref<Block<'T>>) =
        Passes.residuals<'T, 'V, 'O>
            (fun a z f -> VectorMath.silu<'T, 'V, 'O, 'V> z (fun value _ -> 'O.Fma(a, value, f)))
            &block

    static member private ResidualsGelu(block: inref<Block<'T>>) =
        Passes.residuals<'T, 'V, 'O>
            (fun a z f -> VectorMath.gelu<'T, 'V, 'O, 'V> z (fun value _ -> 'O.Fma(a, value, f)))
            &block

    static member private ResidualsElu(block: inref<Block<'T>>) =
        Passes.residuals<'T, 'V, 'O>
            (fun a z f -> VectorMath.elu<'T, 'V, 'O, 'V> z (fun value _ -> 'O.Fma(a, value, f)))
            &block

    static member private ResidualsSin(block: inref<Block<'T>>) =
        Passes.residuals<'T, 'V, 'O>
            (fun a z f -> VectorMath.sin<'T, 'V, 'O, 'V> z (fun value _ -> 'O.Fma(a, value, f)))
            &block

    static member private ResidualsGaussian(block: inref<Block<'T>>) =
        Passes.residuals<'T, 'V, 'O>
            (fun a z f -> VectorMath.gaussian<'T, 'V, 'O, 'V> z (fun value _ -> 'O.Fma(a, value, f)))
            &block

    static member private ResidualsErf(block: inref<Block<'T>>) =
        Passes.residuals<'T, 'V, 'O>
            (fun a z f -> VectorMath.erf<'T, 'V, 'O, 'V> z (fun value _ -> 'O.Fma(a, value, f)))
            &block

    static member private ResidualsHeaviside(block: inref<Block<'T>>) =
        Passes.residuals<'T, 'V, 'O>
            (fun a z f -> VectorMath.heaviside<'T, 'V, 'O, 'V> z (fun value _ -> 'O.Fma(a, value, f)))
            &block

    static member private EvaluateSigmoid(block: inref<Block<'T>>) =
        Passes.evaluate<'T, 'V, 'O>
            (fun values derivatives z ->
                VectorMath.sigmoid<'T, 'V, 'O, 'V> z (fun value derivative ->
                    Passes.keep<'T, 'V, 'O> values derivatives value derivative))
            &block

    static member private EvaluateTanh(block: inref<Block<'T>>) =
        Passes.evaluate<'T, 'V, 'O>
            (fun values derivatives z ->
                VectorMath.tanh<'T, 'V, 'O, 'V> z (fun value derivative ->
                    Passes.keep<'T, 'V, 'O> values derivatives value derivative))
            &block

    static member private EvaluateSoftsign(block: inref<Block<'T>>) =
        Passes.evaluate<'T, 'V, 'O>
            (fun values derivatives z ->
                VectorMath.softsign<'T, 'V, 'O, 'V> z (fun value derivative ->
                    Passes.keep<'T, 'V, 'O> values derivatives value derivative))
            &block

    static member private EvaluateRelu(block: inref<Block<'T>>) =
        Passes.evaluate<'T, 'V, 'O>
            (fun values derivatives z ->
                VectorMath.rectifier<'T, 'V, 'O, 'V> 0.0 z (fun value derivative ->
                    Passes.keep<'T, 'V, 'O> values derivatives value derivative))
            &block

    static member private EvaluateLeakyRelu(block: inref<Block<'T>>) =
        Passes.evaluate<'T, 'V, 'O>
            (fun values derivatives z ->
                VectorMath.rectifier<'T, 'V, 'O, 'V> Activation.leakySlope z (fun value derivative ->
                    Passes.keep<'T, 'V, 'O> values derivatives value derivative))
            &block

    static member private EvaluateSoftplus(block: inref<Block<'T>>) =
        Passes.evaluate<'T, 'V, 'O>
            (fun values derivatives z ->
                VectorMath.softplus<'T, 'V, 'O, 'V> z (fun value derivative ->
                    Passes.keep<'T, 'V, 'O> values derivatives value derivative))
            &block

    static member private EvaluateSilu(block: inref<Block<'T>>) =
        Passes.evaluate<'T, 'V, 'O>
            (fun values derivatives z ->
                VectorMath.silu<'T, 'V, 'O, 'V> z (fun value derivative ->
                    Passes.keep<'T, 'V, 'O> values derivatives value derivative))
            &block

    static member private EvaluateGelu(block: inref<Block<'T>>) =
        Passes.evaluate<'T, 'V, 'O>
            (fun values derivatives z ->
                VectorMath.gelu<'T, 'V, 'O, 'V> z (fun value derivative ->
                    Passes.keep<'T, 'V, 'O> values derivatives value derivative))
            &block

    static member private EvaluateElu(block: inref<Block<'T>>) =
        Passes.evaluate<'T, 'V, 'O>
            (fun values derivatives z ->
                VectorMath.elu<'T, 'V, 'O, 'V> z (fun value derivative ->
                    Passes.keep<'T, 'V, 'O> values derivatives value derivative))
            &block

    static member private EvaluateSin(block: inref<Block<'T>>) =
        Passes.evaluate<'T, 'V, 'O>
            (fun values derivatives z ->
                VectorMath.sin<'T, 'V, 'O, 'V> z (fun value derivative ->
                    Passes.keep<'T, 'V, 'O> values derivatives value derivative))
            &block

    static member private EvaluateGaussian(block: inref<Block<'T>>) =
        Passes.evaluate<'T, 'V, 'O>
            (fun values derivatives z ->
                VectorMath.gaussian<'T, 'V, 'O, 'V> z (fun value derivative ->
                    Passes.keep<'T, 'V, 'O> values derivatives value derivative))
            &block

    static member private EvaluateErf(block: inref<Block<'T>>) =
        Passes.evaluate<'T, 'V, 'O>
            (fun values derivatives z ->
                VectorMath.erf<'T, 'V, 'O, 'V> z (fun value derivative ->
                    Passes.keep<'T, 'V, 'O> values derivatives value derivative))
            &block

    static member private EvaluateHeaviside(block: inref<Block<'T>>) =
        Passes.evaluate<'T, 'V, 'O>
            (fun values derivatives z ->
                VectorMath.heaviside<'T, 'V, 'O, 'V> z (fun value derivative ->
                    Passes.keep<'T, 'V, 'O> values derivatives value derivative))
            &block

    /// Writes the residuals of a block and returns the sum of their squares.
    static member Residuals(activation, block: inref<Block<'T>>) =
        match activation with
        | Activation.Sigmoid -> ActivationPass<'T, 'V, 'O>.ResidualsSigmoid(&block)
        | Activation.Tanh -> ActivationPass<'T, 'V, 'O>.ResidualsTanh(&block)
        | Activation.Softsign -> ActivationPass<'T, 'V, 'O>.ResidualsSoftsign(&block)
        | Activation.Relu -> ActivationPass<'T, 'V, 'O>.ResidualsRelu(&block)
        | Activation.LeakyRelu -> ActivationPass<'T, 'V, 'O>.ResidualsLeakyRelu(&block)
        | Activation.Softplus -> ActivationPass<'T, 'V, 'O>.ResidualsSoftplus(&block)
        | Activation.Silu -> ActivationPass<'T, 'V, 'O>.ResidualsSilu(&block)
        | Activation.Gelu -> ActivationPass<'T, 'V, 'O>.ResidualsGelu(&block)
        | Activation.Elu -> ActivationPass<'T, 'V, 'O>.ResidualsElu(&block)
        | Activation.Sin -> ActivationPass<'T, 'V, 'O>.ResidualsSin(&block)
        | Activation.Gaussian -> ActivationPass<'T, 'V, 'O>.ResidualsGaussian(&block)
        | Activation.Erf -> ActivationPass<'T, 'V, 'O>.ResidualsErf(&block)
        | Activation.Heaviside -> ActivationPass<'T, 'V, 'O>.ResidualsHeaviside(&block)

    /// Does the same as `Residuals`, and also writes σ and σ′ of each point and unit.
    static member Evaluate(activation, block: inref<Block<'T>>) =
        match activation with
        | Activation.Sigmoid -> ActivationPass<'T, 'V, 'O>.EvaluateSigmoid(&block)
        | Activation.Tanh -> ActivationPass<'T, 'V, 'O>.EvaluateTanh(&block)
        | Activation.Softsign -> ActivationPass<'T, 'V, 'O>.EvaluateSoftsign(&block)
        | Activation.Relu -> ActivationPass<'T, 'V, 'O>.EvaluateRelu(&block)
        | Activation.LeakyRelu -> ActivationPass<'T, 'V, 'O>.EvaluateLeakyRelu(&block)
        | Activation.Softplus -> ActivationPass<'T, 'V, 'O>.EvaluateSoftplus(&block)
        | Activation.Silu -> ActivationPass<'T, 'V, 'O>.EvaluateSilu(&block)
        | Activation.Gelu -> ActivationPass<'T, 'V, 'O>.EvaluateGelu(&block)
        | Activation.Elu -> ActivationPass<'T, 'V, 'O>.EvaluateElu(&block)
        | Activation.Sin -> ActivationPass<'T, 'V, 'O>.EvaluateSin(&block)
        | Activation.Gaussian -> ActivationPass<'T, 'V, 'O>.EvaluateGaussian(&block)
        | Activation.Erf -> ActivationPass<'T, 'V, 'O>.EvaluateErf(&block)
        | Activation.Heaviside -> ActivationPass<'T, 'V, 'O>.EvaluateHeaviside(&block)
