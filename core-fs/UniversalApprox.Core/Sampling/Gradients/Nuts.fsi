namespace UniversalApprox.Core.Sampling.Gradients

open System.Threading
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Densities

/// A density made ready for NUTS. It owns scratch memory: use one per thread.
[<Sealed; Class>]
type NutsKernel =
    /// For tests: any Hamiltonian instead of the density's own.
    internal new:
        density: LogDensity * maxDepth: int * createHamiltonian: (DensityEvaluator -> Hamiltonian) ->
            NutsKernel

    /// Calls ask this token. Once it is cancelled, they throw OperationCanceledException.
    member Cancellation: CancellationToken with get, set

    /// Loads a state, to be advanced in place.
    member internal Load: state: NutsState -> unit
    /// One step in place. If it throws, load a state before the next call.
    member internal Advance: unit -> NutsInfo
    /// A copy of the state.
    member internal Snapshot: unit -> NutsState
    /// The position and the log-density as they are, no copy.
    member internal Current: PhasePoint
    member internal Hamiltonian: Hamiltonian
    member internal FindStepSize: unit -> unit
    member internal Step: int64
    member internal Dimension: int

/// The No-U-Turn sampler (Hoffman & Gelman, JMLR 15, 2014) in Stan's form: trajectories sampled by weights and tested by the
/// generalised criterion between subtrees too (Betancourt, arXiv 1701.02434), dual averaging of the step size, and a metric
/// learnt in windows. It needs a gradient, and is at its best on smooth densities of any dimension.
/// Where a trajectory meets a log-density or a gradient that is not finite, it ends there as divergent.
[<RequireQualifiedAccess>]
module Nuts =
    /// A kernel whose trajectories have at most 2^maxDepth − 1 leapfrog steps, maxDepth from 1 to 20.
    /// Errors: a density without a gradient.
    val kernel: maxDepth: int -> density: LogDensity -> NutsKernel

    /// The state at a position (copied), with a fixed step size and metric, and the stream that drives all its steps.
    /// Errors: a position that is not finite or where the log-density is −∞; a step size or metric out of range; a
    /// log-density that is NaN or +∞ there or throws, or a gradient that is not finite (DensityException).
    val init:
        kernel: NutsKernel ->
        stepSize: float ->
        metric: float[][] ->
        position: float[] ->
        rng: Rng ->
            NutsState

    /// The state at a position before a warm-up of `options.BurnIn` steps to the options' target acceptance, metric shape and
    /// initial metric. Errors: as init.
    val initWarmup: kernel: NutsKernel -> options: NutsOptions -> position: float[] -> rng: Rng -> NutsState

    /// One step, of the warm-up until that is over. The argument is left as it is; the same state always gives the same next
    /// state. Errors: DensityException where a user's density throws.
    val step: kernel: NutsKernel -> state: NutsState -> struct (NutsState * NutsInfo)

    /// Diagnostics of the steps after warm-up.
    val diagnostics: state: NutsState -> NutsDiagnostics
