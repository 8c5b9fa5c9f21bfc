namespace UniversalApprox.Core.Sweep

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Training

/// A piece of a cell's work, which is done at once.
[<RequireQualifiedAccess>]
type SweepStep =
    /// The training of one restart, from 0.
    | Restart of restart: int
    /// The search that goes on from all restarts.
    | Refinement
    /// The validation on one split, from 0.
    | Fold of fold: int

/// The address of a piece of work of a sweep. It is the same in every run of the plan.
[<Struct>]
type SweepKey =
    {
        /// The activation that the cell was asked for.
        Activation: Activation
        /// The number of hidden units.
        Units: int
        /// Which piece of the cell's work it is.
        Step: SweepStep
    }

/// A trained network and the time that it took.
type TimedTraining =
    {
        /// The network and the course of its training.
        Trained: TrainedNetwork
        /// The time that the training took.
        Elapsed: TimeSpan
    }

/// What a piece of work came to: all that the rest of the sweep needs from it.
[<RequireQualifiedAccess>]
type SweepOutcome =
    /// Of a restart. Its network has the activation that the sweep trains with, sigmoid for tanh in places.
    | Trained of training: TimedTraining
    /// Of a refinement: the network that it found, if any, and the cell's networks in the order of their restarts with the
    /// activation that was asked for. There are none of these where the sweep trains with that activation.
    | Refined of found: TimedTraining option * converted: TimedTraining[]
    /// Of a fold: the network trained on the one part of the data, and its squared errors on the other.
    | Validated of network: Network * squaredErrors: float[]

/// A memory of finished work, by which a sweep that was cut short is continued by another process. It changes no result.
type SweepJournal =
    {
        /// The outcome of a piece of work that was finished before. Several threads call it.
        Find: SweepKey -> SweepOutcome option
        /// Called as soon as a piece of work has ended, or several that were trained together, before the sweep hands on
        /// what depends on it. Never called twice at once. An exception stops the sweep.
        Ended: (struct (SweepKey * SweepOutcome))[] -> unit
    }
