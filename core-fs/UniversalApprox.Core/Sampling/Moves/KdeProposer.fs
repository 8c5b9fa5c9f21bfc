namespace UniversalApprox.Core.Sampling

open System

/// In-place arithmetic of small lower triangular matrices, stored row by row; nothing is allocated.
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

/// Draws from the helpers' kernel density estimate k: an independence proposal, so log k(x) − log k(x′) is the ratio.
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
    // The half-step whose helpers the estimate is of, and whether there is one.
    let mutable known = -1L
    let mutable isDefinite = false

    let fillCovariance (rows: float[]) (helpers: int[]) =
        Array.Clear(mean, 0, d)

        for j in 0 .. half - 1 do
            for p in 0 .. d - 1 do
                mean[p] <- mean[p] + rows[helpers[j] + p] / float half

        Array.Clear(covariance, 0, d * d)
        let scale = bandwidth * bandwidth / float (half - 1)

        for j in 0 .. half - 1 do
            for p in 0 .. d - 1 do
                let offset = scale * (rows[helpers[j] + p] - mean[p])

                for q in 0..p do
                    covariance[p * d + q] <- covariance[p * d + q] + offset * (rows[helpers[j] + q] - mean[q])

    /// The factor of the kernel's covariance. Helpers that (nearly) lie in a plane get a little of their own variances
    /// added, ever more until it works; it depends on the helpers only, so detailed balance holds.
    let rec tryFactor ridge =
        Array.Copy(covariance, cholesky, d * d)

        for p in 0 .. d - 1 do
            cholesky[p * d + p] <- covariance[p * d + p] * (1.0 + ridge)

        Triangular.factor cholesky d || (ridge < 1.0 && tryFactor (max 1e-12 (ridge * 100.0)))

    let estimate (proposal: Proposal) =
        fillCovariance proposal.Rows proposal.HelperRows
        isDefinite <- tryFactor 0.0

        if isDefinite then
            for j in 0 .. half - 1 do
                Triangular.whiten cholesky d proposal.Rows proposal.HelperRows[j] whitened (j * d)

    /// log k up to the constant that cancels in the ratio.
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

    override _.Uniforms(_, _) = d + 2

    override _.Propose proposal =
        if known <> proposal.HalfStep then
            estimate proposal
            known <- proposal.HalfStep

        if isDefinite then
            let helper = proposal.HelperRows[proposal.Below half]
            proposal.FillNormal(normals, d)

            for p in 0 .. d - 1 do
                let mutable sum = proposal.Rows[helper + p]

                for q in 0..p do
                    sum <- sum + cholesky[p * d + q] * normals[q]

                proposal.Target[proposal.At + p] <- sum

            logDensity proposal.Rows proposal.Active - logDensity proposal.Target proposal.At
        else
            // A parameter on which all helpers agree exactly: there is no density to draw from.
            proposal.Stay()
            -infinity
