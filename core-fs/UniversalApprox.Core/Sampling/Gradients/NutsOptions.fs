namespace UniversalApprox.Core.Sampling.Gradients

open UniversalApprox.Core
open UniversalApprox.Core.Sampling.Moves

type NutsOptions =
    {
        Steps: int
        Warmup: int
        Thin: int
        Chains: int
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
            Warmup = 1000
            Thin = 1
            Chains = 4
            Seed = 0UL
            BlockSteps = 1000
            KeepDraws = true
            TargetAcceptance = 0.8
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

    let validate (dimension: int) options =
        Check.atLeast "Steps" 1 options.Steps

        if options.Warmup < 0 || options.Warmup >= options.Steps then
            let warmup, steps = Check.named "Warmup", Check.named "Steps"

            Check.refuseWith
                (if options.Warmup = standard.Warmup then
                     $"{options.Warmup} is the default: give another {warmup}, or more {steps}."
                 else
                     null)
                "Warmup"
                options.Warmup
                $"from 0 to {options.Steps - 1}, below {steps}"

        Check.atLeast "Thin" 1 options.Thin
        Check.atLeast "Chains" 1 options.Chains
        Check.atLeast "BlockSteps" 1 options.BlockSteps
        Check.inRange "MaxDepth" 1 mostDoublings options.MaxDepth
        Check.fraction "TargetAcceptance" options.TargetAcceptance
        options.InitialMetric |> Option.iter (validateMetric "InitialMetric" dimension)
