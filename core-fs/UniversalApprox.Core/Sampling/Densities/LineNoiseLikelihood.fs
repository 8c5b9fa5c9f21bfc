namespace UniversalApprox.Core.Sampling.Densities

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data

/// Where ln σ is a line in the inputs: ln σ(x) = log_sigma + Σ slopeₖ·(xₖ − centreₖ).
module internal LineNoise =
    /// The mean of each input, where log_sigma is σ's own logarithm.
    let centre (data: CurveData) = (Standardisation.ofData Scaling.Standardise true data).InputShift

    /// ln σ less log_sigma at a point of columns, for the slopes from element `at`.
    let growth (centre: float[]) (theta: float[]) at (columns: float[][]) point =
        let mutable sum = 0.0

        for k in 0 .. centre.Length - 1 do
            sum <- sum + theta[at + k] * (columns[k][point] - centre[k])

        sum

/// The log-likelihood of a network's parameters, log_sigma and one slope for each input, for normal noise whose ln σ is a line in
/// the inputs. Weights of points divide the variance, as in `NetworkLikelihood`.
[<Sealed>]
type internal LineNoiseLikelihood(model: NetworkModel) =
    inherit PointwiseLikelihood(model.Layout.ParameterCount + 1 + model.Data.Dimension)

    let layout = model.Layout
    let data = model.Data
    let parameters = layout.ParameterCount
    let n = float data.Count
    let constant = data.HalfLogWeights - n * 0.5 * log (2.0 * Math.PI)
    let centre = LineNoise.centre data

    let kernel =
        KernelFactory.createWeighted
            (KernelFactory.current ())
            Precision.Double
            model.Activation
            layout
            data.Inputs
            data.Outputs
            data.Weights

    let residuals = Array.zeroCreate<float> data.Count

    let logSigma (theta: float[]) at point =
        theta[at + parameters] + LineNoise.growth centre theta (at + parameters + 1) data.Inputs point

    let value (theta: float[]) at =
        kernel.Residuals(theta, at, residuals)
        let mutable sum = 0.0

        for i in 0 .. residuals.Length - 1 do
            let logSigma = logSigma theta at i
            let z = residuals[i] * exp -logSigma
            sum <- sum + logSigma + 0.5 * z * z

        constant - sum

    /// After `value`. It replaces the residuals by the derivatives of the log-likelihood by them.
    let fillGradient (theta: float[]) at (gradient: float[]) =
        let noise = at + parameters
        let own = Array.zeroCreate<float>(1 + centre.Length)

        for i in 0 .. residuals.Length - 1 do
            let inverse = exp -(logSigma theta at i)
            let z = residuals[i] * inverse
            let excess = z * z - 1.0
            own[0] <- own[0] + excess

            for k in 0 .. centre.Length - 1 do
                own[1 + k] <- own[1 + k] + excess * (data.Inputs[k][i] - centre[k])

            residuals[i] <- -z * inverse

        kernel.TransposedProduct(theta, at, residuals, gradient, at)
        Array.blit own 0 gradient noise own.Length

    override this.Begin() = kernel.Cancellation <- this.Cancellation
    override _.Value(theta, at) = value theta at

    override _.ValueAndGradient(theta, at, gradients) =
        let value = value theta at
        fillGradient theta at gradients
        value
