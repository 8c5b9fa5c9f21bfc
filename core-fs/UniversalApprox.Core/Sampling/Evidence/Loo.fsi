namespace UniversalApprox.Core.Sampling.Evidence

open System.Threading
open UniversalApprox.Core.Sampling.Posterior

/// How well models predict each point from all others (leave-one-out cross-validation).
type LooEstimate =
    {
        /// log p(yᵢ | all other points), one per point: of data in their own units.
        Pointwise: float[]
        /// The expected log predictive density: their sum.
        Elpd: float
        /// The standard error of the sum, from the scatter over the points.
        StandardError: float
        /// The effective number of parameters p_loo: by how much the points are predicted better when they are among the
        /// data.
        EffectiveParameters: float
        /// Its standard error.
        EffectiveParametersError: float
        /// For each point, the shape k̂ of the tail of the importance weights that leave it out.
        ParetoK: float[]
        /// Where k̂ is larger, a point's number cannot be trusted: min(1 − 1/log₁₀ S, 0.7) for S draws.
        ParetoKLimit: float
    }

    /// The largest k̂.
    member MaxParetoK: float
    /// Whether every k̂ is below its limit.
    member IsTrusted: bool

/// A difference of two models on the same points.
type LooDifference =
    {
        /// elpd of the first less that of the second.
        Difference: float
        /// Its standard error, from the differences at each point.
        StandardError: float
    }

/// Pareto-smoothed importance sampling leave-one-out cross-validation (Vehtari, Gelman & Gabry, Statistics and Computing
/// 27, 2017), which agrees with R's package loo. Where amplitudes and offset are integrated out, leaving out is
/// exact for them: given weights, biases and σ, p(yᵢ | others) is a normal density with a closed form, and only draws of the
/// others are reweighted.
[<RequireQualifiedAccess>]
module Loo =
    /// From log p(yᵢ | θₛ): one array of S draws for each point. `efficiencies` are those of the draws for each point (1 where
    /// they are independent).
    val ofLogLikelihoods: efficiencies: float[] -> logLikelihoods: float[][] -> LooEstimate

    /// From the weighted draws of an evidence. The result does not depend on the number of threads.
    /// Errors: OperationCanceledException.
    val ofEvidence: threads: int -> cancellation: CancellationToken -> evidence: ModelEvidence -> LooEstimate

    /// From at most 4000 draws of a run, evenly spaced. −Σr²/n counts as normal noise with σ² = n/2.
    /// Errors: an OptionException for a density that is not a network's, and without draws; OperationCanceledException.
    val ofRun: threads: int -> cancellation: CancellationToken -> run: McmcRun -> LooEstimate

    /// The difference of two models. They must have the same number of points, and should have the same points.
    val difference: first: LooEstimate -> second: LooEstimate -> LooDifference

    /// Weights, 0 or more, that add up to 1, for which Σᵢ log Σₖ wₖ p(yᵢ | others, model k) is largest (stacking: Yao,
    /// Vehtari, Simpson & Gelman, Bayesian Analysis 13, 2018). `pointwise` has one array of log-densities per model. The sum
    /// is within 1e-6 of the largest.
    val stackingWeights: pointwise: float[][] -> float[]
