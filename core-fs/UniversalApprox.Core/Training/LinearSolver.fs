namespace UniversalApprox.Core.Training

open System
open MathNet.Numerics.Providers.LinearAlgebra

/// Solves symmetric positive definite systems of one size by MathNet's Cholesky factorisation, in memory of its own. It
/// names the managed provider, because a native one chosen elsewhere in the process would change the last bits.
[<Sealed>]
type internal LinearSolver(size: int) =
    static let provider = ManagedLinearAlgebraProvider.Instance
    let factor = Array.zeroCreate<float>(size * size)
    let scale = Array.zeroCreate<float> size
    let solution = Array.zeroCreate<float> size

    /// Solves (S⁻¹AS⁻¹ + diag damping)·u = S⁻¹b, x = S⁻¹u, where S² is the diagonal of A. So damping is relative to each
    /// parameter's own curvature (Marquardt 1963). `matrix i j` gives A for i ≥ j. A parameter with zero curvature
    /// gets x = 0. False, with x unchanged, if the damped matrix is not positive definite to rounding.
    member _.TrySolve(matrix: int -> int -> float, right: int -> float, damping: int -> float, x: float[]) =
        for i in 0 .. size - 1 do
            let curvature = matrix i i
            scale[i] <- if curvature > 0.0 then 1.0 / sqrt curvature else 0.0

        for i in 0 .. size - 1 do
            for j in 0 .. i - 1 do
                factor[j * size + i] <- scale[i] * scale[j] * matrix i j

            factor[i * size + i] <- 1.0 + damping i
            solution[i] <- scale[i] * right i

        try
            // The provider reads only the lower triangle (column after column).
            provider.CholeskyFactor(factor, size)
            provider.CholeskySolveFactored(factor, size, solution, 1)
            let solved = Array.forall Double.IsFinite solution

            if solved then
                for i in 0 .. size - 1 do
                    x[i] <- scale[i] * solution[i]

            solved
        with :? ArgumentException ->
            false
