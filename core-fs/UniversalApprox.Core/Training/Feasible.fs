/// Constraints in the units of training, and networks that satisfy them.
module internal UniversalApprox.Core.Training.Feasible

open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data

/// The lowest and highest value of each parameter of one network; equal for a fixed one.
type Box = { Lower: float[]; Upper: float[] }

/// The constraints for networks on standardised data, one entry for each parameter of the largest of `units`. The map must not shift
/// inputs where a bias is constrained.
let toStandard (map: Standardisation) dimension units (constraints: Constraints) =
    let layout = { Dimension = dimension; Units = units }
    let struct (lower, upper) = Constraints.limits layout constraints
    let isFixed = Constraints.isFixed layout constraints

    let change p value =
        let place = p % layout.Stride

        if p = layout.Offset then (value - map.OutputShift) / map.OutputScale
        elif place < dimension then value * map.InputScale[place]
        elif place = dimension then value
        else value / map.OutputScale

    let constrained =
        [| 0 .. layout.ParameterCount - 1 |]
        |> Array.filter (fun p -> lower[p] > -infinity || upper[p] < infinity)

    { constraints with
        Fix =
            constrained
            |> Array.filter (fun p -> isFixed[p])
            |> Array.map (fun p ->
                ({ Parameter = layout.ParameterName p; Value = change p lower[p] }: FixedParameter))
        Bound =
            constrained
            |> Array.filter (fun p -> not isFixed[p])
            |> Array.map (fun p ->
                {
                    Parameter = layout.ParameterName p
                    Lower = change p lower[p]
                    Upper = change p upper[p]
                })
        NonNegative = false
    }

let private clamp (box: Box) p value = min box.Upper[p] (max box.Lower[p] value)

/// The way that a unit of a monotone network turns (`Constraints.allowsTurn`): its own where the limits allow it.
let private turnOf (layout: Layout) (lower: float[]) (upper: float[]) (signs: int[]) (theta: float[]) unit =
    let a = layout.Amplitude unit
    let along = Seq.init signs.Length (fun k -> float signs[k] * theta[layout.Weight(unit, k)]) |> Seq.sum

    let own =
        if theta[a] <> 0.0 then sign theta[a]
        elif along < 0.0 then -1
        else 1

    if Constraints.allowsTurn layout lower upper signs unit own then
        own
    else
        -own

/// The bounds that training keeps to from this network on, and the network moved into them. A unit that turns the wrong way is
/// reflected; one whose weight changes keeps its centre where the bias allows it.
let place (constraints: Constraints) (network: Network) =
    let layout = network.Layout
    let theta = network.Parameters
    let struct (lower, upper) = Constraints.limits layout constraints
    let signs = Constraints.directions layout.Dimension constraints
    let box = { Lower = lower; Upper = upper }

    let orient unit =
        let a = layout.Amplitude unit
        let turn = turnOf layout lower upper signs theta unit

        let keep turn p =
            if turn > 0 then
                lower[p] <- max 0.0 lower[p]
            else
                upper[p] <- min 0.0 upper[p]

        keep turn a

        for k in 0 .. layout.Dimension - 1 do
            if signs[k] <> 0 then
                let w = layout.Weight(unit, k)
                keep (turn * signs[k]) w

                if float (turn * signs[k]) * theta[w] < 0.0 then
                    theta[w] <- -theta[w]

                    if layout.Dimension = 1 then
                        theta[layout.Bias unit] <- -theta[layout.Bias unit]

    for unit in 0 .. layout.Units - 1 do
        if signs |> Array.exists (fun sign -> sign <> 0) then
            orient unit

        let w = layout.Weight(unit, 0)
        let moved = clamp box w theta[w]

        if layout.Dimension = 1 && moved <> theta[w] && moved <> 0.0 && theta[w] <> 0.0 then
            let bias = layout.Bias unit
            theta[bias] <- theta[bias] * moved / theta[w]

    struct (box, Network.create network.Activation network.Dimension (Array.mapi (clamp box) theta))

/// The network with its units in random order.
let shuffled rng (network: Network) =
    let struct (order, _) = Rng.permutation network.Units rng
    let units = network.HiddenUnits

    Network.ofUnits
        network.Activation
        network.Dimension
        (order |> Array.map (fun i -> units[i]))
        network.Offset

/// A network on data from the one on standardised data: what is at a bound there is at it here, to the last bit.
let settle (standard: Constraints) (constraints: Constraints) (reached: Network) (network: Network) =
    let layout = network.Layout
    let struct (low, high) = Constraints.limits layout standard
    let struct (lower, upper) = Constraints.limits layout constraints
    let theta = reached.Parameters

    network.Parameters
    |> Array.mapi (fun p value ->
        if theta[p] = low[p] then lower[p]
        elif theta[p] = high[p] then upper[p]
        else min upper[p] (max lower[p] value))
    |> Network.create network.Activation network.Dimension
