namespace UniversalApprox.Core.Sampling.Gradients

open UniversalApprox.Core
open UniversalApprox.Core.Sampling.Moves

type NutsOptions =
    {
        Steps: int
        BurnIn: int
        Thin: int
        Ensembles: int
        Seed: uint64
        BlockSteps: int
        KeepDraws: bool
        TargetAcceptance: float
        MaxDepth: int
        DenseMetric: bool
        InitialMetric: float[][] option
    }

[<RequireQualifiedAccess>]
module NutsOptions =
    let mostDoublings = 20

    let standard =
        {
            Steps = 2000
            BurnIn = 1000
            Thin = 1
            Ensembles = 4
            Seed = 0UL
            BlockSteps = 1000
            KeepDraws = true
            TargetAcceptance = 0.95
            MaxDepth = 10
            DenseMetric = true
            InitialMetric = None
        }

    let validateMetric name dimension (rows: float[][]) =
        if rows.Length = 1 then
            Check.sameLength $"{name}[0]" dimension rows[0]
            rows[0] |> Array.iteri (fun p variance -> Check.positive $"{name}[0][{p}]" variance)
        else
            Move.validateRows name dimension rows

    let validateOptions options =
        Check.atLeast "Steps" 1 options.Steps

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

        Check.atLeast "Thin" 1 options.Thin
        Check.atLeast "Ensembles" 1 options.Ensembles
        Check.atLeast "BlockSteps" 1 options.BlockSteps
        Check.inRange "MaxDepth" 1 mostDoublings options.MaxDepth
        Check.fraction "TargetAcceptance" options.TargetAcceptance

    let validate (dimension: int) options =
        validateOptions options
        options.InitialMetric |> Option.iter (validateMetric "InitialMetric" dimension)
