namespace UniversalApprox.Core.Training

open UniversalApprox.Core.Networks

/// The penalty strength·Σ(aᵢ² + ‖wᵢ‖²) of a loss.
[<Sealed>]
type internal WeightDecay(layout: Layout, strength: float) =
    let isPenalised =
        Array.init layout.ParameterCount (fun p ->
            p <> layout.Offset && Array.init layout.Units layout.Bias |> Array.forall (fun bias -> bias <> p))

    /// The penalty of the options' λ for a loss over `count` points. A sum over points takes n times the λ of a mean.
    static member OfOptions(layout, loss, count: int, lambda: float) =
        WeightDecay(layout, lambda * float count * Loss.scale loss count)

    member _.IsOff = strength = 0.0

    /// Half the second derivative by parameter p.
    member _.Strength p = if isPenalised[p] then strength else 0.0

    member this.Value(theta: float[]) =
        if this.IsOff then
            0.0
        else
            let mutable sum = 0.0

            for p in 0 .. isPenalised.Length - 1 do
                sum <- sum + this.Strength p * theta[p] * theta[p]

            sum

    /// Adds the derivatives.
    member this.AddGradient(theta: float[], gradient: float[]) =
        if not this.IsOff then
            for p in 0 .. isPenalised.Length - 1 do
                gradient[p] <- gradient[p] + 2.0 * this.Strength p * theta[p]
