namespace UniversalApprox.Core.Sampling.Tempering

open UniversalApprox.Core.Sampling.Ensembles

type TemperingState =
    {
        Step: int64
        AdaptUntil: int64
        InverseTemperatures: float[]
        Rungs: EnsembleState[]
        StreamKey: uint64
        StreamPosition: uint64
        IsFromPrior: bool[][]
        Swaps: int64
        SwapAcceptance: float[]
        RoundTrips: int64
        Stones: SteppingStones
    }

type TemperingDiagnostics =
    { Temperatures: float[]; SwapAcceptance: float[]; RoundTrips: int64; Swaps: int64 }

type TemperedEvidence = { LogEvidence: float; StandardError: float }

[<RequireQualifiedAccess>]
module Tempering =
    let fewestRoundTrips = 20L

    let diagnostics (state: TemperingState) =
        let share sum = if state.Swaps = 0L then 0.0 else sum / float state.Swaps

        {
            Temperatures = state.InverseTemperatures |> Array.map (fun beta -> 1.0 / beta)
            SwapAcceptance = state.SwapAcceptance |> Array.map share
            RoundTrips = state.RoundTrips
            Swaps = state.Swaps
        }

    let evidence (states: TemperingState[]) =
        if states |> Array.exists (fun state -> state.Stones.Counts.Length < 2) then
            None
        else
            let found = states |> Array.map (fun state -> SteppingStones.evidence state.Stones)
            let values = found |> Array.map (fun struct (value, _) -> value)
            let top = Array.max values
            let scaled = values |> Array.map (fun value -> exp (value - top))
            let mean = Array.average scaled
            let count = float values.Length

            let within =
                Array.map2 (fun z struct (_, error) -> (z * error) ** 2.0) scaled found |> Array.sum |> sqrt

            let between =
                if values.Length = 1 then
                    0.0
                else
                    sqrt ((scaled |> Array.sumBy (fun z -> (z - mean) ** 2.0)) * count / (count - 1.0))

            Some { LogEvidence = top + log mean; StandardError = max within between / (count * mean) }
