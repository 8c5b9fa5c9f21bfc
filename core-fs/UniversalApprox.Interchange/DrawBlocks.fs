namespace UniversalApprox.Interchange

open System
open UniversalApprox.Core
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Posterior

[<RequireQualifiedAccess>]
module DrawBlocks =
    let private numbersPerBlock = 1_000_000

    /// The kept steps of these numbers. Counts stay with the first block.
    let private pick (steps: int[]) isFirst (chain: Chain) : Chain =
        let part (ensemble: EnsembleChain) =
            let row = ensemble.Walkers * ensemble.Dimension
            let draws = Array.zeroCreate (steps.Length * row)
            let densities = Array.zeroCreate (steps.Length * ensemble.Walkers)

            steps
            |> Array.iteri (fun i step ->
                Array.Copy(ensemble.Draws, step * row, draws, i * row, row)

                Array.Copy(
                    ensemble.LogDensity,
                    step * ensemble.Walkers,
                    densities,
                    i * ensemble.Walkers,
                    ensemble.Walkers
                ))

            let statistics =
                if ensemble.Statistics.Length = 0 then
                    [||]
                else
                    steps
                    |> Array.collect (fun step ->
                        Array.sub ensemble.Statistics (step * ensemble.Walkers) ensemble.Walkers)

            let counts (all: int64[]) = if isFirst then all else Array.zeroCreate all.Length

            { ensemble with
                KeptSteps = steps.Length
                Draws = draws
                LogDensity = densities
                Statistics = statistics
                AcceptedPerWalker = counts ensemble.AcceptedPerWalker
                ProposedPerWalker = counts ensemble.ProposedPerWalker
                AcceptedPerMove = counts ensemble.AcceptedPerMove
                ProposedPerMove = counts ensemble.ProposedPerMove
            }

        { chain with Ensembles = Array.map part chain.Ensembles }

    let ofChain (chain: Chain) : Chain seq =
        let first = chain.Ensembles[0]
        let perStep = chain.Ensembles.Length * first.Walkers * first.Dimension
        let size = max 1 (numbersPerBlock / max 1 perStep)

        seq {
            for start in 0..size .. first.KeptSteps - 1 do
                let steps = [| start .. min first.KeptSteps (start + size) - 1 |]
                let block = pick steps (start = 0) chain
                { block with StepsBefore = chain.StepsBefore + int64 start * int64 chain.Thin }
        }

    let ofPosterior canonical (posterior: Posterior) =
        let blocks = ofChain posterior.Raw

        match posterior.Relabelling with
        | Some map when canonical -> blocks |> Seq.map (Relabelling.applyToChain map)
        | _ -> blocks

    let thin thin (blocks: Chain seq) : Chain seq =
        Check.atLeast "Thin" 1 thin

        if thin = 1 then
            blocks
        else
            seq {
                for block in blocks do
                    let before = block.StepsBefore / int64 block.Thin
                    let isKept i = (before + int64 i + 1L) % int64 thin = 0L
                    let kept = [| 0 .. block.Ensembles[0].KeptSteps - 1 |] |> Array.filter isKept
                    { pick kept true block with Thin = block.Thin * thin }
            }
