namespace UniversalApprox.Core.Sampling.Ensembles

open UniversalApprox.Core
open UniversalApprox.Core.Sampling.Moves

type SamplingOptions =
    {
        Walkers: int option
        Steps: int
        BurnIn: int
        Thin: int
        Ensembles: int
        Moves: WeightedMove[]
        Seed: uint64
        BlockSteps: int
        KeepDraws: bool
    }

[<RequireQualifiedAccess>]
module SamplingOptions =
    let standard =
        {
            Walkers = None
            Steps = 10000
            BurnIn = 500
            Thin = 1
            Ensembles = 4
            Moves = [| { Move = Move.stretch; Weight = 1.0 } |]
            Seed = 0UL
            BlockSteps = 1000
            KeepDraws = true
        }

    let walkers (dimension: int) options = defaultArg options.Walkers (4 * dimension)

    let private validateBurnIn options =
        if options.BurnIn < 0 || options.BurnIn >= options.Steps then
            let burnIn, steps = Check.named "BurnIn", Check.named "Steps"

            Check.refuseWith
                (if options.BurnIn = standard.BurnIn then
                     $"{options.BurnIn} is the default: give another {burnIn}, or more {steps}."
                 else
                     null)
                "BurnIn"
                options.BurnIn
                $"from 0 to {options.Steps - 1}, below {steps}"

    let validateOptions options =
        options.Walkers |> Option.iter (Check.atLeast "Walkers" 2)
        Check.atLeast "Steps" 1 options.Steps
        validateBurnIn options
        Check.atLeast "Thin" 1 options.Thin
        Check.atLeast "Ensembles" 1 options.Ensembles
        Check.atLeast "BlockSteps" 1 options.BlockSteps
        Ensemble.validateMoves options.Moves

    let validate (dimension: int) options =
        validateOptions options
        Ensemble.validate dimension (walkers dimension options) options.Moves
