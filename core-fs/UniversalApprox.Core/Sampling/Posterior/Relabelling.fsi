namespace UniversalApprox.Core

/// A fixed map from parameter vectors to the one of their images (signed permutations of units) that lies nearest to a
/// centre. It is a function of the vector alone, so relabelled chains are chains of a function of the state, and every
/// diagnostic applies to them.
[<Sealed; Class>]
type Relabelling =
    /// The canonical form of the reference network: gives the labels their order.
    member Reference: Network
    /// The centre: θ, of length P.
    member Centre: float[]
    /// The scale of each parameter's distance: of length P.
    member Scale: float[]
    /// The parameter vector's length in the chain; P and any further parameters, which are left as they are.
    member Dimension: int

/// Relabelling of many draws to one reference, so that "unit 1" means the same in all of them.
[<RequireQualifiedAccess>]
module Relabelling =
    /// Learns the map from at most 4096 evenly spaced draws of a chain (all ensembles). The first P parameters of a draw
    /// are the θ of a network like the reference.
    ///
    /// The distance of unit i of a draw, in one of its signs, from unit j of the centre is Σ ((θ − centre)/scale)² over its
    /// weights, bias and amplitude; the assignment of units and signs with the least total is chosen. The offset takes
    /// no part: what flips add to it is fixed by the rest. The first pass has the reference's canonical form as centre and
    /// one scale for all weights of an input, one for all biases and one for all amplitudes; two more passes take the
    /// median and 1.4826 times the median absolute deviation of each parameter under the labels of the pass before.
    /// This is the relabelling of Stephens (J. R. Statist. Soc. B 62, 2000) for normal densities, with robust moments.
    /// Relu and leakyRelu units are scaled to ‖w‖ = 1 first.
    val ofChain: reference: Network -> chain: Chain -> Relabelling

    /// What replaces parameter vectors by their images, one after the other: not on several threads at once, as it has scratch
    /// memory.
    val mapper: relabelling: Relabelling -> (float[] -> unit)

    /// The image of one parameter vector (of `Dimension` elements).
    val apply: relabelling: Relabelling -> theta: float[] -> float[]

    /// A chain of the images. Draws are independent of each other and are worked on in parallel.
    val applyToChain: relabelling: Relabelling -> chain: Chain -> Chain
