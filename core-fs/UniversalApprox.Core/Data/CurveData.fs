namespace UniversalApprox.Core.Data

open System
open System.Collections.Generic
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks

/// The numbers of some points with the errors of the outputs.
type internal Points = { Inputs: float[][]; Outputs: float[]; Errors: PointErrors; Censoring: Censoring[] }

[<Sealed; AllowNullLiteral; Class>]
type CurveData
    internal
    (
        name: string,
        inputNames: string[],
        outputName: string,
        axes: Axes,
        measured: Points,
        onAxes: Points,
        target: (float[] -> float) option
    ) =
    let errors = onAxes.Errors
    let censoring = onAxes.Censoring
    let weights = lazy (PointErrors.weights errors errors)

    let halfLogWeights =
        lazy
            (weights.Value
             |> Option.map (fun weights -> 0.5 * Array.sumBy log weights)
             |> Option.defaultValue 0.0)

    internal new
        (
            name: string,
            inputNames: string[],
            outputName: string,
            inputs: float[][],
            outputs: float[],
            target: (float[] -> float) option,
            errors: PointErrors,
            censoring: Censoring[]
        ) =
        let points = { Inputs = inputs; Outputs = outputs; Errors = errors; Censoring = censoring }

        CurveData(name, inputNames, outputName, Axes.linear inputs.Length, points, points, target)

    internal new
        (
            name: string,
            inputNames: string[],
            outputName: string,
            inputs: float[][],
            outputs: float[],
            target: (float[] -> float) option,
            errors: PointErrors
        ) =
        let none = Array.create outputs.Length Censoring.None
        CurveData(name, inputNames, outputName, inputs, outputs, target, errors, none)

    member internal _.Measured = measured
    member internal _.OnAxes = onAxes

    member _.Name = name
    member _.InputNames = inputNames
    member _.OutputName = outputName
    member _.Dimension = onAxes.Inputs.Length
    member _.Count = onAxes.Outputs.Length
    member _.Axes = axes
    member _.Inputs = onAxes.Inputs
    member _.Outputs = onAxes.Outputs
    member _.Target = target
    member _.Errors = errors
    member _.MeasuredInputs = measured.Inputs
    member _.MeasuredOutputs = measured.Outputs
    member _.MeasuredErrors = measured.Errors
    member _.Weights = weights.Value
    member _.Censoring = censoring
    member val IsCensored = censoring |> Array.exists (fun c -> c <> Censoring.None)
    member _.HalfLogWeights = halfLogWeights.Value

