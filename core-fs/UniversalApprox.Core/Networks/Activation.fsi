namespace UniversalApprox.Core.Networks

/// The transformation of a unit's parameters that leaves its output a·σ(w·x + b), plus the offset c, unchanged.
/// It decides the canonical form of a network.
[<RequireQualifiedAccess>]
type Symmetry =
    /// σ(−z) = −σ(z): (a, w, b) → (−a, −w, −b).
    | Odd
    /// σ(−z) = 1 − σ(z): (a, w, b, c) → (−a, −w, −b, c + a).
    | Complement
    /// σ(−z) = σ(z): (w, b) → (−w, −b).
    | Even
    /// σ(λz) = λσ(z) for λ > 0: (a, w, b) → (a/λ, λw, λb).
    | Homogeneous
    /// No transformation beyond the permutation of units, which leaves every network unchanged.
    | Permutation

/// The nonlinearity σ of the hidden units.
[<RequireQualifiedAccess>]
type Activation =
    /// 1 / (1 + e⁻ᶻ), the logistic function.
    | Sigmoid
    /// tanh z.
    | Tanh
    /// z / (1 + |z|).
    | Softsign
    /// max(z, 0). The derivative at 0 is 0.
    | Relu
    /// z for z > 0, else 0.01 z (PyTorch's default slope).
    | LeakyRelu
    /// ln(1 + eᶻ).
    | Softplus
    /// z / (1 + e⁻ᶻ), also called swish.
    | Silu
    /// z Φ(z) with the exact normal distribution function Φ (the erf form).
    | Gelu
    /// z for z > 0, else eᶻ − 1.
    | Elu
    /// sin z.
    | Sin
    /// e^(−z²).
    | Gaussian
    /// The error function erf z.
    | Erf
    /// 1 for z > 0, ½ at 0, else 0. It can be evaluated and plotted, but not trained by gradients.
    | Heaviside

/// Value, derivative, symmetry and name of each activation. These scalar functions are the reference that
/// the vector kernels are tested against.
[<RequireQualifiedAccess>]
module Activation =
    /// The slope of leakyRelu below 0.
    val internal leakySlope: float

    /// The value that the graph of σ is symmetric about where a unit's sign can be flipped: ½ for sigmoid and heaviside, whose
    /// σ − ½ is odd, else 0. With outputs that count from it, a flip changes no offset.
    val internal centre: activation: Activation -> float

    /// Every activation, in the order of the type.
    val all: Activation list

    /// σ(z). Any finite z is allowed; nothing overflows to NaN.
    val value: activation: Activation -> z: float -> float

    /// dσ/dz. At the kinks of relu, leakyRelu, elu and heaviside it is the left limit (PyTorch's convention).
    val derivative: activation: Activation -> z: float -> float

    /// The transformation of a unit's parameters that leaves the network unchanged.
    val symmetry: activation: Activation -> Symmetry

    /// Whether the gradient carries information about weights and biases: true for all but heaviside.
    val isTrainable: activation: Activation -> bool

    /// Its text name: sigmoid, tanh, softsign, relu, leakyRelu, softplus, silu, gelu, elu, sin, gaussian, erf, heaviside.
    val name: activation: Activation -> string

    /// The activation with this name, in any case; None for an unknown name.
    /// It also understands sig, logistic, swish, step and gauss.
    val tryParse: name: string -> Activation option
