/// Random hidden units, and how much each would lower the sum of squares beside the units of a network: orthogonal least
/// squares (S. Chen, S. A. Billings & W. Luo, Int. J. Control 50, 1989), here beside the tangent space of the network, so that
/// its own weights and biases may give way.
module internal UniversalApprox.Core.Training.UnitDictionary

open System
open MathNet.Numerics.Providers.LinearAlgebra
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data

/// A unit that lies this close to the span of the others brings nothing: the squared distance of its normalised column.
let private smallestDistance = 1e-8

/// Keeps the factorisation possible where columns depend on each other. Columns have the length 1.
let private ridge = 1e-10

/// With more columns than this only the units' values count, not their derivatives.
let private mostColumns = 200

/// Columns over the points, each of length 1 or zero.
type private Columns = { Values: float[][]; Slopes: float[][][] }

let private normalised (column: float[]) =
    let length = sqrt (Vectors.dot column column)

    if length > 0.0 then
        column |> Array.map (fun value -> value / length)
    else
        column

/// A weighted column without what the offset explains of it. `roots` are those of the weights.
let private centred (roots: float[] option) (values: float[]) =
    match roots with
    | None ->
        let mean = Array.average values
        values |> Array.map (fun value -> value - mean)
    | Some roots ->
        let mean = Vectors.dot roots values / Vectors.dot roots roots
        Array.map2 (fun root value -> value - mean * root) roots values

let private rootsOf (data: CurveData) = data.Weights |> Option.map (Array.map sqrt)

/// σ(w·x + b) of each unit, and its derivatives by weights and bias, without their means: the offset takes those.
let private columns activation (units: HiddenUnit[]) (data: CurveData) =
    let network =
        Network.ofUnits
            activation
            data.Dimension
            (units |> Array.map (fun unit -> { unit with Amplitude = 1.0 }))
            0.0

    let layout = network.Layout
    let residuals = Array.zeroCreate<float> data.Count
    let jacobian = Array.zeroCreate<float>(data.Count * layout.ParameterCount)

    let kernel =
        KernelFactory.createWeighted
            (KernelFactory.current ())
            Precision.Double
            activation
            layout
            data.Inputs
            data.Outputs
            data.Weights

    kernel.Jacobian(network.Parameters, 0, residuals, jacobian)

    let roots = rootsOf data

    let column p = normalised (centred roots (Array.sub jacobian (p * data.Count) data.Count))

    {
        Values = Array.init units.Length (layout.Amplitude >> column)
        Slopes =
            Array.init units.Length (fun unit ->
                Array.init (data.Dimension + 1) (fun k -> column (layout.Weight(unit, 0) + k)))
    }

/// `count` random units as they occur in a network of `units` units; every other one is sharper by a log-uniform factor, down to the
/// distance of points. Optima in noise often have such a unit, and no random start does. Their amplitudes are 0.
let draw activation units count (data: CurveData) rng =
    let most = SpreadStart.sharpening activation units data.Count

    Array.init count (fun k ->
        let struct (place, stream) = Rng.uniform (Rng.split k rng)
        let struct (level, stream) = Rng.uniform stream
        let network = SpreadStart.draw activation units false data stream
        let unit = network.HiddenUnits[min (units - 1) (int (place * float units))]
        let factor = if k % 2 = 0 then 1.0 else Math.Pow(most, level)

        { unit with
            Weights = unit.Weights |> Array.map (fun w -> factor * w)
            Bias = factor * unit.Bias
        })

/// The products of a network's columns with each other, with those of the candidates and with the outputs.
/// `tangent` says whether the network's own weights and biases may give way.
type Beside(activation, network: HiddenUnit[], candidates: HiddenUnit[], data: CurveData, tangent: bool) =
    let own = columns activation network data
    let others = (columns activation candidates data).Values
    let roots = rootsOf data

    let outputs =
        match roots with
        | None -> centred None data.Outputs
        | Some own -> centred roots (Array.map2 (*) own data.Outputs)

    /// The columns of the network, each with the unit that it belongs to.
    let basis =
        let values = own.Values |> Array.mapi (fun unit column -> struct (unit, column))

        let slopes =
            own.Slopes
            |> Array.mapi (fun unit slopes -> slopes |> Array.map (fun column -> struct (unit, column)))
            |> Array.concat

        if tangent && values.Length + slopes.Length <= mostColumns then
            Array.append values slopes
        else
            values

    let column (struct (_, column: float[])) = column
    let gram = basis |> Array.map (fun a -> basis |> Array.map (fun b -> Vectors.dot (column a) (column b)))
    let cross = others |> Array.map (fun c -> basis |> Array.map (fun b -> Vectors.dot c (column b)))
    let target = basis |> Array.map (fun b -> Vectors.dot outputs (column b))
    let direct = others |> Array.map (Vectors.dot outputs)

    /// The size of the correlation of two candidates' columns.
    member _.Correlation(first: int, second: int) = abs (Vectors.dot others[first] others[second])

    /// How much each candidate would lower the sum of squares, if it stood beside all units of the network but one (`without`;
    /// −1 for all).
    member _.Gains(without: int) =
        let kept =
            [| 0 .. basis.Length - 1 |]
            |> Array.filter (fun b ->
                let struct (unit, _) = basis[b]
                unit <> without)

        let size = kept.Length
        let factor = Array.zeroCreate<float>(size * size)

        for i in 0 .. size - 1 do
            for j in 0 .. size - 1 do
                factor[j * size + i] <- gram[kept[i]][kept[j]]

            factor[i * size + i] <- 1.0 + ridge

        // One column for each candidate, and the last for the outputs.
        let solutions =
            Array.concat
                [
                    for row in cross do
                        kept |> Array.map (fun b -> row[b])
                    kept |> Array.map (fun b -> target[b])
                ]

        try
            let provider = ManagedLinearAlgebraProvider.Instance
            provider.CholeskyFactor(factor, size)
            provider.CholeskySolveFactored(factor, size, solutions, candidates.Length + 1)

            candidates
            |> Array.mapi (fun k _ ->
                let mutable distance = Vectors.dot others[k] others[k]
                let mutable product = direct[k]

                for i in 0 .. size - 1 do
                    let own = cross[k][kept[i]]
                    distance <- distance - own * solutions[k * size + i]
                    product <- product - own * solutions[candidates.Length * size + i]

                if distance > smallestDistance then
                    product * product / distance
                else
                    0.0)
        with :? ArgumentException ->
            candidates |> Array.map (fun _ -> 0.0)
