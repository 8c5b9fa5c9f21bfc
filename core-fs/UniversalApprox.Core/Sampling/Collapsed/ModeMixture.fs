namespace UniversalApprox.Core.Sampling.Collapsed

open System
open MathNet.Numerics
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Moves

/// Normal distributions around modes, or Student-t distributions with 5 degrees of freedom, each with its weight: a proposal
/// that covers a posterior.
[<Sealed>]
type internal ModeMixture(points: float[][], shapes: ModeShape[], weights: float[], isNormal: bool) =
    // Tails above those of most posteriors.
    static let freedom = 5.0
    // What Adapt keeps of the old covariance, so that few draws cannot make a degenerate one.
    static let keptShare = 0.02
    static let smallestWeight = 0.01

    let size = points[0].Length
    let whitened = Array.zeroCreate<float> size
    let squares = Array.zeroCreate<float> points.Length
    let logs = Array.zeroCreate<float> points.Length

    let constant =
        if isNormal then
            -0.5 * float size * log (2.0 * Math.PI)
        else
            SpecialFunctions.GammaLn(0.5 * (freedom + float size))
            - SpecialFunctions.GammaLn(0.5 * freedom)
            - 0.5 * float size * log (freedom * Math.PI)

    let logKernel square =
        if isNormal then
            -0.5 * square
        else
            -0.5 * (freedom + float size) * log (1.0 + square / freedom)

    /// Leaves the log-density of each component, times its weight, in `logs`, and the squared distances in `squares`.
    let evaluate (draws: float[]) at =
        for k in 0 .. points.Length - 1 do
            for p in 0 .. size - 1 do
                whitened[p] <- draws[at + p] - points[k][p]

            Curvature.whiten shapes[k] whitened
            let mutable square = 0.0

            for p in 0 .. size - 1 do
                square <- square + whitened[p] * whitened[p]

            squares[k] <- square
            logs[k] <- log weights[k] + constant - shapes[k].LogDeterminant + logKernel square

        let top = Array.max logs
        let mutable sum = 0.0

        for l in logs do
            sum <- sum + exp (l - top)

        top + log sum

    /// One draw around mode `k`, with `factor` times its width.
    member _.Draw(k: int, factor: float, random: RandomSource) =
        let step = Array.zeroCreate<float> size
        random.Rng <- Rng.fillNormal (step.AsSpan()) random.Rng

        let scale =
            if isNormal then
                factor
            else
                // χ² with 5 degrees of freedom: two exponential variables and the square of a normal one.
                let z = random.Normal()
                let uniforms = (1.0 - random.Uniform()) * (1.0 - random.Uniform())
                factor * sqrt (freedom / (z * z - 2.0 * log uniforms))

        Curvature.spread shapes[k] step
        Array.map2 (fun centre s -> centre + scale * s) points[k] step

    /// The mode of draw `index` of `count`: each gets its share, the first ones first.
    member _.Share(index: int, count: int) =
        let place = (float index + 0.5) / float count
        let mutable k = 0
        let mutable sum = weights[0]

        while k < weights.Length - 1 && place > sum do
            k <- k + 1
            sum <- sum + weights[k]

        k

    /// The log-density at the point that starts at element `at`.
    member _.LogDensity(draws: float[], at: int) = evaluate draws at

    /// The mixture of Student-t distributions that fits weighted draws better: a step of the EM algorithm (Cappé, Douc, Guillin, Marin & Robert, "Adaptive
    /// importance sampling in general mixture classes", Statistics and Computing 18, 2008). Weights add up to 1.
    member _.Adapt(draws: float[], drawWeights: float[]) =
        let count = drawWeights.Length
        let shares = Array.init points.Length (fun _ -> Array.zeroCreate<float> count)
        let pulls = Array.init points.Length (fun _ -> Array.zeroCreate<float> count)

        for i in 0 .. count - 1 do
            let total = evaluate draws (i * size)

            for k in 0 .. points.Length - 1 do
                shares[k][i] <- drawWeights[i] * exp (logs[k] - total)

                pulls[k][i] <- shares[k][i] * (freedom + float size) / (freedom + squares[k])

        let kept =
            [|
                for k in 0 .. points.Length - 1 do
                    if Array.sum shares[k] > smallestWeight then
                        k
            |]

        let centre k =
            let total = Array.sum pulls[k]

            Array.init size (fun p ->
                (Seq.init count (fun i -> pulls[k][i] * draws[i * size + p]) |> Seq.sum) / total)

        let centres = kept |> Array.map centre

        let shape index k =
            let share = Array.sum shares[k]
            let covariance = Array.zeroCreate<float>(size * size)

            for i in 0 .. count - 1 do
                for p in 0 .. size - 1 do
                    let deviation = draws[i * size + p] - centres[index][p]

                    for q in 0..p do
                        covariance[p * size + q] <-
                            covariance[p * size + q]
                            + pulls[k][i] * deviation * (draws[i * size + q] - centres[index][q])

            for p in 0 .. size - 1 do
                for q in 0..p do
                    let old = Curvature.covariance shapes[k] size p q

                    covariance[p * size + q] <-
                        (1.0 - keptShare) * covariance[p * size + q] / share + keptShare * old

            Curvature.ofCovariance covariance size

        let total = kept |> Array.sumBy (fun k -> Array.sum shares[k])

        ModeMixture(
            centres,
            kept |> Array.mapi shape,
            kept |> Array.map (fun k -> Array.sum shares[k] / total),
            false
        )
