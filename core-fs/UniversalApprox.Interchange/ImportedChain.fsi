namespace UniversalApprox.Interchange

open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior

/// What of a file is read.
type ImportOptions =
    {
        /// Stored steps that are dropped at the start, at least 0. Stan's warm-up is dropped anyway. Default 0.
        BurnIn: int
        /// Keeps one stored step out of every `Thin`, at least 1. Default 1.
        Thin: int
        /// The parameters to read, by their names in the file. Default: all.
        Parameters: string[] option
        /// Names of the parameters of a file without names (emcee). Default: those the file has, or theta_1, theta_2, …
        ParameterNames: string[] option
        /// The group of an HDF5 file, which emcee calls its name. Default "mcmc".
        Group: string
    }

/// Draws that another program made.
type ImportedChain =
    {
        /// The draws. Each file is an ensemble of its own; a chain of Stan is an ensemble of one walker.
        Chain: Chain
        /// The files, in the order of the ensembles.
        Files: string[]
        /// The program, as far as the file tells it, for example "Stan 2.36.0".
        Program: string
        /// What the sampler found on each of its chains; empty where the file does not say.
        Nuts: NutsDiagnostics[]
        /// What was read and what was left out, in plain words.
        Notes: string[]
    }

/// Options of imports.
[<RequireQualifiedAccess>]
module ImportOptions =
    /// All draws of all parameters.
    val defaults: ImportOptions

    /// Rejects options that are out of range.
    val validate: options: ImportOptions -> unit

/// Uses imported draws.
[<RequireQualifiedAccess>]
module ImportedChain =
    /// The posterior of the draws, without a model.
    val posterior: imported: ImportedChain -> Posterior

    /// The verdict on the draws, with the divergences and energies that the file tells.
    val verdict: settings: ConvergenceSettings -> imported: ImportedChain -> posterior: Posterior -> Verdict
