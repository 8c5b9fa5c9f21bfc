namespace UniversalApprox.Core.Networks

/// The direction of a monotone curve along one input.
[<RequireQualifiedAccess>]
type Monotone =
    /// The curve may rise and fall.
    | Free
    /// The curve falls nowhere.
    | Increasing
    /// The curve rises nowhere.
    | Decreasing

/// A parameter that keeps its value.
type FixedParameter =
    {
        /// c, w1, b1, a1, …; with several inputs w1_2 for unit 1 and input 2. A name without a unit is that of all units: w, b, a, and
        /// w_2 for their weights of input 2. Case does not matter.
        Parameter: string
        /// The value, in the units of the data.
        Value: float
    }

/// A parameter that stays within bounds.
type BoundedParameter =
    {
        /// As in `FixedParameter`.
        Parameter: string
        /// The lowest value, in the units of the data; −∞ for none.
        Lower: float
        /// The highest value, at least Lower; +∞ for none.
        Upper: float
    }

/// What a trained network has to satisfy. A constraint of a unit holds for the networks that have that unit.
type Constraints =
    {
        /// Parameters that keep a value. Default: none.
        Fix: FixedParameter[]
        /// Parameters that stay within bounds. Default: none.
        Bound: BoundedParameter[]
        /// None, one direction for all inputs, or one for each input. It holds everywhere, because every unit has a·w ≥ 0 (Increasing) or
        /// a·w ≤ 0 (Decreasing) and an activation that never falls. Monotone sums of units that are not monotone are left out.
        Monotone: Monotone[]
        /// Keeps the curve at 0 or more, everywhere: a ≥ 0 in every unit and c ≥ 0, with an activation that is nowhere below 0.
        NonNegative: bool
    }

/// The meaning of constraints for networks.
[<RequireQualifiedAccess>]
module Constraints =
    /// Nothing is constrained.
    val none: Constraints

    /// Whether nothing is constrained.
    val isNone: constraints: Constraints -> bool

    /// The constraints of networks of this size: without those of further units.
    val upTo: units: int -> constraints: Constraints -> Constraints

    /// Whether there is more than fixed values.
    val hasBounds: constraints: Constraints -> bool

    /// The activations of monotone curves.
    val monotoneActivations: Activation list

    /// The activations of curves that are nowhere below 0.
    val nonNegativeActivations: Activation list

    /// Rejects names of no parameter, values that are not finite, bounds without a value between them, and activations without the
    /// guarantee that is asked for.
    val validate: activation: Activation -> constraints: Constraints -> unit

    /// Rejects constraints that do not fit networks of these sizes on these axes: a unit or an input that none has, constraints that
    /// contradict each other, and NonNegative where the output has a logarithmic axis.
    val validateFor: axes: Axes -> units: int[] -> constraints: Constraints -> unit

    /// Rejects constraints that contradict each other in a network of this size.
    val internal validateNetwork: layout: Layout -> constraints: Constraints -> unit

    /// Whether a constraint is on a bias.
    val internal onBias: constraints: Constraints -> bool

    /// Whether units are constrained in different ways.
    val internal distinguishesUnits: constraints: Constraints -> bool

    /// Whether an activation's other parameters for the same function (`Activation.symmetry`) satisfy the constraints too.
    val internal allImages: activation: Activation -> constraints: Constraints -> bool

    /// The lowest and highest value of each parameter of θ; equal for a fixed one. Without the signs of monotone curves.
    val internal limits: layout: Layout -> constraints: Constraints -> struct (float[] * float[])

    /// The direction along each input: 1 rising, −1 falling, 0 free.
    val internal directions: dimension: int -> constraints: Constraints -> int[]

    /// Whether a unit of a monotone network can turn a way within limits: 1 with amplitude and rising weights at 0 or above, −1 with
    /// both at 0 or below. `signs` are `directions`.
    val internal allowsTurn:
        layout: Layout -> lower: float[] -> upper: float[] -> signs: int[] -> unit: int -> turn: int -> bool

    /// Whether each parameter has a fixed value.
    val internal isFixed: layout: Layout -> constraints: Constraints -> bool[]

    /// The number of parameters without a fixed value.
    val free: layout: Layout -> constraints: Constraints -> int

    /// Whether each parameter lies at a bound, fixed ones apart.
    val internal atBound: constraints: Constraints -> network: Network -> bool[]

    /// The names of the parameters that lie at a bound, fixed ones apart.
    val active: constraints: Constraints -> network: Network -> string[]

    /// The number of parameters that the data determine: neither fixed nor at a bound, nor weight or bias of a unit whose amplitude is
    /// held at 0. The residuals of a fit with convex constraints have as many degrees of freedom less (M. Meyer & M. Woodroofe,
    /// Annals of Statistics 28, 2000).
    val determined: constraints: Constraints -> network: Network -> int

    /// Whether a network satisfies the constraints exactly.
    val isSatisfied: constraints: Constraints -> network: Network -> bool

    /// The constraints in words, for example "c = 0, 0 ≤ a ≤ 10, increasing, nowhere below 0"; empty without any.
    val describe: constraints: Constraints -> string
