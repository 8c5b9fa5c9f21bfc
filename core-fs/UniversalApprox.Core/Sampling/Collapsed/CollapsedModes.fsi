namespace UniversalApprox.Core.Sampling.Collapsed

open System.Threading
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sampling.Densities

/// A local maximum of a collapsed density, one of its images under permutations (and signs) of units.
type CollapsedMode =
    {
        /// φ.
        Point: float[]
        /// The log-density there.
        LogDensity: float
        /// The covariance of the normal approximation, row after row: the inverse of the curvature there.
        Covariance: float[]
        /// log ∫ of the normal approximation of this one image.
        LogEvidence: float
        /// Its share of the posterior by these evidences.
        Weight: float
        /// How many starts ended there.
        Hits: int
        /// The number of the first of these, from 0: trained networks, then random starts. A mirror image of the best mode counts
        /// as that mode's start.
        FirstStart: int
        /// Whether some direction is so flat that a floor took the place of its curvature.
        IsFlat: bool
    }

/// How modes are searched.
type ModeSearchOptions =
    {
        /// Random starts beside the trained networks.
        Starts: int
        /// Of the random starts.
        Seed: uint64
        /// Threads to use; the result does not depend on it.
        Threads: int
    }

/// The modes of a collapsed density.
type CollapsedModes =
    {
        /// The one of largest evidence first, each different from the others under the density's symmetries, in their units'
        /// order and signs closest to the first.
        Modes: CollapsedMode[]
        /// Starts that were tried.
        Starts: int
        /// Of how many images each mode is one: N!, times 2ᴺ where signs do not matter.
        LogImages: float
    }

/// Searching modes, and points around them.
[<RequireQualifiedAccess>]
module CollapsedModes =
    /// 16 starts, seed 0, one thread.
    val defaults: ModeSearchOptions

    /// Climbs (L-BFGS, then Newton's method) from each trained network and from random starts that cover the data. Modes of
    /// less than a thousandth of the first one's evidence are left out.
    /// Errors: heaviside units, which have no gradient; OperationCanceledException.
    val search:
        options: ModeSearchOptions ->
        trained: Network[] ->
        cancellation: CancellationToken ->
        density: CollapsedDensity ->
            CollapsedModes

    /// Points for chains that can disagree: `count` points, each around a mode chosen by weight, with `factor` times
    /// the mode's standard deviations (2 or so), from Student-t with 5 degrees of freedom. All modes are taken in turn
    /// first, so that none is without a chain where there are enough of them.
    val dispersed: factor: float -> count: int -> rng: Rng -> modes: CollapsedModes -> float[][]

    /// `dispersed`, which throws OperationCanceledException once it is cancelled.
    val internal dispersedUntil:
        cancellation: CancellationToken ->
        factor: float ->
        count: int ->
        rng: Rng ->
        modes: CollapsedModes ->
            float[][]

    val internal shapeOf: mode: CollapsedMode -> UniversalApprox.Core.Sampling.Collapsed.ModeShape

    val internal evaluator:
        density: LogDensity ->
        cancellation: CancellationToken ->
            UniversalApprox.Core.Sampling.Collapsed.ValueAndGradient

    /// The width that second derivatives are taken over (`Curvature.shape`).
    val internal differenceWidth: density: CollapsedDensity -> float

    val internal logEvidence: peak: UniversalApprox.Core.Sampling.Collapsed.Peak -> float
