namespace UniversalApprox.Core.Sampling.Diagnostics

open UniversalApprox.Core.Sampling.Ensembles

[<RequireQualifiedAccess>]
module Acceptance =
    let private share (accepted: int64) (proposed: int64) =
        if proposed > 0L then Some(float accepted / float proposed) else None

    let perWalker (chain: Chain) =
        chain.Ensembles
        |> Array.map (fun ensemble -> Array.map2 share ensemble.AcceptedPerWalker ensemble.ProposedPerWalker)

    /// Sums of the counts over the ensembles, element by element.
    let private totals (counts: EnsembleChain -> int64[]) (chain: Chain) =
        chain.Ensembles |> Array.map counts |> Array.reduce (Array.map2 (+))

    let perMove chain =
        Traces.check chain
        Array.map2 share (totals _.AcceptedPerMove chain) (totals _.ProposedPerMove chain)

    let total chain =
        Traces.check chain
        share (Array.sum (totals _.AcceptedPerWalker chain)) (Array.sum (totals _.ProposedPerWalker chain))
