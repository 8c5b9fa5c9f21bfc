namespace UniversalApprox.Core.Sampling.Collapsed

open System
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Sampling.Densities

/// Amplitudes and offset z given weights, biases and σ: with a normal prior and normal noise they are normal with precision
/// A = HᵀH/σ² + P = LLᵀ and mean m = A⁻¹(Hᵀy/σ² + Pμ), H being the weighted columns [σ₁ … σ_N 1]. Owns its arrays, which
/// each Solve writes anew.
[<Sealed>]
type internal ConditionalAmplitudes(prior: AmplitudePrior) =
    // The smallest pivot, relative to its diagonal element. Rounding would make it 0 or negative where two units are equal to
    // rounding and the noise is far below 1e-5 sd(y).
    static let pivotFloor = 4e-16

    let size = prior.Mean.Length
    let columns = size + 1
    let factor = Array.zeroCreate<float>(size * size)
    let inverseFactor = Array.zeroCreate<float>(size * size)
    let inverse = Array.zeroCreate<float>(size * size)
    let mean = Array.zeroCreate<float> size
    let mutable logDeterminant = 0.0

    let priorPull =
        Array.init size (fun p ->
            Seq.init size (fun q -> prior.Precision[p * size + q] * prior.Mean[q]) |> Seq.sum)

    let factorise (products: float[]) inverseVariance =
        logDeterminant <- 0.0

        for i in 0 .. size - 1 do
            for j in 0..i do
                let element = products[i * columns + j] * inverseVariance + prior.Precision[i * size + j]
                let mutable rest = element

                for k in 0 .. j - 1 do
                    rest <- rest - factor[i * size + k] * factor[j * size + k]

                if i = j then
                    let floor = pivotFloor * element
                    let root = sqrt (if rest > floor then rest else floor)
                    factor[i * size + i] <- root
                    logDeterminant <- logDeterminant + log root
                else
                    factor[i * size + j] <- rest / factor[j * size + j]

    /// x ← L⁻ᵀx.
    let solveTransposed (x: float[]) =
        for i in size - 1 .. -1 .. 0 do
            let mutable rest = x[i]

            for k in i + 1 .. size - 1 do
                rest <- rest - factor[k * size + i] * x[k]

            x[i] <- rest / factor[i * size + i]

    /// m, N + 1 elements.
    member _.Mean = mean

    /// Σ log Lᵢᵢ = ½ log |A|.
    member _.LogDeterminant = logDeterminant

    /// L⁻¹, lower triangular, (N + 1)² elements; written by InvertFactor.
    member _.InverseFactor = inverseFactor

    /// A⁻¹, symmetric, (N + 1)² elements; written by Invert.
    member _.Inverse = inverse

    /// L and m from cross-products (`HiddenKernel.Products`) and 1/σ².
    member _.Solve(products: float[], inverseVariance: float) =
        factorise products inverseVariance

        for i in 0 .. size - 1 do
            let mutable rest = products[size * columns + i] * inverseVariance + priorPull[i]

            for k in 0 .. i - 1 do
                rest <- rest - factor[i * size + k] * mean[k]

            mean[i] <- rest / factor[i * size + i]

        solveTransposed mean

    /// (m − μ)ᵀP(m − μ).
    member _.Penalty() =
        let mutable sum = 0.0

        for i in 0 .. size - 1 do
            let mutable row = 0.0

            for j in 0 .. size - 1 do
                row <- row + prior.Precision[i * size + j] * (mean[j] - prior.Mean[j])

            sum <- sum + row * (mean[i] - prior.Mean[i])

        sum

    /// Writes L⁻¹.
    member _.InvertFactor() =
        for j in 0 .. size - 1 do
            inverseFactor[j * size + j] <- 1.0 / factor[j * size + j]

            for i in j + 1 .. size - 1 do
                let mutable sum = 0.0

                for k in j .. i - 1 do
                    sum <- sum - factor[i * size + k] * inverseFactor[k * size + j]

                inverseFactor[i * size + j] <- sum / factor[i * size + i]

    /// Writes A⁻¹.
    member this.Invert() =
        this.InvertFactor()

        for i in 0 .. size - 1 do
            for j in 0..i do
                let mutable sum = 0.0

                for k in i .. size - 1 do
                    sum <- sum + inverseFactor[k * size + i] * inverseFactor[k * size + j]

                inverse[i * size + j] <- sum
                inverse[j * size + i] <- sum

    /// tr(PC) for the covariance C of z: how many of the N + 1 coefficients the prior decides.
    member _.PriorShare(covariance: float[]) =
        let mutable sum = 0.0

        for i in 0 .. size * size - 1 do
            sum <- sum + prior.Precision[i] * covariance[i]

        sum

    /// `target` ← m + L⁻ᵀξ for standard normal ξ, given in `target`: an exact draw. Returns its conditional log-density.
    member _.Draw(target: float[]) =
        let mutable squares = 0.0

        for i in 0 .. size - 1 do
            squares <- squares + target[i] * target[i]

        solveTransposed target

        for i in 0 .. size - 1 do
            target[i] <- target[i] + mean[i]

        logDeterminant - 0.5 * squares - 0.5 * float size * log (2.0 * Math.PI)
