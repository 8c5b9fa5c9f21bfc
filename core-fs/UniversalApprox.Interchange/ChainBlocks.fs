/// Checks of sequences of blocks.
module internal UniversalApprox.Interchange.ChainBlocks

open UniversalApprox.Core
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Ensembles

/// The blocks that have kept steps; each must be like the first.
let like (blocks: Chain seq) : Chain seq =
    let shape (block: Chain) =
        block.ParameterNames, block.Ensembles.Length, block.Ensembles[0].Walkers, block.Thin

    seq {
        let mutable first = None

        for block in blocks do
            Traces.check block

            match first with
            | Some expected when expected <> shape block ->
                Check.reject
                    "blocks"
                    "All blocks must have the same parameters, ensembles, walkers and thinning."
            | Some _ -> ()
            | None -> first <- Some(shape block)

            if block.Ensembles[0].KeptSteps > 0 then
                yield block
    }
