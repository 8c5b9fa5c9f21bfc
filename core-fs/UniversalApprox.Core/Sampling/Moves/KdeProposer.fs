namespace UniversalApprox.Core.Sampling.Moves

open System

/// In-place arithmetic of small lower triangular matrices, stored row by row. It does not allocate.
module internal Triangular =
    /// Replaces the lower triangle of a symmetric matrix by its Cholesky factor; false if it is not positive definite.
    let factor (matrix: float[]) d =
        let mutable definite = true

        for i in 0 .. d - 1 do
            for j in 0..i do
                let mutable sum = matrix[i * d + j]

                for k in 0 .. j - 1 do
                    sum <- sum - matrix[i * d + k] * matrix[j * d + k]

                if i > j then
                    matrix[i * d + j] <- sum / matrix[j * d + j]
                else
                    definite <- definite && sum > 0.0 && Double.IsFinite sum
                    matrix[i * d + i] <- sqrt sum

        definite

    /// target = L⁻¹(vector − origin).
    let whiten (factor: float[]) d (vector: float[]) at (target: float[]) targetAt =
        for i in 0 .. d - 1 do
            let mutable sum = vector[at + i]

            for k in 0 .. i - 1 do
                sum <- sum - factor[i * d + k] * target[targetAt + k]

            target[targetAt + i] <- sum / factor[i * d + i]

/// Draws from a kernel density estimate k of the helpers. It is an independence proposal, so the log Hastings ratio is
/// log k(x) − log k(x′).
[<Sealed>]
type internal KdeProposer(dimension: int, half: int, factor: float) =
    inherit Proposer()

    let d = dimension
    let bandwidth = factor * Math.Pow(float half, -1.0 / float (d + 4))
    let mean = Array.zeroCreate<float> d
    let covariance = Array.zeroCreate<float>(d * d)
    let cholesky = Array.zeroCreate<float>(d * d)
    let whitened = Array.zeroCreate<float>(half * d)
    let point = Array.zeroCreate<float> d
    let normals = Array.zeroCreate<float> d
    let exponents = Array.zeroCreate<float> half
    let mutable isDefinite = false

    let fillCovariance (x: float[]) (helpers: int[]) =
        Array.Clear(mean, 0, d)

        // Differences to one of them, so that parameters far from zero lose no digits.
        for j in 1 .. half - 1 do
            for p in 0 .. d - 1 do
                mean[p] <- mean[p] + (x[helpers[j] + p] - x[helpers[0] + p])

        for p in 0 .. d - 1 do
            mean[p] <- x[helpers[0] + p] + mean[p] / float half

        Array.Clear(covariance, 0, d * d)
        let scale = bandwidth * bandwidth / float (half - 1)

        for j in 0 .. half - 1 do
            for p in 0 .. d - 1 do
                let offset = scale * (x[helpers[j] + p] - mean[p])

                for q in 0..p do
                    covariance[p * d + q] <- covariance[p * d + q] + offset * (x[helpers[j] + q] - mean[q])

    /// Computes the Cholesky factor of the kernel's covariance. If the helpers (nearly) lie in a plane, it adds a small part
    /// of their own variances, more and more until the factor exists. The result depends on the helpers only, so detailed
    /// balance holds.
    let rec tryFactor ridge =
        Array.Copy(covariance, cholesky, d * d)

        for p in 0 .. d - 1 do
            cholesky[p * d + p] <- covariance[p * d + p] * (1.0 + ridge)

        Triangular.factor cholesky d || (ridge < 1.0 && tryFactor (max 1e-12 (ridge * 100.0)))

    /// log k, up to a constant that cancels in the ratio.
    let logDensity (vector: float[]) at =
        Triangular.whiten cholesky d vector at point 0
        let mutable top = -infinity

        for j in 0 .. half - 1 do
            let mutable square = 0.0

            for p in 0 .. d - 1 do
                let offset = point[p] - whitened[j * d + p]
                square <- square + offset * offset

            exponents[j] <- -0.5 * square
            top <- max top exponents[j]

        let mutable sum = 0.0

        for j in 0 .. half - 1 do
            sum <- sum + exp (exponents[j] - top)

        top + log sum

    override _.Prepare half =
        fillCovariance half.Positions half.Helpers
        isDefinite <- tryFactor 0.0

        if isDefinite then
            half.Helpers
            |> Array.iteri (fun j helper ->
                Triangular.whiten cholesky d half.Positions helper whitened (j * d))

    override _.Propose(halfStep, walker, random, target, at) =
        let x = halfStep.Positions

        if isDefinite then
            let helper = halfStep.Helpers[random.Below half]
            random.FillNormal(normals, d)

            for p in 0 .. d - 1 do
                let mutable sum = x[helper + p]

                for q in 0..p do
                    sum <- sum + cholesky[p * d + q] * normals[q]

                target[at + p] <- sum

            logDensity x walker - logDensity target at
        else
            // All helpers agree exactly on a parameter, so there is no density to draw from.
            Array.Copy(x, walker, target, at, d)
            -infinity
