namespace UniversalApprox.Core.Data

open System
open UniversalApprox.Core
open UniversalApprox.Core.Networks

[<RequireQualifiedAccess>]
type Scaling =
    | Standardise
    | None

type Standardisation = { InputShift: float[]; InputScale: float[]; OutputShift: float; OutputScale: float }

[<RequireQualifiedAccess>]
module Standardisation =
    let private smallest = 1e-300
    let private largest = 1e300

    let identity dimension =
        {
            InputShift = Array.zeroCreate dimension
            InputScale = Array.create dimension 1.0
            OutputShift = 0.0
            OutputScale = 1.0
        }

    let private usable scale = if scale >= smallest && scale <= largest then scale else 1.0

    /// The exponent of the largest magnitude. Sums over values divided by 2^exponent neither overflow nor underflow.
    let private exponentOf (values: float[]) =
        let largest = values |> Array.fold (fun found value -> max found (abs value)) 0.0
        if largest = 0.0 then 0 else Math.ILogB largest

    let private rootMeanSquare (shift: float) (values: float[]) =
        let exponent = exponentOf values
        let shift = Math.ScaleB(shift, -exponent)

        let square value =
            let deviation = Math.ScaleB(value, -exponent) - shift
            deviation * deviation

        Math.ScaleB(sqrt (Array.averageBy square values), exponent)

    let private mean (values: float[]) =
        let exponent = exponentOf values
        Math.ScaleB(values |> Array.averageBy (fun value -> Math.ScaleB(value, -exponent)), exponent)

    /// Mean and standard deviation. A constant column is treated apart, because its rounded mean would leave it a spurious
    /// deviation.
    let private moments (values: float[]) =
        if values |> Array.forall (fun value -> value = values[0]) then
            struct (values[0], 1.0)
        else
            let mean = mean values
            struct (mean, usable (rootMeanSquare mean values))

    let ofData scaling noOffset (data: CurveData) =
        match scaling with
        | Scaling.None -> identity data.Dimension
        | Scaling.Standardise ->
            let inputs = data.Inputs |> Array.map moments

            let struct (outputShift, outputScale) =
                if noOffset then
                    struct (0.0, usable (rootMeanSquare 0.0 data.Outputs))
                else
                    moments data.Outputs

            {
                InputShift = inputs |> Array.map (fun struct (shift, _) -> shift)
                InputScale = inputs |> Array.map (fun struct (_, scale) -> scale)
                OutputShift = outputShift
                OutputScale = outputScale
            }

    let private checkDimension (map: Standardisation) dimension =
        if map.InputShift.Length <> dimension then
            Check.reject
                "map"
                $"map must be for {dimension} inputs, as many as it is applied to; got one for {map.InputShift.Length}."

    let apply (map: Standardisation) (data: CurveData) =
        checkDimension map data.Dimension

        let column (shift: float) (scale: float) values =
            values |> Array.map (fun value -> (value - shift) / scale)

        let original (x: float[]) =
            Array.init x.Length (fun k -> x[k] * map.InputScale[k] + map.InputShift[k])

        let standardTarget target x = (target (original x) - map.OutputShift) / map.OutputScale

        CurveData(
            data.Name,
            data.InputNames,
            data.OutputName,
            Array.map3 column map.InputShift map.InputScale data.Inputs,
            column map.OutputShift map.OutputScale data.Outputs,
            Option.map standardTarget data.Target,
            PointErrors.dividedBy map.OutputScale data.Errors,
            data.Censoring
        )

    let private mapUnits change offset (network: Network) =
        Network.ofUnits network.Activation network.Dimension (Array.map change network.HiddenUnits) offset

    let networkToStandard (map: Standardisation) (network: Network) =
        checkDimension map network.Dimension

        // In w·x + b substitute x = scale·x′ + shift.
        let change (unit: HiddenUnit) =
            {
                Weights = Array.map2 (*) unit.Weights map.InputScale
                Bias =
                    unit.Bias
                    + Array.fold2 (fun sum w shift -> sum + w * shift) 0.0 unit.Weights map.InputShift
                Amplitude = unit.Amplitude / map.OutputScale
            }

        mapUnits change ((network.Offset - map.OutputShift) / map.OutputScale) network

    let toData (map: Standardisation) (layout: Layout) (theta: float[]) at =
        for unit in 0 .. layout.Units - 1 do
            let mutable shifted = 0.0

            // w′·x′ + b′ with x′ = (x − shift)/scale.
            for k in 0 .. layout.Dimension - 1 do
                let p = at + layout.Weight(unit, k)
                theta[p] <- theta[p] / map.InputScale[k]
                shifted <- shifted + theta[p] * map.InputShift[k]

            let bias = at + layout.Bias unit
            theta[bias] <- theta[bias] - shifted
            let amplitude = at + layout.Amplitude unit
            theta[amplitude] <- theta[amplitude] * map.OutputScale

        let offset = at + layout.Offset
        theta[offset] <- theta[offset] * map.OutputScale + map.OutputShift

    let allToData (map: Standardisation) (layout: Layout) size (vectors: float[]) =
        let logOutputScale = log map.OutputScale

        for at in 0..size .. vectors.Length - 1 do
            toData map layout vectors at

            if size > layout.ParameterCount then
                let noise = at + layout.ParameterCount
                vectors[noise] <- vectors[noise] + logOutputScale

                // Behind log σ there may be its slope with each input.
                for slope in noise + 1 .. at + size - 1 do
                    vectors[slope] <- vectors[slope] / map.InputScale[slope - noise - 1]

    let logVolume (map: Standardisation) (layout: Layout) =
        float layout.Units * Array.sumBy log map.InputScale - float (layout.Units + 1) * log map.OutputScale

    let networkToData (map: Standardisation) (network: Network) =
        checkDimension map network.Dimension
        let theta = network.Parameters
        toData map network.Layout theta 0
        Network.create network.Activation network.Dimension theta
