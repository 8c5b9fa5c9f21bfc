namespace UniversalApprox.Core.Training

open System
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks

[<RequireQualifiedAccess>]
type Start =
    | Auto
    | PyTorch
    | Spread
    | Given of Network

[<RequireQualifiedAccess>]
module Start =
    let private uniformBetween low high rng =
        let struct (u, next) = Rng.uniform rng
        struct (low + (high - low) * u, next)

    let pytorch activation dimension units rng =
        let layout = { Dimension = dimension; Units = units }
        let theta = Array.zeroCreate layout.ParameterCount
        let hidden = 1.0 / sqrt (float dimension)
        let outer = 1.0 / sqrt (float (max 1 units))
        let mutable stream = rng

        for p in 0 .. theta.Length - 1 do
            let bound =
                if p = layout.Offset || p % layout.Stride = dimension + 1 then
                    outer
                else
                    hidden

            let struct (value, next) = uniformBetween -bound bound stream
            theta[p] <- value
            stream <- next

        Network.create activation dimension theta

    let perturb restart rng (network: Network) =
        if restart = 0 then
            network
        else
            let theta = network.Parameters
            let noise = Array.zeroCreate<float> theta.Length
            Rng.fillNormal (noise.AsSpan()) rng |> ignore
            let moved = Array.map2 (fun value z -> value + 0.1 * max 1.0 (abs value) * z) theta noise
            moved[theta.Length - 1] <- if network.Offset = 0.0 then 0.0 else moved[theta.Length - 1]
            Network.create network.Activation network.Dimension moved

    let resolve optimizer start =
        match start, optimizer with
        | Start.Auto, Optimizer.Adam _ -> Start.PyTorch
        | Start.Auto, _ -> Start.Spread
        | chosen, _ -> chosen
