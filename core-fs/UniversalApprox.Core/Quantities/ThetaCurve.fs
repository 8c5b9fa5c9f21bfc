namespace UniversalApprox.Core.Quantities

open UniversalApprox.Core.Networks

/// The curve of a network of one input. θ begins the array; further elements are ignored.
type internal ThetaCurve = { Activation: Activation; Units: int; Theta: float[] }

[<RequireQualifiedAccess>]
module internal ThetaCurve =
    let ofNetwork (network: Network) : ThetaCurve =
        { Activation = network.Activation; Units = network.Units; Theta = network.Parameters }

    let private layout (curve: ThetaCurve) = { Dimension = 1; Units = curve.Units }
    let weight (curve: ThetaCurve) unit = curve.Theta[(layout curve).Weight(unit, 0)]
    let bias (curve: ThetaCurve) unit = curve.Theta[(layout curve).Bias unit]
    let private amplitude (curve: ThetaCurve) unit = curve.Theta[(layout curve).Amplitude unit]
    let private offset (curve: ThetaCurve) = curve.Theta[(layout curve).Offset]

    let value (curve: ThetaCurve) x =
        let mutable sum = offset curve

        for unit in 0 .. curve.Units - 1 do
            let z = weight curve unit * x + bias curve unit
            sum <- sum + amplitude curve unit * Activation.value curve.Activation z

        sum

    /// Σ of the magnitudes of the terms of `value`, on which its rounding error depends.
    let magnitude (curve: ThetaCurve) x =
        let mutable sum = abs (offset curve)

        for unit in 0 .. curve.Units - 1 do
            let z = weight curve unit * x + bias curve unit
            sum <- sum + abs (amplitude curve unit * Activation.value curve.Activation z)

        sum

    let slope (curve: ThetaCurve) x =
        let mutable sum = 0.0

        for unit in 0 .. curve.Units - 1 do
            let w = weight curve unit
            let z = w * x + bias curve unit
            sum <- sum + amplitude curve unit * w * Activation.derivative curve.Activation z

        sum

    /// σ(−∞) and σ(∞) of a step; None for activations that are no step.
    let private stepEnds activation =
        match activation with
        | Activation.Sigmoid
        | Activation.Heaviside -> Some struct (0.0, 1.0)
        | Activation.Tanh
        | Activation.Softsign
        | Activation.Erf -> Some struct (-1.0, 1.0)
        | Activation.Relu
        | Activation.LeakyRelu
        | Activation.Softplus
        | Activation.Silu
        | Activation.Gelu
        | Activation.Elu
        | Activation.Sin
        | Activation.Gaussian -> None

    /// f(−∞) and f(∞) of a sum of steps; None for other activations.
    let plateaus (curve: ThetaCurve) =
        stepEnds curve.Activation
        |> Option.map (fun struct (low, high) ->
            let limit sign =
                let mutable sum = offset curve

                for unit in 0 .. curve.Units - 1 do
                    let w = sign * weight curve unit

                    let output =
                        if w > 0.0 then high
                        elif w < 0.0 then low
                        else Activation.value curve.Activation (bias curve unit)

                    sum <- sum + amplitude curve unit * output

                sum

            struct (limit -1.0, limit 1.0))
