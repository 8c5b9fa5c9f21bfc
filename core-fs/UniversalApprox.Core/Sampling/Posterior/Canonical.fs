namespace UniversalApprox.Core.Sampling.Posterior

open UniversalApprox.Core.Networks

[<Struct>]
type Kink = { Position: float; SlopeJump: float }

[<RequireQualifiedAccess>]
module Canonical =
    let hasFlip symmetry =
        match symmetry with
        | Symmetry.Odd
        | Symmetry.Complement
        | Symmetry.Even -> true
        | Symmetry.Homogeneous
        | Symmetry.Permutation -> false

    let flip symmetry (layout: Layout) (theta: float[]) at unit =
        if hasFlip symmetry then
            let amplitude = at + layout.Amplitude unit

            // Subtraction from 0 avoids −0.
            for i in at + layout.Weight(unit, 0) .. at + layout.Bias unit do
                theta[i] <- 0.0 - theta[i]

            // By cases, since `=` of unions takes as long as all the rest, and every draw comes here.
            match symmetry with
            | Symmetry.Even
            | Symmetry.Homogeneous
            | Symmetry.Permutation -> ()
            | Symmetry.Odd -> theta[amplitude] <- 0.0 - theta[amplitude]
            | Symmetry.Complement ->
                theta[at + layout.Offset] <- theta[at + layout.Offset] + theta[amplitude]
                theta[amplitude] <- 0.0 - theta[amplitude]

    /// The Euclidean norm, without overflow or underflow.
    let private norm (values: float[]) from count =
        let mutable largest = 0.0

        for i in from .. from + count - 1 do
            largest <- max largest (abs values[i])

        if largest = 0.0 || count = 1 then
            largest
        else
            let mutable sum = 0.0

            for i in from .. from + count - 1 do
                let ratio = values[i] / largest
                sum <- sum + ratio * ratio

            largest * sqrt sum

    let normalise (layout: Layout) (theta: float[]) at =
        for unit in 0 .. layout.Units - 1 do
            let from = at + layout.Weight(unit, 0)
            let bias = at + layout.Bias unit
            let amplitude = at + layout.Amplitude unit
            let weights = norm theta from layout.Dimension
            let scale = if weights > 0.0 then weights else abs theta[bias]

            if scale > 0.0 then
                for i in from..bias do
                    theta[i] <- theta[i] / scale

                theta[amplitude] <- theta[amplitude] * scale
            else
                theta[amplitude] <- 0.0

    let private firstSign (values: float[]) =
        values |> Array.tryFind ((<>) 0.0) |> Option.map sign |> Option.defaultValue 0

    let private centre (unit: HiddenUnit) =
        if Array.forall ((=) 0.0) unit.Weights then
            infinity
        else
            -unit.Bias / (float (firstSign unit.Weights) * norm unit.Weights 0 unit.Weights.Length)

    let ofNetwork (network: Network) =
        let layout = network.Layout
        let theta = network.Parameters
        let symmetry = Activation.symmetry network.Activation

        if symmetry = Symmetry.Homogeneous then
            normalise layout theta 0

        for unit in 0 .. layout.Units - 1 do
            let from = layout.Weight(unit, 0)

            // A flip does not change the amplitude of an even unit, so it cannot decide.
            let deciding = if symmetry = Symmetry.Even then layout.Stride - 1 else layout.Stride

            if firstSign (Array.sub theta from deciding) < 0 then
                flip symmetry layout theta 0 unit

        let shaped = Network.create network.Activation network.Dimension theta

        let ordered =
            shaped.HiddenUnits
            |> Array.sortBy (fun unit -> centre unit, unit.Weights, unit.Bias, unit.Amplitude)

        Network.ofUnits network.Activation network.Dimension ordered shaped.Offset

    /// The change of slope at a kink, as a fraction of amplitude times ‖w‖.
    let private jumpShare activation =
        match activation with
        | Activation.Relu -> 1.0
        | Activation.LeakyRelu -> 1.0 - Activation.leakySlope
        | _ -> 0.0

    let kinkAt activation (layout: Layout) (theta: float[]) at unit =
        let share = jumpShare activation
        let from = at + layout.Weight(unit, 0)
        let length = norm theta from layout.Dimension

        if share = 0.0 || length = 0.0 then
            ValueNone
        else
            // For one input the position is the kink's x, so it divides by w with its sign, not by ‖w‖.
            let along = if layout.Dimension = 1 then theta[from] else length

            ValueSome
                {
                    Position = -theta[at + layout.Bias unit] / along
                    SlopeJump = share * theta[at + layout.Amplitude unit] * length
                }

    let kinks (network: Network) =
        let theta = network.Parameters

        Array.init network.Units (kinkAt network.Activation network.Layout theta 0)
        |> Array.choose (fun kink -> if kink.IsSome then Some kink.Value else None)
