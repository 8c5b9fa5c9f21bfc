namespace UniversalApprox.Core.Sampling.Evidence

open System
open MathNet.Numerics
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Collapsed

/// How the draws of a set predict each point.
type internal PointPredictions =
    {
        Draws: int
        Points: int
        /// Writes for every draw log p(yᵢ | draw, other points), and log p(yᵢ | draw, all points). They are the same where a draw
        /// has all parameters. Thread-safe.
        Fill: int -> float[] -> float[] -> unit
    }

module internal PointPredictions =
    let private logRootTwoPi = 0.5 * log (2.0 * Math.PI)

    /// 1 − h of a point that decides its own prediction is rounding.
    let private smallestRest = 1e-12

    let private logNormal logVariance square =
        -logRootTwoPi - 0.5 * logVariance - 0.5 * square * exp -logVariance

    /// Draws of φ. With amplitudes and offset a ~ N(m, C) given φ and all points, point i has f = hᵀa, the residual r = y − hᵀm,
    /// the variance v of its noise, and the leverage λ = hᵀCh/v. Then p(y | φ, all) = N(r; 0, v(1 + λ)), and without the point
    /// p(y | φ, others) = N(r/(1 − λ); 0, v/(1 − λ)).
    let ofCollapsed (density: CollapsedDensity) (phis: float[]) =
        let hidden = density.Layout
        let size = hidden.Units + 1
        let dimension = density.Density.Dimension
        let count = phis.Length / dimension
        let means = Array.zeroCreate<float>(count * size)
        let covariances = Array.zeroCreate<float>(count * size * size)
        let logSigmas = Array.zeroCreate<float> count
        let likelihood = density.CreateLikelihood()

        for s in 0 .. count - 1 do
            logSigmas[s] <-
                likelihood.Condition(phis, s * dimension, means, s * size, covariances, s * size * size)

        let standard = Standardisation.apply density.Map density.Model.Data
        let activation = density.Model.Activation
        let centre = Activation.centre activation
        let logScale = log density.Map.OutputScale

        let unit s index point =
            let at = s * dimension
            let mutable z = phis[at + hidden.Bias index]

            for k in 0 .. hidden.Dimension - 1 do
                z <- z + phis[at + hidden.Weight(index, k)] * standard.Inputs[k][point]

            Activation.value activation z - centre

        let fill point (others: float[]) (all: float[]) =
            let h = Array.create size 1.0
            let logWeight = log density.Weights[point]

            for s in 0 .. count - 1 do
                for index in 0 .. size - 2 do
                    h[index] <- unit s index point

                let mutable residual = standard.Outputs[point]
                let mutable variance = 0.0

                for p in 0 .. size - 1 do
                    residual <- residual - means[s * size + p] * h[p]
                    let mutable row = 0.0

                    for q in 0 .. size - 1 do
                        row <- row + covariances[(s * size + p) * size + q] * h[q]

                    variance <- variance + row * h[p]

                let logNoise = 2.0 * logSigmas[s] - logWeight
                let leverage = variance * exp -logNoise
                let rest = max smallestRest (1.0 - leverage)
                let error = residual / rest
                others[s] <- logNormal (logNoise - log rest) (error * error) - logScale
                all[s] <- logNormal (logNoise + log (1.0 + leverage)) (residual * residual) - logScale

        { Draws = count; Points = standard.Count; Fill = fill }

    /// Draws of all parameters, in the data's units.
    let ofParameters (model: NetworkModel) (draws: float[][]) =
        let layout = model.Layout
        let data = model.Data

        let curve (theta: float[]) point =
            let mutable sum = theta[layout.Offset]

            for index in 0 .. layout.Units - 1 do
                let mutable z = theta[layout.Bias index]

                for k in 0 .. layout.Dimension - 1 do
                    z <- z + theta[layout.Weight(index, k)] * data.Inputs[k][point]

                sum <- sum + theta[layout.Amplitude index] * Activation.value model.Activation z

            sum

        let logSigma (theta: float[]) = theta[layout.ParameterCount]

        let logDensity: float[] -> int -> float -> float =
            let normal logSigma residual = logNormal (2.0 * logSigma) (residual * residual)

            let student nu logScale residual =
                let z = residual * exp -logScale

                SpecialFunctions.GammaLn(0.5 * (nu + 1.0))
                - SpecialFunctions.GammaLn(0.5 * nu)
                - 0.5 * log (nu * Math.PI)
                - logScale
                - 0.5 * (nu + 1.0) * log (1.0 + z * z / nu)

            match model.Likelihood with
            | Likelihood.MeanSquaredError ->
                let logSigma = 0.5 * log (0.5 * float data.Count)
                fun _ _ residual -> normal logSigma residual
            | Likelihood.Gaussian sigma -> fun _ _ residual -> normal (log sigma) residual
            | Likelihood.GaussianUnknown -> fun theta _ residual -> normal (logSigma theta) residual
            | Likelihood.GaussianLine ->
                let centre = LineNoise.centre data

                fun theta point residual ->
                    let growth = LineNoise.growth centre theta (layout.ParameterCount + 1) data.Inputs point
                    normal (logSigma theta + growth) residual
            | Likelihood.StudentT(nu, Some scale) -> fun _ _ residual -> student nu (log scale) residual
            | Likelihood.StudentT(nu, None) -> fun theta _ residual -> student nu (logSigma theta) residual

        let logNoise (theta: float[]) =
            match model.Likelihood with
            | Likelihood.Gaussian sigma -> log sigma
            | _ -> logSigma theta

        let fill point (others: float[]) (all: float[]) =
            let weight =
                match data.Weights with
                | Some weights -> weights[point]
                | None -> 1.0

            for s in 0 .. draws.Length - 1 do
                let residual = sqrt weight * (data.Outputs[point] - curve draws[s] point)
                // Limits are of data with normal noise only.
                let z () = residual * exp -(logNoise draws[s])

                let value =
                    match data.Censoring[point] with
                    | Censoring.None -> 0.5 * log weight + logDensity draws[s] point residual
                    | Censoring.Below -> NormalTail.logProbability (z ())
                    | Censoring.Above -> NormalTail.logProbability -(z ())

                others[s] <- value
                all[s] <- value

        { Draws = draws.Length; Points = data.Count; Fill = fill }
