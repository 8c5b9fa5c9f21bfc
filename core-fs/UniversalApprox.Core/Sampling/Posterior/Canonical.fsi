namespace UniversalApprox.Core.Sampling.Posterior

open UniversalApprox.Core.Networks

/// A kink of a piecewise linear network.
[<Struct>]
type Kink =
    {
        /// The position of the kink: −b/w for one input. For more inputs it is the signed distance −b/‖w‖ of the kink's
        /// hyperplane from the origin along w.
        Position: float
        /// The change of the slope (along w) across the kink: a‖w‖ for relu, 0.99·a‖w‖ for leakyRelu.
        SlopeJump: float
    }

/// The canonical form of a network. It is one representative of all parameter vectors that give the same function by the
/// activation's symmetry (`Activation.symmetry`) and the permutation of units.
[<RequireQualifiedAccess>]
module Canonical =
    /// Flips the sign of a unit of the θ that starts at `at`, if the symmetry has a flip.
    val internal flip: symmetry: Symmetry -> layout: Layout -> theta: float[] -> at: int -> unit: int -> unit
    /// Scales each unit to ‖w‖ = 1 in place.
    val internal normalise: layout: Layout -> theta: float[] -> at: int -> unit
    val internal hasFlip: symmetry: Symmetry -> bool

    /// The kink of one unit of the θ that starts at `at`; ValueNone for a unit without weights or a smooth activation.
    val internal kinkAt:
        activation: Activation -> layout: Layout -> theta: float[] -> at: int -> unit: int -> Kink voption

    /// The canonical form. Signs: odd (tanh, softsign, erf, sin), complement (sigmoid, heaviside) and even (gaussian)
    /// units get a positive first non-zero weight. A unit without weights gets b > 0, or a > 0 if b = 0 too. For
    /// complement units the offset changes by the amplitude, so a prior that treats all offsets alike is not invariant.
    /// Scale: relu and leakyRelu units get ‖w‖ = 1 (|b| = 1 without weights, a = 0 without weights and bias).
    /// Order: by centre −b/w (for more inputs −b/‖w‖ along the direction of the first non-zero weight), units without
    /// weights last; equal centres by weights, bias and amplitude.
    /// All images of a network under the group have the same canonical form: exactly for odd and even units, and for the
    /// others up to rounding in the offset or the scale. Predictions change by rounding only.
    val ofNetwork: network: Network -> Network

    /// The kinks of a relu or leakyRelu network, in the order of its units, without units that have no weights. The data
    /// determine the kinks, while the scale of a unit is arbitrary. Other activations have none.
    val kinks: network: Network -> Kink[]
