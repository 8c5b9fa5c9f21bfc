namespace UniversalApprox.Core.Networks

open System
open UniversalApprox.Core

[<Struct>]
type Layout =
    {
        Dimension: int
        Units: int
    }

    member this.Stride = this.Dimension + 2
    member this.ParameterCount = this.Units * this.Stride + 1
    member this.Weight(unit: int, input: int) = unit * this.Stride + input
    member this.Bias(unit: int) = unit * this.Stride + this.Dimension
    member this.Amplitude(unit: int) = unit * this.Stride + this.Dimension + 1
    member this.Offset = this.Units * this.Stride

    member this.ParameterName(index: int) =
        Check.inRange "index" 0 (this.ParameterCount - 1) index
        let unit = index / this.Stride + 1
        let place = index % this.Stride

        if index = this.Offset then "c"
        elif place = this.Dimension then $"b{unit}"
        elif place = this.Dimension + 1 then $"a{unit}"
        elif this.Dimension = 1 then $"w{unit}"
        else $"w{unit}_{place + 1}"

type HiddenUnit = { Weights: float[]; Bias: float; Amplitude: float }

[<Sealed; AllowNullLiteral; Class>]
type Network(activation: Activation, dimension: int, theta: float[]) =
    let layout = { Dimension = dimension; Units = (theta.Length - 1) / (dimension + 2) }

    /// θ itself, not a copy. Readers inside this assembly must never write to it.
    member internal _.Theta = theta

    member _.Activation = activation
    member _.Dimension = dimension
    member _.Units = layout.Units
    member _.Layout = layout
    member _.Parameters: float[] = Array.copy theta
    member _.Offset = theta[layout.Offset]

    member _.HiddenUnits =
        Array.init layout.Units (fun unit ->
            {
                Weights = Array.sub theta (layout.Weight(unit, 0)) dimension
                Bias = theta[layout.Bias unit]
                Amplitude = theta[layout.Amplitude unit]
            })

    member _.Equals(other: Network) =
        not (isNull (box other))
        && activation = other.Activation
        && dimension = other.Dimension
        && theta.AsSpan().SequenceEqual(other.Theta.AsSpan())

    override this.Equals(other: obj) =
        match other with
        | :? Network as network -> this.Equals network
        | _ -> false

    override _.GetHashCode() = HashCode.Combine(activation, dimension, theta.Length, theta[theta.Length - 1])

    interface IEquatable<Network> with
        member this.Equals other = this.Equals other

[<RequireQualifiedAccess>]
module Network =
    let maxUnits = 4096
    let maxDimension = 1000
    let validateUnits units = Check.inRange "Units" 1 maxUnits units


    let create (activation: Activation) (dimension: int) (parameters: float[]) =
        Check.inRange "dimension" 1 maxDimension dimension
        let stride = dimension + 2

        if parameters.Length % stride <> 1 || parameters.Length / stride > maxUnits then
            Check.reject
                "parameters"
                $"A network with {dimension} inputs has N*{stride} + 1 parameters for N from 0 to {maxUnits}; got {parameters.Length}."

        Check.allFinite "parameters" parameters
        Network(activation, dimension, Array.copy parameters)

    let ofUnits activation dimension (units: HiddenUnit seq) (offset: float) =
        let flatten (unit: HiddenUnit) =
            Check.sameLength "Weights" dimension unit.Weights
            Array.append unit.Weights [| unit.Bias; unit.Amplitude |]

        let units = units |> Seq.map flatten |> Seq.toArray |> Array.concat
        create activation dimension (Array.append units [| offset |])

    /// The argument z = w·x + b of a unit at one point.
    let private argument (network: Network) unit (x: float[]) =
        let layout = network.Layout
        let mutable z = network.Theta[layout.Bias unit]

        for k in 0 .. network.Dimension - 1 do
            z <- z + network.Theta[layout.Weight(unit, k)] * x[k]

        z

    let evaluate (network: Network) (x: float[]) =
        Check.sameLength "x" network.Dimension x
        let mutable sum = network.Offset

        for unit in 0 .. network.Units - 1 do
            let amplitude = network.Theta[network.Layout.Amplitude unit]
            sum <- sum + amplitude * Activation.value network.Activation (argument network unit x)

        sum

    let predict (network: Network) (columns: float[][]) =
        Check.sameLength "columns" network.Dimension columns
        let count = columns[0].Length
        columns |> Array.iter (Check.sameLength "columns" count)
        let x = Array.zeroCreate network.Dimension

        Array.init count (fun i ->
            for k in 0 .. network.Dimension - 1 do
                x[k] <- columns[k][i]

            evaluate network x)

    let withActivation activation (network: Network) = create activation network.Dimension network.Theta

    let gradient (network: Network) (x: float[]) =
        Check.sameLength "x" network.Dimension x
        let layout = network.Layout
        let result = Array.zeroCreate layout.ParameterCount
        result[layout.Offset] <- 1.0

        for unit in 0 .. network.Units - 1 do
            let z = argument network unit x
            let slope = network.Theta[layout.Amplitude unit] * Activation.derivative network.Activation z
            result[layout.Amplitude unit] <- Activation.value network.Activation z
            result[layout.Bias unit] <- slope

            for k in 0 .. network.Dimension - 1 do
                result[layout.Weight(unit, k)] <- slope * x[k]

        result
