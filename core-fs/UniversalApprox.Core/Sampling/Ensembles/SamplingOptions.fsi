namespace UniversalApprox.Core.Sampling.Ensembles

open UniversalApprox.Core.Sampling.Moves

/// What is sampled and kept. Together with the density and the start it determines every draw.
type SamplingOptions =
    {
        /// Walkers per ensemble: even and at least 2P. Default None: 4P, as in the notebook (a public notebook
        /// of 2022 by L. Posti that asked the question of this library with PyTorch and emcee).
        Walkers: int option
        /// Steps that each ensemble takes, burn-in and steps that are thinned out included; at least 1. Default 10 000.
        Steps: int
        /// How many of the first steps are not kept; from 0 to below Steps. Default 500.
        BurnIn: int
        /// Keep one step out of every Thin: those whose number, counted from the very start, is a multiple of Thin; at
        /// least 1. Default 1.
        Thin: int
        /// Independent ensembles; at least 1. Default 4.
        Ensembles: int
        /// Each step picks one of them. Default: Stretch 2 alone.
        Moves: WeightedMove[]
        /// Default 0.
        Seed: uint64
        /// Steps of a block; at least 1. At its end the draws are handed on. Default 1000.
        BlockSteps: int
        /// False: the draws are only handed on in blocks, and the resulting chain is empty. Default true.
        KeepDraws: bool
    }

/// Standard options and checks.
[<RequireQualifiedAccess>]
module SamplingOptions =
    /// All defaults.
    val standard: SamplingOptions
    /// The number of walkers for P parameters.
    val walkers: dimension: int -> options: SamplingOptions -> int
    /// Rejects options out of range, whatever the density.
    val validateOptions: options: SamplingOptions -> unit
    /// Rejects options out of range for a density of P parameters.
    val validate: dimension: int -> options: SamplingOptions -> unit