[<RequireQualifiedAccess>]
module CurveData =
    let private checkNames name (inputNames: string[]) outputName (inputs: float[][]) =
        if String.IsNullOrEmpty name then
            Check.refuse "Name" name $"a name that is not empty"

        if inputs.Length = 0 then
            Check.reject "inputs" "inputs must have at least 1 column; got none."

        if inputNames.Length <> inputs.Length then
            Check.reject
                "inputNames"
                $"inputNames must have one name per column of inputs, {inputs.Length}; got {inputNames.Length}."

        let seen = HashSet<string>(StringComparer.Ordinal)

        let checkName argument (columnName: string) =
            if String.IsNullOrEmpty columnName then
                Check.reject argument $"{argument} must not be empty."

            if not (seen.Add columnName) then
                Check.reject argument $"The names of the columns must differ; got '{columnName}' twice."

        inputNames |> Array.iter (checkName "inputNames")
        checkName "outputName" outputName

    let private checkColumn argument (columnName: string) count (column: float[]) =
        if column.Length <> count then
            Check.reject
                argument
                $"Column '{columnName}' has {column.Length} values, but the output has {count}: all columns must be equally long."

        let bad = Array.FindIndex(column, fun value -> not (Double.IsFinite value))

        if bad >= 0 then
            Check.reject
                argument
                $"Column '{columnName}', row {bad + 1} (counting from 1), must be a finite number; got {Check.text column[bad]}."

    let create name (inputNames: string[]) outputName (inputs: float[][]) (outputs: float[]) =
        checkNames name inputNames outputName inputs

        if outputs.Length = 0 then
            Check.reject "outputs" "outputs must have at least 1 point; got none."

        Array.iter2 (fun column -> checkColumn "inputs" column outputs.Length) inputNames inputs
        checkColumn "outputs" outputName outputs.Length outputs

        CurveData(
            name,
            Array.copy inputNames,
            outputName,
            Array.map Array.copy inputs,
            Array.copy outputs,
            None,
            PointErrors.Equal
        )

    let private checkAbove argument (columnName: string) (column: float[]) =
        let bad = Array.FindIndex(column, fun value -> not (value > 0.0))

        if bad >= 0 then
            Check.reject
                argument
                $"Column '{columnName}' has a logarithmic axis; row {bad + 1} (counting from 1) must be above 0 for that; got {Check.text column[bad]}."

    /// Points in their units moved to axes.
    let private move axes (inputNames: string[]) outputName (measured: Points) =
        if Axes.isLinear axes then
            measured
        else
            let column argument scale name values =
                match scale with
                | AxisScale.Linear -> values
                | AxisScale.Log ->
                    checkAbove argument name values
                    Array.map log values

            {
                Inputs = Array.map3 (column "LogX") axes.Inputs inputNames measured.Inputs
                Outputs = column "LogY" axes.Output outputName measured.Outputs
                Errors =
                    match axes.Output with
                    | AxisScale.Linear -> measured.Errors
                    | AxisScale.Log -> PointErrors.ofLogarithms outputName measured.Outputs measured.Errors
                Censoring = measured.Censoring
            }

    let private rebuilt axes measured target (data: CurveData) =
        let onAxes = move axes data.InputNames data.OutputName measured
        CurveData(data.Name, data.InputNames, data.OutputName, axes, measured, onAxes, target)

    let withErrors errors (data: CurveData) =
        PointErrors.validate data.Count errors
        let errors = PointErrors.select [| 0 .. data.Count - 1 |] errors
        rebuilt data.Axes { data.Measured with Errors = errors } data.Target data

    let withAxes (axes: Axes) (data: CurveData) =
        Axes.validate data.Dimension axes

        /// The target from the old axes to the new ones.
        let moved target (x: float[]) =
            let inputs =
                Array.map3
                    (fun now before v -> AxisScale.toAxis before (AxisScale.toUnits now v))
                    axes.Inputs
                    data.Axes.Inputs
                    x

            AxisScale.toAxis axes.Output (AxisScale.toUnits data.Axes.Output (target inputs))

        rebuilt axes data.Measured (data.Target |> Option.map moved) data

    let withCensoring (censoring: Censoring[]) (data: CurveData) =
        Check.sameLength "Censoring" data.Count censoring

        if not (Array.contains Censoring.None censoring) then
            Check.because
                "Censoring"
                $"All {data.Count} outputs are only known to lie beyond a limit: at least one must be a number."

        rebuilt data.Axes { data.Measured with Censoring = Array.copy censoring } data.Target data

    let weightsAmong (whole: CurveData) (part: CurveData) = PointErrors.weights whole.Errors part.Errors

    let private pick (indices: int[]) (data: CurveData) =
        let column (values: float[]) = indices |> Array.map (fun i -> values[i])

        let points (all: Points) =
            {
                Inputs = Array.map column all.Inputs
                Outputs = column all.Outputs
                Errors = PointErrors.select indices all.Errors
                Censoring = indices |> Array.map (fun i -> all.Censoring[i])
            }

        let onAxes = points data.OnAxes

        let measured =
            if obj.ReferenceEquals(data.Measured, data.OnAxes) then
                onAxes
            else
                points data.Measured

        CurveData(data.Name, data.InputNames, data.OutputName, data.Axes, measured, onAxes, data.Target)

    let isSame (first: CurveData) (second: CurveData) =
        obj.ReferenceEquals(first, second)
        || (first.Name = second.Name
            && first.OutputName = second.OutputName
            && first.InputNames = second.InputNames
            && first.Axes = second.Axes
            && first.Measured = second.Measured)

    let select (indices: int[]) (data: CurveData) =
        if indices.Length = 0 then
            Check.reject "indices" "indices must name at least 1 point; got none."

        let bad = indices |> Array.tryFindIndex (fun i -> i < 0 || i >= data.Count)

        match bad with
        | Some place -> Check.refuse $"indices[{place}]" indices[place] $"from 0 to {data.Count - 1}"
        | None -> pick indices data

    /// Splits the data into training and validation data. Both keep the order of the data.
    let private hold (validation: int[]) (data: CurveData) =
        let held = Array.zeroCreate data.Count

        for i in validation do
            held[i] <- true

        let indicesOf part =
            [|
                for i in 0 .. data.Count - 1 do
                    if held[i] = part then
                        i
            |]

        struct (pick (indicesOf false) data, pick (indicesOf true) data)

    let split (fraction: float) rng (data: CurveData) =
        Check.fraction "ValidationFraction" fraction
        let wanted = Math.Round(fraction * float data.Count, MidpointRounding.AwayFromZero)
        let size = max 1 (int wanted)

        if size >= data.Count then
            Check.refuse
                "ValidationFraction"
                fraction
                $"small enough to leave a point for training: it holds out {size} of {data.Count}"

        let struct (order, _) = Rng.permutation data.Count rng
        hold (Array.sub order 0 size) data

    let folds k rng (data: CurveData) =
        if k < 2 || k > data.Count then
            Check.refuse "Count" k $"from 2 to the number of points, {data.Count}"

        let struct (order, _) = Rng.permutation data.Count rng
        order |> Array.splitInto k |> Array.map (fun part -> hold part data)
