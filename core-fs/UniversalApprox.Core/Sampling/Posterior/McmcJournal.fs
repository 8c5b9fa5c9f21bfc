namespace UniversalApprox.Core.Sampling.Posterior

open System
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Core.Sampling.Tempering

[<RequireQualifiedAccess>]
type McmcStates =
    | Ensembles of EnsembleState[]
    | Chains of NutsState[]
    | Ladders of TemperingState[]

type McmcPreparation = { Mode: float[] option; Height: float option; Notes: string[]; StartNotes: string[] }

type McmcCheckpoint = { States: McmcStates; NextLook: int; Stop: SamplingStop option; Elapsed: TimeSpan }

type McmcMemory = { Preparation: McmcPreparation; Checkpoint: McmcCheckpoint option; Draws: Chain option }

type McmcJournal =
    {
        Member: int option
        Found: McmcMemory option
        Begun: McmcPreparation -> unit
        Advanced: Chain[] -> McmcCheckpoint -> unit
    }

    member internal journal.Left =
        journal.Found
        |> Option.bind (fun memory -> memory.Checkpoint |> Option.map (fun checkpoint -> memory, checkpoint))
