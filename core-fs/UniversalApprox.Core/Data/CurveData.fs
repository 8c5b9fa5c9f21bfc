namespace UniversalApprox.Core.Data

open System
open System.Collections.Generic
open UniversalApprox.Core
open UniversalApprox.Core.Random

[<Sealed; AllowNullLiteral; Class>]
type CurveData
    internal
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
    let weights = lazy (PointErrors.weights errors errors)

    let halfLogWeights =
        lazy
            (weights.Value
             |> Option.map (fun weights -> 0.5 * Array.sumBy log weights)
             |> Option.defaultValue 0.0)

    new(name, inputNames, outputName, inputs, outputs, target, errors) =
        CurveData(
            name,
            inputNames,
            outputName,
            inputs,
            outputs,
            target,
            errors,
            Array.create outputs.Length Censoring.None
        )

    member _.Name = name
    member _.InputNames = inputNames
    member _.OutputName = outputName
    member _.Dimension = inputs.Length
    member _.Count = outputs.Length
    member _.Inputs = inputs
    member _.Outputs = outputs
    member _.Target = target
    member _.Errors = errors
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

    let withErrors errors (data: CurveData) =
        PointErrors.validate data.Count errors

        CurveData(
            data.Name,
            data.InputNames,
            data.OutputName,
            data.Inputs,
            data.Outputs,
            data.Target,
            PointErrors.select [| 0 .. data.Count - 1 |] errors,
            data.Censoring
        )

    let withCensoring (censoring: Censoring[]) (data: CurveData) =
        Check.sameLength "Censoring" data.Count censoring

        if not (Array.contains Censoring.None censoring) then
            Check.because
                "Censoring"
                $"All {data.Count} outputs are only known to lie beyond a limit: at least one must be a number."

        CurveData(
            data.Name,
            data.InputNames,
            data.OutputName,
            data.Inputs,
            data.Outputs,
            data.Target,
            data.Errors,
            Array.copy censoring
        )

    let weightsAmong (whole: CurveData) (part: CurveData) = PointErrors.weights whole.Errors part.Errors

    let private pick (indices: int[]) (data: CurveData) =
        let column (values: float[]) = indices |> Array.map (fun i -> values[i])

        CurveData(
            data.Name,
            data.InputNames,
            data.OutputName,
            Array.map column data.Inputs,
            column data.Outputs,
            data.Target,
            PointErrors.select indices data.Errors,
            indices |> Array.map (fun i -> data.Censoring[i])
        )

    let isSame (first: CurveData) (second: CurveData) =
        obj.ReferenceEquals(first, second)
        || (first.Name = second.Name
            && first.OutputName = second.OutputName
            && first.InputNames = second.InputNames
            && first.Outputs = second.Outputs
            && first.Inputs = second.Inputs
            && first.Errors = second.Errors
            && first.Censoring = second.Censoring)

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
