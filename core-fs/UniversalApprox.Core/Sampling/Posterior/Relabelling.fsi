namespace UniversalApprox.Core.Sampling.Posterior

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sampling.Ensembles

/// The images of a parameter vector among which relabelling may choose.
[<RequireQualifiedAccess>]
type internal UnitImages =
    /// All signed permutations of units.
    | All
    /// Permutations, because constraints tell the signs of units apart.
    | Permuted
    /// The vector alone, because constraints tell its units apart.
    | Own

module internal UnitImages =
    /// The images that satisfy the constraints if one does.
    val ofConstraints: activation: Activation -> constraints: Constraints -> UnitImages

/// A fixed map from a parameter vector to the one of its images that lies nearest to a centre. The images of a vector are
/// its signed permutations of units. The map depends on the vector alone, so a relabelled chain is a function of the state,
/// and every diagnostic applies to it.
[<Sealed; Class>]
type Relabelling =
    /// The canonical form of the reference network. It gives the labels their order.
    member Reference: Network
    /// The centre, a θ of length P.
    member Centre: float[]
    /// The scale of each parameter in the distance, of length P.
    member Scale: float[]
    /// The length of a parameter vector in the chain: P and any further parameters, which stay unchanged.
    member Dimension: int

/// Relabels many draws to one reference, so that "unit 1" means the same in all of them.
[<RequireQualifiedAccess>]
module Relabelling =
    /// Learns the map from at most 4096 evenly spaced draws of a chain (all ensembles). The first P parameters of a draw
    /// are the θ of a network like the reference.
    ///
    /// The distance of unit i of a draw, in one of its signs, from unit j of the centre is Σ ((θ − centre)/scale)² over its
    /// weights, bias and amplitude. The map chooses the assignment of units and signs with the least total distance. The
    /// offset does not enter: the rest determines what flips add to it. In the first pass the centre is the reference's
    /// canonical form, with one scale for all weights of an input, one for all biases and one for all amplitudes. Two more
    /// passes take the median and 1.4826 times the median absolute deviation of each parameter under the labels of the pass
    /// before. This is the relabelling of Stephens (J. R. Statist. Soc. B 62, 2000) for normal densities, with robust
    /// moments. Relu and leakyRelu units are scaled to ‖w‖ = 1 first.
    val ofChain: reference: Network -> chain: Chain -> Relabelling

    /// `ofChain` among some of the images. The reference is canonical only among all of them.
    val internal ofChainAmong: images: UnitImages -> reference: Network -> chain: Chain -> Relabelling

    /// A function that replaces a parameter vector by its image. It has scratch memory, so do not use it on several threads
    /// at once.
    val mapper: relabelling: Relabelling -> (float[] -> unit)

    /// The image of one parameter vector (of `Dimension` elements).
    val apply: relabelling: Relabelling -> theta: float[] -> float[]

    /// The chain of the images. It maps draws in parallel, because they are independent of each other.
    val applyToChain: relabelling: Relabelling -> chain: Chain -> Chain
