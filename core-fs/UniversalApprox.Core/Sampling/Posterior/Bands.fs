namespace UniversalApprox.Core.Sampling.Posterior

open System
open System.Threading.Tasks
open MathNet.Numerics.Distributions
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics

[<RequireQualifiedAccess>]
type NoiseScale =
    | Unknown
    | Known of sigma: float
    | LogParameter of index: int
    | LogLine of index: int * centre: float[]

type ObservationNoise = { Scale: NoiseScale; DegreesOfFreedom: float option }

type Bands =
    {
        Inputs: float[][]
        Probabilities: float[]
        Mean: float[]
        Function: float[][]
        Observation: float[][] option
        Draws: int
        Thinning: float
    }

/// Draws of networks of one shape, and columns of the coordinates where they are evaluated, in their own units.
type internal CurveDraws =
    {
        Activation: Activation
        Layout: Layout
        Noise: ObservationNoise
        Draws: float[][]
        Columns: float[][]
    }

[<RequireQualifiedAccess>]
module Bands =
    let defaultDraws = 4000
    /// Any fixed number, so that every call gives the same bands.
    let private orderSeed = 0x62616E6473UL

    let noNoise = { Scale = NoiseScale.Unknown; DegreesOfFreedom = None }

    /// Evenly spaced draws over all ensembles, steps and walkers, and the number of draws that each stands for.
    let select maximumDraws (chain: Chain) =
        let dimension = chain.ParameterNames.Length
        let states = chain.Ensembles[0].KeptSteps * chain.Ensembles[0].Walkers
        let total = int64 states * int64 chain.Ensembles.Length
        let size = int (min (int64 maximumDraws) total)

        let draws =
            Array.init size (fun i ->
                let state = int64 i * total / int64 size
                let ensemble = chain.Ensembles[int (state / int64 states)]
                Array.sub ensemble.Draws (int (state % int64 states) * dimension) dimension)

        struct (draws, float total / float size)

    /// The function value of one draw at one point of the grid.
    let private evaluate activation (layout: Layout) (theta: float[]) (columns: float[][]) point =
        let mutable sum = theta[layout.Offset]

        for unit in 0 .. layout.Units - 1 do
            let mutable z = theta[layout.Bias unit]

            for k in 0 .. layout.Dimension - 1 do
                z <- z + theta[layout.Weight(unit, k)] * columns[k][point]

            sum <- sum + theta[layout.Amplitude unit] * Activation.value activation z

        sum

    /// The noise σε added to each draw, or None if σ is unknown; where σ changes with the inputs, that at its centre.
    let private scatter noise (draws: float[][]) =
        let standard probability =
            match noise.DegreesOfFreedom with
            | None -> Normal.InvCDF(0.0, 1.0, probability)
            | Some freedom -> StudentT.InvCDF(0.0, 1.0, freedom, probability)

        let scaled (sigma: float[] -> float) =
            let struct (order, _) = Rng.permutation draws.Length (Rng.ofSeed orderSeed)

            draws
            |> Array.mapi (fun i draw -> sigma draw * standard ((float order[i] + 0.5) / float draws.Length))
            |> Some

        match noise.Scale with
        | NoiseScale.Unknown -> None
        | NoiseScale.Known sigma -> scaled (fun _ -> sigma)
        | NoiseScale.LogParameter index
        | NoiseScale.LogLine(index, _) -> scaled (fun draw -> exp draw[index])

    /// What multiplies the noise of a draw at a point of the grid.
    let private growth noise (draw: float[]) (columns: float[][]) point =
        match noise.Scale with
        | NoiseScale.LogLine(index, centre) -> exp (LineNoise.growth centre draw (index + 1) columns point)
        | NoiseScale.Unknown
        | NoiseScale.Known _
        | NoiseScale.LogParameter _ -> 1.0

    let private check
        (layout: Layout)
        noise
        (probabilities: float[])
        maximumDraws
        (columns: float[][])
        (chain: Chain)
        =
        Traces.check chain
        let dimension = chain.ParameterNames.Length
        Check.atLeast "Steps" 1 chain.Ensembles[0].KeptSteps
        Check.atLeast "MaximumDraws" 1 maximumDraws
        Check.sameLength "columns" layout.Dimension columns

        columns
        |> Array.iter (fun column ->
            Check.sameLength "columns" columns[0].Length column
            Check.allFinite "columns" column)

        if dimension < layout.ParameterCount then
            Check.reject
                "chain"
                $"Draws must begin with the {layout.ParameterCount} parameters of the network; they have {dimension}."

        Array.iter (Check.probability "Probabilities") probabilities

        match noise.Scale with
        | NoiseScale.Known sigma -> Check.positive "NoiseLevel" sigma
        | NoiseScale.LogParameter index -> Check.inRange "index" 0 (dimension - 1) index
        | NoiseScale.LogLine(index, centre) ->
            Check.sameLength "centre" layout.Dimension centre
            Check.inRange "index" 0 (dimension - 1 - layout.Dimension) index
        | NoiseScale.Unknown -> ()

        noise.DegreesOfFreedom |> Option.iter (Check.positive "DegreesOfFreedom")

    /// Bands of equally probable draws of one or several models. Without the noise of all of them there are no bands of
    /// observations.
    let ofDraws (probabilities: float[]) (models: CurveDraws[]) =
        let count = models |> Array.sumBy _.Draws.Length
        let scatters = models |> Array.map (fun model -> scatter model.Noise model.Draws)

        let errors =
            if Array.forall Option.isSome scatters then
                Some(Array.collect Option.get scatters)
            else
                None

        let points = models[0].Columns[0].Length
        let table () = probabilities |> Array.map (fun _ -> Array.zeroCreate<float> points)
        let mean: float[] = Array.zeroCreate points
        let curve = table ()
        let observation = errors |> Option.map (fun _ -> table ())

        let fill (target: float[][]) (values: float[]) point =
            Array.Sort values
            probabilities |> Array.iteri (fun i p -> target[i][point] <- OrderStatistics.quantile p values)

        let evaluateAll (values: float[]) point =
            let mutable at = 0

            for model in models do
                for draw in model.Draws do
                    values[at] <- evaluate model.Activation model.Layout draw model.Columns point
                    at <- at + 1

        Parallel.For(
            0,
            points,
            (fun () -> Array.zeroCreate<float> count, Array.zeroCreate<float> count),
            (fun point (_: ParallelLoopState) ((values, observed): float[] * float[]) ->
                evaluateAll values point
                mean[point] <- Moments.mean values

                match errors, observation with
                | Some errors, Some target ->
                    let mutable i = 0

                    for model in models do
                        for draw in model.Draws do
                            observed[i] <-
                                values[i] + errors[i] * growth model.Noise draw model.Columns point

                            i <- i + 1

                    fill target observed point
                | _ -> ()

                fill curve values point
                values, observed),
            ignore<float[] * float[]>
        )
        |> ignore

        {
            Inputs = models[0].Columns
            Probabilities = probabilities
            Mean = mean
            Function = curve
            Observation = observation
            Draws = count
            Thinning = 1.0
        }

    let ofChain
        activation
        (layout: Layout)
        noise
        (probabilities: float[])
        maximumDraws
        (columns: float[][])
        chain
        =
        check layout noise probabilities maximumDraws columns chain
        let struct (draws, thinning) = select maximumDraws chain

        let model =
            {
                Activation = activation
                Layout = layout
                Noise = noise
                Draws = draws
                Columns = columns
            }

        { ofDraws probabilities [| model |] with Thinning = thinning }

    let inUnits (axes: Axes) (bands: Bands) =
        let units = Array.map (AxisScale.toUnits axes.Output)

        if Axes.isLinear axes then
            bands
        else
            { bands with
                Inputs = Axes.columnsToUnits axes bands.Inputs
                Mean = units bands.Mean
                Function = Array.map units bands.Function
                Observation = bands.Observation |> Option.map (Array.map units)
            }
