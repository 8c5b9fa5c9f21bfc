namespace UniversalApprox.Core.Sampling.Moves

open MathNet.Numerics.LinearAlgebra

module internal Proposers =
    /// The rows of a factor L with LLᵀ the covariance, without the zeros beyond the diagonal.
    let private covarianceFactor dimension covariance =
        let diagonal (variance: int -> float) =
            Array.init dimension (fun p ->
                Array.init (p + 1) (fun q -> if p = q then sqrt (variance p) else 0.0))

        match covariance with
        | StepCovariance.Scalar variance -> diagonal (fun _ -> variance)
        | StepCovariance.Diagonal variances -> diagonal (fun p -> variances[p])
        | StepCovariance.Full rows ->
            let factor = Matrix<float>.Build.DenseOfRowArrays(rows).Cholesky().Factor
            Array.init dimension (fun p -> Array.init (p + 1) (fun q -> factor[p, q]))
        | StepCovariance.OfHelpers _ -> invalidOp "The helpers are not known yet."

    /// The proposer of a move for one half of the walkers, with the `half` walkers of the other half as helpers.
    let create dimension half move : Proposer =
        let root = sqrt (float dimension)

        match move with
        | Move.Stretch a -> StretchProposer a
        | Move.Walk(helpers, scale) ->
            WalkProposer(dimension, half, defaultArg helpers half, defaultArg scale (min 1.0 (2.38 / root)))
        | Move.DifferentialEvolution(gamma, jumpProbability) ->
            DifferentialEvolutionProposer(defaultArg gamma (2.38 / (sqrt 2.0 * root)), jumpProbability)
        | Move.DifferentialEvolutionSnooker gamma -> SnookerProposer gamma
        | Move.Kde factor -> KdeProposer(dimension, half, factor)
        | Move.Gaussian(StepCovariance.OfHelpers factor, StepMode.Vector) ->
            WalkProposer(dimension, half, half, defaultArg factor (2.38 / root))
        | Move.Gaussian(StepCovariance.OfHelpers factor, mode) ->
            HelperDeviationProposer(dimension, defaultArg factor 2.38, mode.IsRandom)
        | Move.Gaussian(covariance, mode) -> GaussianProposer(covarianceFactor dimension covariance, mode)
