namespace UniversalApprox.Core.Sampling.Ensembles

open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Moves

/// The state of an ensemble, as plain numbers that any serialiser can keep. Together with the density and the moves it
/// determines all further steps. Do not write to its arrays.
type EnsembleState =
    {
        /// Number of walkers W, even and at least 2P.
        Walkers: int
        /// Number of parameters P.
        Dimension: int
        /// Steps taken since the start.
        Step: int64
        /// W × P positions, walker after walker.
        Positions: float[]
        /// W log-densities.
        LogDensities: float[]
        /// The random stream: its key and the position in it.
        StreamKey: uint64
        /// How many numbers of the stream have been used.
        StreamPosition: uint64
        /// Accepted and proposed moves of each walker, and of each move of the mixture, since the start.
        AcceptedPerWalker: int64[]
        /// Proposals of each walker since the start.
        ProposedPerWalker: int64[]
        /// Accepted proposals of each move of the mixture since the start.
        AcceptedPerMove: int64[]
        /// Proposals of each move of the mixture since the start.
        ProposedPerMove: int64[]
    }

/// The outcome of one step.
[<Struct>]
type StepInfo =
    {
        /// Index of the move that was used.
        Move: int
        /// Number of walkers that moved.
        Accepted: int
        /// Their share.
        AcceptanceRate: float
    }

/// A density and a mixture of moves, made ready for ensembles of one size. It owns scratch memory: use one per thread.
[<Sealed; Class>]
type EnsembleKernel =
    /// Steps ask this token between proposals and evaluations. Once it is cancelled, they throw OperationCanceledException.
    member Cancellation: System.Threading.CancellationToken with get, set

    /// For tests: any proposers with their weights instead of those of Move.
    internal new:
        density: LogDensity *
        walkers: int *
        moves: struct (UniversalApprox.Core.Sampling.Moves.Proposer * float)[] ->
            EnsembleKernel

    /// Loads a state, to be advanced in place.
    member internal Load: state: EnsembleState -> unit
    /// One step in place. If it throws, load a state before the next call.
    member internal Advance: unit -> StepInfo
    /// A copy of the state.
    member internal Snapshot: unit -> EnsembleState
    member internal Step: int64
    /// W × P numbers and W numbers, which the next step changes.
    member internal Positions: float[]
    member internal LogDensities: float[]

/// Ensembles of walkers: half of them move at a time, with the help of the other half (red and blue; Foreman-Mackey et al.
/// 2013), newly divided at random at each step.
[<RequireQualifiedAccess>]
module Ensemble =
    /// Rejects an odd number of walkers, fewer than 2P, an empty mixture, and moves or weights out of range.
    val validate: dimension: int -> walkers: int -> moves: WeightedMove[] -> unit

    /// Rejects an empty mixture, and weights or numbers of moves that are out of range whatever the density.
    val internal validateMoves: moves: WeightedMove[] -> unit

    /// A kernel for `walkers` walkers; each step picks one move with probability proportional to its weight.
    val kernel: moves: WeightedMove[] -> walkers: int -> density: LogDensity -> EnsembleKernel

    /// The state at the given W × P positions (copied), evaluated once, with the stream that drives all its steps.
    /// Errors: a position that is not finite, a density that is NaN or +∞ (DensityException).
    val init: kernel: EnsembleKernel -> positions: float[] -> rng: Rng -> EnsembleState

    /// The state at positions whose log-densities are known; both arrays are taken over.
    val internal start:
        kernel: EnsembleKernel -> positions: float[] -> logDensities: float[] -> rng: Rng -> EnsembleState

    /// One step. The argument is left as it is; the same state always gives the same next state.
    /// Errors: DensityException where a proposal's log-density is NaN or +∞.
    val step: kernel: EnsembleKernel -> state: EnsembleState -> struct (EnsembleState * StepInfo)
