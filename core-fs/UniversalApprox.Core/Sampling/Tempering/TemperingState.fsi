namespace UniversalApprox.Core.Sampling.Tempering

open UniversalApprox.Core.Sampling.Ensembles

/// A ladder of temperatures, exactly. Stepping on from it is the same as never having stopped. Arrays must not be changed.
type TemperingState =
    {
        /// Steps taken since the very start.
        Step: int64
        /// The last step after which the temperatures adapt.
        AdaptUntil: int64
        /// β = 1/T of each temperature: from 1 down to 0.
        InverseTemperatures: float[]
        /// The walkers of each temperature but the last, whose walkers are new draws from the prior at each swap.
        Rungs: EnsembleState[]
        /// The random stream of swaps.
        StreamKey: uint64
        /// The position in that stream.
        StreamPosition: uint64
        /// For each temperature and walker, whether it has come from the prior since it was last at temperature 1.
        IsFromPrior: bool[][]
        /// Swaps of the whole ladder since the temperatures are fixed.
        Swaps: int64
        /// The sum of acceptance probabilities of each pair of neighbours, per walker.
        SwapAcceptance: float[]
        /// Walkers that came to temperature 1 from the prior.
        RoundTrips: int64
        /// Sums for the evidence.
        Stones: SteppingStones
    }

/// How well walkers of a ladder travel, since its temperatures are fixed.
type TemperingDiagnostics =
    {
        /// From 1 to infinity.
        Temperatures: float[]
        /// The mean acceptance probability of swaps of each temperature with the next, from 0 to 1; 0 without swaps.
        SwapAcceptance: float[]
        /// Walkers that came to temperature 1 from the prior: independent of all that was before. Without many of them the
        /// weights of separate modes are not known.
        RoundTrips: int64
        /// Swaps of the whole ladder.
        Swaps: int64
    }

/// The logarithm of the evidence, ∫ prior × likelihood, and its Monte Carlo standard error.
type TemperedEvidence =
    {
        /// ln ∫ prior × likelihood.
        LogEvidence: float
        /// Its Monte Carlo standard error.
        StandardError: float
    }

/// Reads diagnostics from states.
[<RequireQualifiedAccess>]
module Tempering =
    /// Round trips below which a ladder is said not to travel: 20.
    val fewestRoundTrips: int64

    /// The diagnostics of a ladder.
    val diagnostics: state: TemperingState -> TemperingDiagnostics

    /// Stepping-stone evidence (Xie et al. 2011): Σ ln E[L^Δβ] over neighbouring temperatures, averaged over independent ladders. The
    /// standard error is the larger of two: a delete-one-batch jackknife within ladders, and the spread between ladders. None
    /// before there are two batches of swaps with fixed temperatures.
    val evidence: states: TemperingState[] -> TemperedEvidence option
