namespace UniversalApprox.Core.Sampling.Collapsed

open System.Threading
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Core.Sweep

/// How a Laplace approximation is made.
type LaplaceOptions =
    {
        /// Draws that errors and bands are made of, from 100. Default 1000.
        Draws: int
        /// How the modes are searched.
        Search: ModeSearchOptions
    }

/// One parameter of a fit with its error.
type ParameterError =
    {
        /// w1, b1, a1, …, c, and log_sigma where σ is unknown.
        Name: string
        /// Its value at the highest mode.
        Estimate: float
        /// The posterior's mean.
        Mean: float
        /// The posterior's standard deviation.
        Sd: float
        /// The posterior's median.
        Median: float
        /// The posterior's quantiles at the probabilities asked for.
        Quantiles: float[]
    }

/// The posterior of one network near the modes of its collapsed density, without Markov chains.
[<Sealed; AllowNullLiteral; Class>]
type LaplaceFit =
    /// The density that is approximated.
    member Density: CollapsedDensity
    /// The modes, the one with most of the posterior first; none for a fit with constraints.
    member Modes: CollapsedModes
    /// The network at the first mode, with the mean of its amplitudes and offset.
    member Network: Network
    /// σ at the first mode, in the data's units.
    member Noise: float
    /// Draws of all parameters in the data's units, equally probable, all near the same labels: one ensemble with one
    /// walker. Their log-densities are those of all parameters.
    member Chain: Chain
    /// The shape k̂ of the tail of the importance weights of the draws.
    member ParetoK: float
    /// Whether the draws stand for the posterior: k̂ is below min(1 − 1/log₁₀ S, 0.7) for S draws, and they are worth 100
    /// independent ones and 30 % of the number asked for. If so, they have been weighted towards it and resampled; else they are those of the normal
    /// approximation.
    member IsTrusted: bool
    /// How many independent draws of the posterior the weighted draws are worth.
    member EffectiveDraws: float
    /// What every draw satisfies.
    member Constraints: Constraints
    /// log p(y) of the data, with all images of the modes that were found; NaN for a fit with constraints.
    member LogEvidence: float
    /// Its standard error from the importance weights; it cannot see modes that were not found.
    member LogEvidenceError: float
    /// In words, whether to trust it or to sample instead, and why.
    member Verdict: string

    member internal StandardChain: Chain

/// Errors of parameters and bands of curves in milliseconds: normal approximations of the collapsed density at its modes,
/// corrected by Pareto-smoothed importance weights, with amplitudes and offset drawn exactly. Where the weights say that normal
/// approximations are not good enough, up to four rounds of adaptive importance sampling make better ones.
[<RequireQualifiedAccess>]
module Laplace =
    /// 1000 draws and the default search.
    val defaults: LaplaceOptions

    /// Searches the modes near trained networks and from random starts, and draws around them. None if no start leads to a
    /// mode. The same arguments give the same result.
    /// Errors: options out of range, heaviside units, OperationCanceledException.
    val fit:
        options: LaplaceOptions ->
        trained: Network[] ->
        cancellation: CancellationToken ->
        density: CollapsedDensity ->
            LaplaceFit option

    /// `fit` for networks like a trained one on its data.
    /// Errors: as `fit`; and where amplitudes and offset cannot be integrated out (`CollapsedDensity.obstacle`), for heaviside
    /// units, and where no mode is found, an OptionException that says to sample instead.
    val ofNetwork:
        options: LaplaceOptions ->
        likelihood: Likelihood ->
        priors: NetworkPriors ->
        trained: Network ->
        cancellation: CancellationToken ->
        data: CurveData ->
            LaplaceFit

    /// `ofNetwork` for a trained network under its constraints: fixed parameters are constant, bounds cut the priors off, and the
    /// approximation is made around the one mode near the fit, in logarithms of the distances to bounds.
    /// Errors: as `ofNetwork`.
    val ofFit:
        options: LaplaceOptions ->
        likelihood: Likelihood ->
        priors: NetworkPriors ->
        fit: UnitFit ->
        cancellation: CancellationToken ->
            LaplaceFit

    /// Rejects options that are out of range.
    val validate: options: LaplaceOptions -> unit

    /// Errors of the parameters, in the labels of the fit's network (`Relabelling`).
    val parameters: probabilities: float[] -> fit: LaplaceFit -> ParameterError[]

    /// Bands of the curve and, where σ is known or sampled, of new observations, on d columns of n coordinates.
    val bands: probabilities: float[] -> columns: float[][] -> fit: LaplaceFit -> Bands
