namespace UniversalApprox.Interchange

open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Posterior

/// Draws as a sequence of blocks. Exports read it once, one block after the other, so memory need hold only one: blocks of a
/// sampler that hands its draws on (`SamplingHooks.OnBlock`), or parts of a chain.
/// All blocks have the same parameters and the same numbers of ensembles and walkers; a block's counts of proposals are its own.
[<RequireQualifiedAccess>]
module DrawBlocks =
    /// A chain in blocks of about 10⁶ numbers; the counts of proposals are with the first.
    val ofChain: chain: Chain -> Chain seq

    /// The draws of a posterior in blocks, relabelled (as `Posterior.Canonical`, but without a copy of all draws) or as they
    /// were sampled.
    val ofPosterior: canonical: bool -> posterior: Posterior -> Chain seq

    /// One kept step out of every `thin`, at least 1: those that a run with so many times the thinning would have kept.
    val thin: thin: int -> blocks: Chain seq -> Chain seq
