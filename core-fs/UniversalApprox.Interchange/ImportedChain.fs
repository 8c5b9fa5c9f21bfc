namespace UniversalApprox.Interchange

open UniversalApprox.Core
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior

type ImportOptions =
    {
        BurnIn: int
        Thin: int
        Parameters: string[] option
        ParameterNames: string[] option
        Group: string
    }

type ImportedChain =
    {
        Chain: Chain
        Files: string[]
        Program: string
        Nuts: NutsDiagnostics[]
        Notes: string[]
    }

[<RequireQualifiedAccess>]
module ImportOptions =
    let defaults = { BurnIn = 0; Thin = 1; Parameters = None; ParameterNames = None; Group = "mcmc" }

    let private checkNames option (names: string[]) =
        Check.notEmpty option names

        if names |> Array.exists System.String.IsNullOrWhiteSpace then
            Check.refuse option names $"names that are not blank"

        Check.allDifferent option names box

    let validate options =
        Check.atLeast "BurnIn" 0 options.BurnIn
        Check.atLeast "Thin" 1 options.Thin
        Option.iter (checkNames "Parameters") options.Parameters
        Option.iter (checkNames "ParameterNames") options.ParameterNames

        if System.String.IsNullOrWhiteSpace options.Group then
            Check.refuse "Group" options.Group $"the name of a group"

[<RequireQualifiedAccess>]
module ImportedChain =
    let posterior imported = Posterior.create Posterior.defaults imported.Chain

    let verdict settings imported posterior =
        Posterior.verdictWith settings { Convergence.noEvidence with Nuts = imported.Nuts } posterior
