namespace UniversalApprox.Core.Sampling.Collapsed

open System
open UniversalApprox.Core.Random
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
/// density. Where the prior of the offset tells the signs of units apart, the likelihood is averaged over them (`SignImages`).
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

    // Null where there is nothing to average.
    let images =
        match model.Amplitudes.SignedOffset with
        | ValueSome(struct (mean, sd)) ->
            SignImages(layout.Units, Activation.centre model.Activation, mean, sd)
        | ValueNone -> null

    /// log σ in standardised units, where it is no parameter.
    let fixedLogSigma =
        match model.Likelihood with
        | Likelihood.MeanSquaredError -> 0.5 * log (0.5 * n) - logOutputScale
        | Likelihood.Gaussian sigma -> log sigma - logOutputScale
        | Likelihood.GaussianUnknown
        | Likelihood.GaussianLine
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

    /// The value, without the prior of a signed offset, and rᵀr/σ²; leaves m and L in `conditional` and r in the kernel.
    let unsignedValue (phi: float[]) at withGradient =
        let logSigma = logSigma phi at
        let inverseVariance = exp (-2.0 * logSigma)
        kernel.Products(phi, at, withGradient, products)
        conditional.Solve(products, inverseVariance)
        let squares = inverseVariance * kernel.SumOfSquares conditional.Mean

        let value =
            constant - n * logSigma - conditional.LogDeterminant - 0.5 * (squares + conditional.Penalty())

        struct (value, squares)

    let value (phi: float[]) at withGradient =
        let struct (value, _) = unsignedValue phi at withGradient
        if isNull images then value else value + images.LogMean conditional

    let valueAndGradient (phi: float[]) at (gradient: float[]) =
        let struct (unsigned, unsignedSquares) = unsignedValue phi at true
        let inverseVariance = exp (-2.0 * logSigma phi at)
        let mutable value = unsigned
        let mutable squares = unsignedSquares
        let mutable mean = conditional.Mean
        let mutable covariance = conditional.Inverse
        // tr(AC), with C the covariance of z.
        let mutable trace = float size

        if isNull images then
            conditional.Invert()
        else
            // The gradient is the mean over images, which depends on the first two moments of z alone.
            value <- value + images.LogMean conditional
            images.Mix conditional
            mean <- images.Mean
            covariance <- images.Covariance
            trace <- images.Trace
            squares <- inverseVariance * kernel.SumOfSquares mean

        kernel.Gradient(mean, covariance, gradient, at)

        for p in at .. at + layout.Count - 1 do
            gradient[p] <- inverseVariance * gradient[p]

        if samplesNoise then
            // tr(HᵀH C)/σ² = tr(AC) − tr(PC), and the share of σ in what it counts as.
            gradient[at + layout.Count] <-
                (squares - n + trace - conditional.PriorShare covariance)
                * exp (2.0 * phi[at + layout.Count])
                * inverseVariance

        possible value

    member _.Dimension = dimension

    /// log σ at φ in standardised units.
    member _.LogSigma(phi: float[], at) = logSigma phi at

    /// The weighted sum of squared residuals of the best amplitudes and offset at φ, in standardised units.
    member this.SumOfSquares(phi: float[], at) =
        kernel.Cancellation <- this.Cancellation
        let struct (_, squares) = unsignedValue phi at false
        squares * exp (2.0 * logSigma phi at)

    /// Writes a draw of amplitudes and offset at φ to `target`, or without a random stream their mean (in the image of largest
    /// share). Returns the log-density of φ's image and of the draw together, and the units that this image flips, as bits.
    /// The draw is that of the unflipped units: the amplitudes of flipped ones have their sign still to change.
    member this.Complete(phi: float[], at, rng: Rng voption, target: float[]) =
        kernel.Cancellation <- this.Cancellation
        let struct (value, _) = unsignedValue phi at false

        let next =
            match rng with
            | ValueSome rng -> ValueSome(Rng.fillNormal (target.AsSpan()) rng)
            | ValueNone ->
                Array.Clear target
                ValueNone

        if isNull images then
            struct (conditional.Draw target + possible value, 0)
        else
            images.LogMean conditional |> ignore

            let struct (image, normal) =
                match next with
                | ValueSome next ->
                    let struct (uniform, next) = Rng.uniform next
                    let struct (normal, _) = Rng.normal next
                    struct (images.Pick uniform, normal)
                | ValueNone -> struct (images.Best, 0.0)

            struct (images.Draw(conditional, image, normal, target) + possible value, images.Flips image)

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
                    possible (value phis (b * dimension) false)

    override this.Gradients(phis, count, logPriors, values, gradients) =
        kernel.Cancellation <- this.Cancellation

        for b in 0 .. count - 1 do
            if logPriors[b] = -infinity then
                values[b] <- -infinity
                Array.Clear(gradients, b * dimension, dimension)
            else
                values[b] <- valueAndGradient phis (b * dimension) gradients
