namespace UniversalApprox.Core.Networks

open System
open MathNet.Numerics

[<RequireQualifiedAccess>]
type Symmetry =
    | Odd
    | Complement
    | Even
    | Homogeneous
    | Permutation

[<RequireQualifiedAccess>]
type Activation =
    | Sigmoid
    | Tanh
    | Softsign
    | Relu
    | LeakyRelu
    | Softplus
    | Silu
    | Gelu
    | Elu
    | Sin
    | Gaussian
    | Erf
    | Heaviside

[<RequireQualifiedAccess>]
module Activation =
    let leakySlope = 0.01

    let private sigmoid z = 1.0 / (1.0 + exp -z)

    /// eᶻ − 1 without cancellation near 0 (MathNet's Expm1 is good to 10 digits only).
    let private expm1 z = if z < -1.0 then exp z - 1.0 else 2.0 * exp (0.5 * z) * sinh (0.5 * z)

    /// Φ(z), accurate in both tails because erfc is.
    let private normalCdf z = 0.5 * SpecialFunctions.Erfc(-z / sqrt 2.0)

    let private normalDensity z = exp (-0.5 * z * z) / sqrt (2.0 * Math.PI)

    let all =
        [
            Activation.Sigmoid
            Activation.Tanh
            Activation.Softsign
            Activation.Relu
            Activation.LeakyRelu
            Activation.Softplus
            Activation.Silu
            Activation.Gelu
            Activation.Elu
            Activation.Sin
            Activation.Gaussian
            Activation.Erf
            Activation.Heaviside
        ]

    let value activation (z: float) =
        match activation with
        | Activation.Sigmoid -> sigmoid z
        | Activation.Tanh -> tanh z
        | Activation.Softsign -> z / (1.0 + abs z)
        | Activation.Relu -> if z > 0.0 then z else 0.0
        | Activation.LeakyRelu -> if z > 0.0 then z else leakySlope * z
        | Activation.Softplus -> max z 0.0 + SpecialFunctions.Log1p(exp -(abs z))
        | Activation.Silu -> z * sigmoid z
        | Activation.Gelu -> z * normalCdf z
        | Activation.Elu -> if z > 0.0 then z else expm1 z
        | Activation.Sin -> sin z
        | Activation.Gaussian -> exp (-z * z)
        | Activation.Erf -> SpecialFunctions.Erf z
        | Activation.Heaviside ->
            if z > 0.0 then 1.0
            elif z < 0.0 then 0.0
            else 0.5

    let derivative activation (z: float) =
        match activation with
        | Activation.Sigmoid ->
            let s = sigmoid z
            s * (1.0 - s)
        | Activation.Tanh ->
            let t = tanh z
            1.0 - t * t
        | Activation.Softsign ->
            let q = 1.0 + abs z
            1.0 / (q * q)
        | Activation.Relu -> if z > 0.0 then 1.0 else 0.0
        | Activation.LeakyRelu -> if z > 0.0 then 1.0 else leakySlope
        | Activation.Softplus -> sigmoid z
        | Activation.Silu ->
            let s = sigmoid z
            s * (1.0 + z * (1.0 - s))
        | Activation.Gelu -> normalCdf z + z * normalDensity z
        | Activation.Elu -> if z > 0.0 then 1.0 else exp z
        | Activation.Sin -> cos z
        | Activation.Gaussian -> -2.0 * (z * exp (-z * z))
        | Activation.Erf -> 2.0 / sqrt Math.PI * exp (-z * z)
        | Activation.Heaviside -> 0.0

    let symmetry activation =
        match activation with
        | Activation.Tanh
        | Activation.Softsign
        | Activation.Sin
        | Activation.Erf -> Symmetry.Odd
        | Activation.Sigmoid
        | Activation.Heaviside -> Symmetry.Complement
        | Activation.Gaussian -> Symmetry.Even
        | Activation.Relu
        | Activation.LeakyRelu -> Symmetry.Homogeneous
        | Activation.Softplus
        | Activation.Silu
        | Activation.Gelu
        | Activation.Elu -> Symmetry.Permutation

    let centre activation = if symmetry activation = Symmetry.Complement then 0.5 else 0.0

    let isTrainable activation = activation <> Activation.Heaviside

    let name activation =
        match activation with
        | Activation.Sigmoid -> "sigmoid"
        | Activation.Tanh -> "tanh"
        | Activation.Softsign -> "softsign"
        | Activation.Relu -> "relu"
        | Activation.LeakyRelu -> "leakyRelu"
        | Activation.Softplus -> "softplus"
        | Activation.Silu -> "silu"
        | Activation.Gelu -> "gelu"
        | Activation.Elu -> "elu"
        | Activation.Sin -> "sin"
        | Activation.Gaussian -> "gaussian"
        | Activation.Erf -> "erf"
        | Activation.Heaviside -> "heaviside"

    let private textOf = name

    let private aliases =
        [
            "sig", Activation.Sigmoid
            "logistic", Activation.Sigmoid
            "swish", Activation.Silu
            "step", Activation.Heaviside
            "gauss", Activation.Gaussian
        ]

    let tryParse (name: string) =
        let named = all |> List.map (fun activation -> textOf activation, activation)

        (named @ aliases)
        |> List.tryFind (fun (candidate, _) ->
            String.Equals(candidate, name, StringComparison.OrdinalIgnoreCase))
        |> Option.map snd
