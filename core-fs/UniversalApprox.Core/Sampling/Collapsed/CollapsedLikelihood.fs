namespace UniversalApprox.Core.Sampling.Collapsed

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities

/// A network whose amplitudes and offset are integrated out, all in standardised units.
type internal CollapsedModel =
    {
        Activation: Activation
        Layout: HiddenLayout
        /// MeanSquaredError, Gaussian or GaussianUnknown.
        Likelihood: Likelihood
        /// Of the original data's n points, in standardised units.
        Inputs: float[][]
        Outputs: float[]
        /// σ² of point i is σ²/Weights[i].
        Weights: float[]
        /// From the original data.
        Map: Standardisation
        Amplitudes: AmplitudePrior
    }

/// log p(y | φ), the log-likelihood of weights, biases and log σ with amplitudes and offset integrated out over their normal
/// prior: with the notation of ConditionalAmplitudes and r = y − Hm
///   −(n/2) log 2πσ² + ½Σ log sᵢ − log |L| + ½ log |P| − ½(rᵀr/σ² + (m − μ)ᵀP(m − μ)).
/// The quadratic form is that of the residuals, never the difference yᵀy − zᵀz, which cancels. Densities are of the original
/// data, so that they differ between units of y by a constant. The notebook's −SSE/n counts as σ² = n/2 without the factors of the normal
/// density.
[<Sealed>]
type internal CollapsedLikelihood(model: CollapsedModel) =
    inherit LikelihoodPart()

    // A sampled σ counts as √(σ² + this), in units of sd(y): below, rounding would decide, and the density of data without
    // noise would have no bound.
    static let noiseFloor = 1e-9

    let layout = model.Layout
    let n = float model.Outputs.Length
    let samplesNoise = Likelihood.samplesNoise model.Likelihood
    let dimension = layout.Count + (if samplesNoise then 1 else 0)
    let size = layout.Units + 1
    let logOutputScale = log model.Map.OutputScale

    let kernel =
        KernelFactory.createHidden
            (KernelFactory.current ())
            model.Activation
            layout
            model.Inputs
            model.Outputs
            model.Weights

    let conditional = ConditionalAmplitudes model.Amplitudes
    let products = Array.zeroCreate<float>((size + 1) * (size + 1))

    /// log σ in standardised units, where it is no parameter.
    let fixedLogSigma =
        match model.Likelihood with
        | Likelihood.MeanSquaredError -> 0.5 * log (0.5 * n) - logOutputScale
        | Likelihood.Gaussian sigma -> log sigma - logOutputScale
        | Likelihood.GaussianUnknown
        | Likelihood.StudentT _ -> nan

    /// All that depends neither on φ nor on σ.
    let constant =
        0.5 * model.Amplitudes.LogDeterminant
        + (match model.Likelihood with
           | Likelihood.MeanSquaredError -> n * fixedLogSigma
           | _ -> 0.5 * Array.sumBy log model.Weights - n * (0.5 * log (2.0 * Math.PI) + logOutputScale))

    let logSigma (phi: float[]) at =
        if samplesNoise then
            0.5 * log (exp (2.0 * phi[at + layout.Count]) + noiseFloor * noiseFloor)
        else
            fixedLogSigma

    let possible value = if Double.IsFinite value then value else -infinity

    /// The value, and rᵀr/σ²; leaves m and L in `conditional` and r in the kernel.
    let value (phi: float[]) at withGradient =
        let logSigma = logSigma phi at
        let inverseVariance = exp (-2.0 * logSigma)
        kernel.Products(phi, at, withGradient, products)
        conditional.Solve(products, inverseVariance)
        let squares = inverseVariance * kernel.SumOfSquares conditional.Mean

        let value =
            constant - n * logSigma - conditional.LogDeterminant - 0.5 * (squares + conditional.Penalty())

        struct (value, squares)

    let valueAndGradient (phi: float[]) at (gradient: float[]) =
        let struct (value, squares) = value phi at true
        conditional.Invert()
        kernel.Gradient(conditional.Mean, conditional.Inverse, gradient, at)
        let inverseVariance = exp (-2.0 * logSigma phi at)

        for p in at .. at + layout.Count - 1 do
            gradient[p] <- inverseVariance * gradient[p]

        if samplesNoise then
            // tr(HᵀH A⁻¹)/σ² = N + 1 − tr(PA⁻¹), and the share of σ in what it counts as.
            gradient[at + layout.Count] <-
                (squares - n + float size - conditional.PriorShare())
                * exp (2.0 * phi[at + layout.Count])
                * inverseVariance

        possible value

    member _.Dimension = dimension

    /// log σ at φ in standardised units.
    member _.LogSigma(phi: float[], at) = logSigma phi at

    /// The weighted sum of squared residuals of the best amplitudes and offset at φ, in standardised units.
    member this.SumOfSquares(phi: float[], at) =
        kernel.Cancellation <- this.Cancellation
        let struct (_, squares) = value phi at false
        squares * exp (2.0 * logSigma phi at)

    /// Amplitudes and offset at φ: `target` holds standard normal numbers (zeros for the mean) and becomes a draw; its conditional
    /// log-density and the value at φ.
    member this.Complete(phi: float[], at, target: float[]) =
        kernel.Cancellation <- this.Cancellation
        let struct (value, _) = value phi at false
        struct (conditional.Draw target, possible value)

    /// Writes mean and covariance of amplitudes and offset given φ; log σ, in standardised units.
    member this.Condition(phi: float[], at, mean: float[], meanAt, covariance: float[], covarianceAt) =
        kernel.Cancellation <- this.Cancellation
        value phi at false |> ignore
        conditional.Invert()
        Array.Copy(conditional.Mean, 0, mean, meanAt, size)
        Array.Copy(conditional.Inverse, 0, covariance, covarianceAt, size * size)
        logSigma phi at

    override this.Values(phis, count, logPriors, values) =
        kernel.Cancellation <- this.Cancellation

        for b in 0 .. count - 1 do
            values[b] <-
                if logPriors[b] = -infinity then
                    -infinity
                else
                    let struct (value, _) = value phis (b * dimension) false
                    possible value

    override this.Gradients(phis, count, logPriors, values, gradients) =
        kernel.Cancellation <- this.Cancellation

        for b in 0 .. count - 1 do
            if logPriors[b] = -infinity then
                values[b] <- -infinity
                Array.Clear(gradients, b * dimension, dimension)
            else
                values[b] <- valueAndGradient phis (b * dimension) gradients
