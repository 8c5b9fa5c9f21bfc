/// Where the chains of a run start: as ensembles of one walker, which need not span the space.
module internal UniversalApprox.Core.Sampling.Gradients.ChainStart

open System.Threading
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Core.Sampling.Ensembles

let private redraws = 100

/// The position that chain `chain` of `chains` starts at. A random start that falls where the density is −∞ is drawn again, up
/// to 100 times.
let position (start: EnsembleStart) chains chain rng (cancellation: CancellationToken) (density: LogDensity) =
    EnsembleStart.validate start
    let evaluator = density.CreateEvaluator()
    evaluator.Cancellation <- cancellation
    let value = Array.zeroCreate 1

    let drawn (draw: float[] -> int -> RandomSource -> unit) =
        let random = RandomSource rng
        let target = Array.zeroCreate density.Dimension

        let rec search left =
            draw target 0 random
            evaluator.Evaluate(target, 1, value)

            if value[0] = -infinity && left > 0 then
                search (left - 1)

        search redraws
        target

    let position =
        match EnsembleStart.drawer start chain density, start with
        | Some draw, _ -> drawn draw
        | None, EnsembleStart.Walkers rows ->
            EnsembleStart.checkWalkers density.Dimension 1 chains rows
            let walkers = rows[chain % rows.Length]
            evaluator.Evaluate(walkers[0], 1, value)
            walkers[0]
        | None, _ -> [||]

    if chain = 0 && System.Double.IsFinite value[0] then
        EnsembleStart.rejectConstant density evaluator position value

    position
