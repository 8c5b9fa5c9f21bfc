namespace UniversalApprox.Core.Sampling.Posterior

open System
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Core.Sampling.Tempering

/// The states of the samplers of a run.
[<RequireQualifiedAccess>]
type McmcStates =
    /// One per ensemble of walkers.
    | Ensembles of EnsembleState[]
    /// One per chain of NUTS.
    | Chains of NutsState[]
    /// One per ladder of temperatures.
    | Ladders of TemperingState[]

/// What a run learns before its first step.
type McmcPreparation =
    {
        /// The best mode that was found, as parameters in the data's units.
        Mode: float[] option
        /// The log-density of all parameters there.
        Height: float option
        /// Notes on the search for modes, in plain words.
        Notes: string[]
        /// Notes on the walkers' starts.
        StartNotes: string[]
    }

/// How far a run is.
type McmcCheckpoint =
    {
        /// The states of the samplers.
        States: McmcStates
        /// The kept steps before which the condition to stop is not looked at again.
        NextLook: int
        /// The reason why sampling ended; None while it goes on, and where it was cut short.
        Stop: SamplingStop option
        /// The time that it took so far.
        Elapsed: TimeSpan
    }

/// What another process has left of a run.
type McmcMemory =
    {
        /// What it learnt before the first step.
        Preparation: McmcPreparation
        /// How far it is; None if it was cut short before the first step was kept.
        Checkpoint: McmcCheckpoint option
        /// The draws of all parameters so far; None if there are none.
        Draws: Chain option
    }

/// A memory of a run, by which another process continues it. It changes no draw.
type McmcJournal =
    {
        /// The one ensemble, chain or ladder, from 0, that this process samples, as it is among all of them; None for all.
        Member: int option
        /// What another process has left; None at the very start.
        Found: McmcMemory option
        /// Called once, before the first step.
        Begun: McmcPreparation -> unit
        /// Called at the end of each block and about once a second, and at the end, with the draws since the last call, in order,
        /// and the state that belongs to them. An exception ends the run.
        Advanced: Chain[] -> McmcCheckpoint -> unit
    }

    /// What another process left after its last checkpoint.
    member internal Left: (McmcMemory * McmcCheckpoint) option
