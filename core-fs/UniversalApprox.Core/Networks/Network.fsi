namespace UniversalApprox.Core.Networks

/// The place of each parameter of a network with d inputs and N units in its vector θ of length P = N(d + 2) + 1:
/// [w₁(1..d), b₁, a₁, …, w_N(1..d), b_N, a_N, c]. For d = 1 a unit is (weight, bias, amplitude); the offset is last.
/// Only this type does index arithmetic on θ. Indices of units and inputs start at 0.
[<Struct>]
type Layout =
    {
        /// The number of inputs d, at least 1.
        Dimension: int
        /// The number of hidden units N, 0 or more.
        Units: int
    }

    /// P = N(d + 2) + 1.
    member ParameterCount: int

    /// d + 2, the number of parameters of one unit.
    member Stride: int

    /// Index of the weight of input `input` in unit `unit`; a unit's weights are contiguous.
    member Weight: unit: int * input: int -> int

    /// Index of the bias of a unit.
    member Bias: unit: int -> int

    /// Index of the amplitude of a unit.
    member Amplitude: unit: int -> int

    /// Index of the offset c, the last parameter.
    member Offset: int

    /// Name of the parameter at an index: w1, b1, a1, …, c for one input; w1_1, w1_2, b1, … for more. Units count from 1.
    member ParameterName: index: int -> string

/// One hidden unit a·σ(w·x + b).
type HiddenUnit =
    {
        /// w, one weight for each input.
        Weights: float[]
        /// b.
        Bias: float
        /// a.
        Amplitude: float
    }

/// A one-hidden-layer network f(x) = c + Σᵢ aᵢσ(wᵢ·x + bᵢ), x ∈ ℝᵈ (Cybenko 1989). Immutable; equality is by value.
[<Sealed; AllowNullLiteral; Class>]
type Network =
    interface System.IEquatable<Network>
    /// The nonlinearity σ, common to all units.
    member Activation: Activation
    /// Number of inputs d ≥ 1.
    member Dimension: int
    /// Number of hidden units N ≥ 0. With 0 the network is the constant c.
    member Units: int
    /// The place of each parameter in θ.
    member Layout: Layout
    /// A copy of the parameter vector θ, of length N(d + 2) + 1.
    member Parameters: float[]
    /// The constant c.
    member Offset: float
    /// The hidden units, in order.
    member HiddenUnits: HiddenUnit[]

/// Creation and evaluation of networks.
[<RequireQualifiedAccess>]
module Network =
    /// The largest number of hidden units of one network: 4096.
    val maxUnits: int

    /// The largest number of inputs: 1000.
    val maxDimension: int

    /// Rejects a number of units that is not from 1 to `maxUnits`.
    val validateUnits: units: int -> unit

    /// A network from its parameter vector θ (copied), whose length must be N(d + 2) + 1 for some N from 0 to 4096
    /// and whose elements must be finite. `dimension` must be from 1 to 1000.
    val create: activation: Activation -> dimension: int -> parameters: float[] -> Network

    /// A network from its units (each with `dimension` weights) and its offset.
    val ofUnits: activation: Activation -> dimension: int -> units: HiddenUnit seq -> offset: float -> Network

    /// f at one point of `Dimension` coordinates.
    val evaluate: network: Network -> x: float[] -> float

    /// f at n points, given as `Dimension` columns of n coordinates each. The result has n elements.
    val predict: network: Network -> columns: float[][] -> float[]

    /// The same units with another activation: for example the heaviside version of a sum of sigmoids.
    val withActivation: activation: Activation -> network: Network -> Network

    /// Partial derivatives ∂f/∂θ at one point, in the order of θ (`Layout`).
    val gradient: network: Network -> x: float[] -> float[]
