namespace UniversalApprox.Core.Sampling.Densities

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data

/// The log-likelihood of a network's parameters, followed by log σ where it is sampled. `data` are the model's data in any
/// order, because a sum does not depend on it. All likelihoods but GaussianLine (`LineNoiseLikelihood`). Parameters whose predictions overflow (beyond about 1e150) get −∞.
[<Sealed>]
type internal NetworkLikelihood(model: NetworkModel, data: CurveData) =
    inherit
        PointwiseLikelihood(
            model.Layout.ParameterCount + (if Likelihood.samplesNoise model.Likelihood then 1 else 0)
        )

    let layout = model.Layout

    let kernel =
        KernelFactory.createWeighted
            (KernelFactory.current ())
            Precision.Double
            model.Activation
            layout
            data.Inputs
            data.Outputs
            data.Weights

    let parameters = layout.ParameterCount
    let n = float data.Count
    let logRootTwoPi = 0.5 * log (2.0 * Math.PI)
    let isStudent = model.Likelihood.IsStudentT
    let residuals = Array.zeroCreate<float>(if isStudent then data.Count else 0)

    let loss =
        match model.Likelihood with
        | Likelihood.MeanSquaredError -> Loss.MeanOfSquares
        | _ -> Loss.SumOfSquares

    /// Factor and constant for fixed σ: the log-likelihood is −factor·loss + constant.
    let struct (fixedFactor, fixedConstant) =
        match model.Likelihood with
        | Likelihood.Gaussian sigma ->
            struct (0.5 / (sigma * sigma), data.HalfLogWeights - n * (log sigma + logRootTwoPi))
        | Likelihood.GaussianUnknown -> struct (nan, data.HalfLogWeights - n * logRootTwoPi)
        | _ -> struct (1.0, 0.0)

    let struct (nu, logScale) =
        match model.Likelihood with
        | Likelihood.StudentT(nu, Some scale) -> struct (nu, log scale)
        | Likelihood.StudentT(nu, None) -> struct (nu, nan)
        | _ -> struct (nan, nan)

    // n times the constant of the t density, and the weights' part.
    let studentConstant =
        if isStudent then
            data.HalfLogWeights + n * (Prior.logDensity (Prior.StudentT(nu, 0.0, 1.0)) 0.0)
        else
            0.0

    let samplesNoise = Likelihood.samplesNoise model.Likelihood

    let student (theta: float[]) at =
        let logScale = if samplesNoise then theta[at + parameters] else logScale
        let inverse = exp (-2.0 * logScale) / nu
        kernel.Residuals(theta, at, residuals)
        // Σ log(1 + r²/νs²) as the logarithm of products below 1e300, which takes one logarithm per dozens of points.
        let mutable sum = 0.0
        let mutable product = 1.0

        for i in 0 .. residuals.Length - 1 do
            let r = residuals[i]
            product <- product * (1.0 + r * r * inverse)

            if product > 1e150 then
                sum <- sum + log product
                product <- 1.0

        studentConstant - n * logScale - 0.5 * (nu + 1.0) * (sum + log product)

    /// Computes the gradient after `student`. It replaces the residuals by the derivatives of the log-likelihood with
    /// respect to them.
    let studentGradient (theta: float[]) at (gradient: float[]) =
        let logScale = if samplesNoise then theta[at + parameters] else logScale
        let width = nu * exp (2.0 * logScale)
        let mutable pull = 0.0

        for i in 0 .. residuals.Length - 1 do
            let r = residuals[i]
            let slope = -(nu + 1.0) * r / (width + r * r)
            pull <- pull - r * slope
            residuals[i] <- slope

        kernel.TransposedProduct(theta, at, residuals, gradient, at)

        if samplesNoise then
            gradient[at + parameters] <- pull - n

    /// Factor and constant at θ, where the log-likelihood is −factor·loss + constant.
    let factorAndConstant (theta: float[]) at =
        if samplesNoise then
            let logSigma = theta[at + parameters]
            struct (0.5 * exp (-2.0 * logSigma), fixedConstant - n * logSigma)
        else
            struct (fixedFactor, fixedConstant)

    let valueAbove floor (theta: float[]) at =
        if isStudent then
            student theta at
        else
            let struct (factor, constant) = factorAndConstant theta at
            // The slack is a million times larger than the rounding error of the comparison.
            let slack = 1e-9 * (abs constant + abs floor)
            let limit = (constant - floor + slack) / factor
            constant - factor * kernel.LossWithin(limit, loss, theta, at)

    let value theta at = valueAbove -infinity theta at

    let valueAndGradient (theta: float[]) at (gradient: float[]) =
        if isStudent then
            let value = student theta at
            studentGradient theta at gradient
            value
        else
            let sum = kernel.LossAndGradient(loss, theta, at, gradient, at)

            let factor =
                if samplesNoise then
                    0.5 * exp (-2.0 * theta[at + parameters])
                else
                    fixedFactor

            for p in at .. at + parameters - 1 do
                gradient[p] <- -factor * gradient[p]

            if samplesNoise then
                gradient[at + parameters] <- 2.0 * factor * sum - n
                fixedConstant - n * theta[at + parameters] - factor * sum
            else
                fixedConstant - factor * sum

    /// The data with the points furthest from the mean first, so that a poor proposal soon exceeds its limit.
    static member FurthestFirst(data: CurveData) =
        let mean = Array.average data.Outputs
        let distances = data.Outputs |> Array.map (fun y -> -abs(y - mean))

        data.Weights
        |> Option.iter (Array.iteri (fun i weight -> distances[i] <- sqrt weight * distances[i]))

        let order = Array.init data.Count id
        Array.Sort(distances, order)
        CurveData.select order data

    /// Stops early: once the sum over the first points is below the floor, the rest cannot bring it back.
    override this.ValuesAbove(floors, thetas, count, logPriors, values) =
        this.Begin()

        for b in 0 .. count - 1 do
            values[b] <-
                if logPriors[b] = -infinity then
                    -infinity
                else
                    PointwiseLikelihood.Possible(valueAbove floors[b] thetas (b * this.Dimension))

    override this.Begin() = kernel.Cancellation <- this.Cancellation
    override _.Value(theta, at) = value theta at
    override _.ValueAndGradient(theta, at, gradients) = valueAndGradient theta at gradients
