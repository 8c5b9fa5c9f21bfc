namespace UniversalApprox.Core

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

    let validate (dimension: int) options =
        Check.atLeast "Steps" 1 options.Steps

        if options.BurnIn < 0 || options.BurnIn >= options.Steps then
            Check.rejectRange
                "BurnIn"
                $"BurnIn must be from 0 to Steps - 1 = {options.Steps - 1}; got {options.BurnIn}."

        Check.atLeast "Thin" 1 options.Thin
        Check.atLeast "Ensembles" 1 options.Ensembles
        Check.atLeast "BlockSteps" 1 options.BlockSteps
        Ensemble.validate dimension (walkers dimension options) options.Moves
