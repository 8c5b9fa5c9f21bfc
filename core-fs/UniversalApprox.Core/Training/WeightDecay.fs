namespace UniversalApprox.Core.Training

open UniversalApprox.Core.Networks

/// The penalty strength·Σ(aᵢ² + ‖wᵢ‖²) of a loss.
[<Sealed>]
type internal WeightDecay(layout: Layout, strength: float) =
    /// The indices of weights and amplitudes; none where nothing is penalised.
    let penalised =
        [|
            if strength <> 0.0 then
                for unit in 0 .. layout.Units - 1 do
                    for input in 0 .. layout.Dimension - 1 do
                        layout.Weight(unit, input)

                    layout.Amplitude unit
        |]

    let halfCurvatures =
        let values = Array.zeroCreate<float> layout.ParameterCount

        for p in penalised do
            values[p] <- strength

        values

    /// The penalty of the options' λ for a loss over `count` points. A sum over points takes n times the λ of a mean.
    static member OfOptions(layout, loss, count: int, lambda: float) =
        WeightDecay(layout, lambda * float count * Loss.scale loss count)

    /// Half the second derivative by parameter p.
    member _.Strength p = halfCurvatures[p]

    member _.Value(theta: float[]) =
        let mutable sum = 0.0

        for p in penalised do
            sum <- sum + strength * theta[p] * theta[p]

        sum

    /// Adds the derivatives.
    member _.AddGradient(theta: float[], gradient: float[]) =
        for p in penalised do
            gradient[p] <- gradient[p] + 2.0 * strength * theta[p]
