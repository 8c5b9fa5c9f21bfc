namespace UniversalApprox.Core.Data

open System
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks

[<RequireQualifiedAccess>]
type Noise =
    | Zero
    | Uniform of noiseLevel: float
    | Normal of noiseLevel: float

[<RequireQualifiedAccess>]
type Design =
    | Grid of points: int
    | Random of points: int

type Curve =
    {
        Name: string
        Dimension: int
        Function: float[] -> float
        Lower: float
        Upper: float
        Design: Design
        Noise: Noise
    }

[<RequireQualifiedAccess>]
module Curve =
    let private maxValues = 1e8

    let private known name bound points noise (f: float -> float) =
        {
            Name = name
            Dimension = 1
            Function = fun x -> f x[0]
            Lower = -bound
            Upper = bound
            Design = Design.Grid points
            Noise = Noise.Uniform noise
        }

    let parabola = known "Parabola" 5.0 500 0.5 (fun x -> x * x)
    let sine = known "Sine" 10.0 1000 0.2 sin
    let absolute = known "Abs" 5.0 500 0.1 abs
    let step = known "Step" 5.0 500 0.1 (fun x -> if x > 0.0 then 1.0 else 0.0)
    let gaussianBump = known "GaussianBump" 5.0 500 0.05 (fun x -> exp (-x * x))
    let runge = known "Runge" 1.0 500 0.05 (fun x -> 1.0 / (1.0 + 25.0 * x * x))
    let all = [ parabola; sine; absolute; step; gaussianBump; runge ]

    let ofFunction name dimension f =
        if String.IsNullOrEmpty name then
            Check.refuse "Name" name $"a name that is not empty"

        Check.inRange "Dimension" 1 Network.maxDimension dimension

        {
            Name = name
            Dimension = dimension
            Function = f
            Lower = -1.0
            Upper = 1.0
            Design = if dimension = 1 then Design.Grid 500 else Design.Random 1000
            Noise = Noise.Zero
        }

    let private checkRange lower upper =
        Check.finite "Lower" lower
        Check.finite "Upper" upper

        if not (lower < upper && Double.IsFinite(upper - lower)) then
            let lowerEnd = Check.named "Lower"
            Check.refuse "Upper" upper $"above {lowerEnd}, {lower}, by a finite width"

    let private checkNoise noise =
        match noise with
        | Noise.Zero -> ()
        | Noise.Uniform noiseLevel
        | Noise.Normal noiseLevel -> Check.notNegative "NoiseLevel" noiseLevel

    /// The number of points, computed in floating point because the power may overflow an integer.
    let private pointCount dimension design =
        let points, count =
            match design with
            | Design.Grid perAxis -> perAxis, Math.Pow(float perAxis, float dimension)
            | Design.Random points -> points, float points

        Check.atLeast "Points" 1 points

        if count * float (dimension + 1) > maxValues then
            let most = maxValues / float (dimension + 1)
            let most = if design.IsGrid then Math.Pow(most, 1.0 / float dimension) else most

            Check.refuse
                "Points"
                points
                $"at most {Math.Floor most} with {dimension} inputs, as there may be at most {maxValues} values"

        int count

    let private gridInputs dimension perAxis count lower upper =
        let coordinate i =
            if i > 0 && i = perAxis - 1 then
                upper
            else
                lower + float i * ((upper - lower) / float (max 1 (perAxis - 1)))

        let axis = Array.init perAxis coordinate

        Array.init dimension (fun k ->
            let period = pown perAxis (dimension - 1 - k)
            Array.init count (fun i -> axis[i / period % perAxis]))

    let private randomInputs dimension count lower upper rng =
        let draws: float[] = Array.zeroCreate (count * dimension)
        Rng.fillUniform (draws.AsSpan()) rng |> ignore
        let width = upper - lower
        Array.init dimension (fun k -> Array.init count (fun i -> lower + width * draws[i * dimension + k]))

    let private noiseValues noise count rng =
        let values: float[] = Array.zeroCreate count

        match noise with
        | Noise.Zero -> values
        | Noise.Uniform amplitude ->
            Rng.fillUniform (values.AsSpan()) rng |> ignore
            values |> Array.map (fun value -> amplitude * value)
        | Noise.Normal deviation ->
            Rng.fillNormal (values.AsSpan()) rng |> ignore
            values |> Array.map (fun value -> deviation * value)

    let private valueAt curve (inputs: float[][]) i =
        let x = inputs |> Array.map (fun column -> column[i])
        let value = curve.Function x

        if not (Double.IsFinite value) then
            let point = x |> Array.map Check.text |> String.concat ", "

            Check.reject
                "Function"
                $"The function of curve '{curve.Name}' must be finite on its range; at ({point}) it is {Check.text value}."

        value

    let private inputNames dimension =
        if dimension = 1 then
            [| "x" |]
        else
            Array.init dimension (fun k -> $"x{k + 1}")

    let sample rng curve =
        Check.atLeast "Dimension" 1 curve.Dimension
        checkRange curve.Lower curve.Upper
        checkNoise curve.Noise
        let count = pointCount curve.Dimension curve.Design

        let inputs =
            match curve.Design with
            | Design.Grid perAxis -> gridInputs curve.Dimension perAxis count curve.Lower curve.Upper
            | Design.Random _ -> randomInputs curve.Dimension count curve.Lower curve.Upper (Rng.split 0 rng)

        let noise = noiseValues curve.Noise count (Rng.split 1 rng)
        let outputs = Array.init count (fun i -> valueAt curve inputs i + noise[i])
        let data = CurveData.create curve.Name (inputNames curve.Dimension) "y" inputs outputs

        CurveData(
            data.Name,
            data.InputNames,
            data.OutputName,
            data.Inputs,
            data.Outputs,
            Some curve.Function,
            data.Errors
        )
