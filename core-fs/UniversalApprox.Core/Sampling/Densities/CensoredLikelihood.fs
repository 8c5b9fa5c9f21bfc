namespace UniversalApprox.Core.Sampling.Densities

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data

/// The log-likelihood of a network's parameters, and of log σ where it is sampled, for normal noise and data of which some outputs
/// are only known to lie beyond a limit: those enter by ln Φ of their distance to it. Weights of points divide the variance, as in
/// `NetworkLikelihood`.
[<Sealed>]
type internal CensoredLikelihood(model: NetworkModel) =
    inherit
        PointwiseLikelihood(
            model.Layout.ParameterCount + (if Likelihood.samplesNoise model.Likelihood then 1 else 0)
        )

    let data = model.Data
    let parameters = model.Layout.ParameterCount
    let samplesNoise = Likelihood.samplesNoise model.Likelihood
    let logRootTwoPi = 0.5 * log (2.0 * Math.PI)

    let known =
        match model.Likelihood with
        | Likelihood.Gaussian sigma -> log sigma
        | _ -> nan

    let halfLogWeights =
        match data.Weights with
        | None -> Array.zeroCreate data.Count
        | Some weights -> weights |> Array.map (fun weight -> 0.5 * log weight)

    let kernel =
        KernelFactory.createWeighted
            (KernelFactory.current ())
            Precision.Double
            model.Activation
            model.Layout
            data.Inputs
            data.Outputs
            data.Weights

    let residuals = Array.zeroCreate<float> data.Count
    let logSigma (theta: float[]) at = if samplesNoise then theta[at + parameters] else known

    let value (theta: float[]) at =
        kernel.Residuals(theta, at, residuals)
        let logSigma = logSigma theta at
        let inverse = exp -logSigma
        let mutable sum = 0.0

        for i in 0 .. residuals.Length - 1 do
            // How far the curve lies above the output.
            let z = residuals[i] * inverse

            sum <-
                sum
                + (match data.Censoring[i] with
                   | Censoring.None -> halfLogWeights[i] - logSigma - logRootTwoPi - 0.5 * z * z
                   | Censoring.Below -> NormalTail.logProbability -z
                   | Censoring.Above -> NormalTail.logProbability z)

        sum

    /// After `value`. It replaces the residuals by the derivatives of the log-likelihood by them.
    let fillGradient (theta: float[]) at (gradient: float[]) =
        let inverse = exp -(logSigma theta at)
        let mutable ofNoise = 0.0

        for i in 0 .. residuals.Length - 1 do
            let z = residuals[i] * inverse

            let slope =
                match data.Censoring[i] with
                | Censoring.None -> -z
                | Censoring.Below -> -(NormalTail.hazard -z)
                | Censoring.Above -> NormalTail.hazard z

            ofNoise <- ofNoise - slope * z - (if data.Censoring[i] = Censoring.None then 1.0 else 0.0)
            residuals[i] <- slope * inverse

        kernel.TransposedProduct(theta, at, residuals, gradient, at)

        if samplesNoise then
            gradient[at + parameters] <- ofNoise

    override this.Begin() = kernel.Cancellation <- this.Cancellation
    override _.Value(theta, at) = value theta at

    override _.ValueAndGradient(theta, at, gradients) =
        let value = value theta at
        fillGradient theta at gradients
        value
