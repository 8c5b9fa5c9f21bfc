/// Reads model files. Every error names the place and what was expected there.
module internal UniversalApprox.Models.ModelJsonRead

open System
open System.Text
open System.Text.Json
open UniversalApprox.Core.Networks
open UniversalApprox.Files
open UniversalApprox.Models.ModelFile

let private want (parent: JsonElement) place (name: string) : JsonElement =
    match parent.TryGetProperty name with
    | true, value -> value
    | false, _ -> invalid $"{place}{name} is missing."

let private ofKind (kind: JsonValueKind) expected parent place name =
    let value = want parent place name

    if value.ValueKind <> kind then
        invalid $"{place}{name} must be {expected}; it is {value.GetRawText()}."

    value

/// The text of a JSON string, without characters that a terminal obeys: names appear in tables. Half a surrogate pair appears
/// only here.
let private unicode place (value: JsonElement) =
    try
        ShownText.visible (value.GetString())
    with :? InvalidOperationException ->
        invalid $"{place} is no Unicode text."

let private text parent place name =
    unicode $"{place}{name}" (ofKind JsonValueKind.String "a text" parent place name)

let private elements parent place name =
    (ofKind JsonValueKind.Array "a list" parent place name).EnumerateArray() |> Seq.toArray

/// A finite number. It also rejects numbers that overflow, such as 1e999, and texts such as "NaN".
let private finite place (value: JsonElement) =
    let number =
        if value.ValueKind = JsonValueKind.Number then
            value.GetDouble()
        else
            nan

    if not (Double.IsFinite number) then
        invalid $"{place} must be a finite number; it is {value.GetRawText()}."

    number

let private number parent place name = finite $"{place}{name}" (want parent place name)

let private integer parent place name =
    let value = want parent place name

    match
        (if value.ValueKind = JsonValueKind.Number then
             value.TryGetInt32()
         else
             (false, 0))
    with
    | true, number -> number
    | false, _ -> invalid $"{place}{name} must be an integer; it is {value.GetRawText()}."

let private flag parent place name =
    let value = want parent place name

    match value.ValueKind with
    | JsonValueKind.True -> true
    | JsonValueKind.False -> false
    | _ -> invalid $"{place}{name} must be true or false; it is {value.GetRawText()}."

let private seed parent place name =
    let value = want parent place name

    match
        (if value.ValueKind = JsonValueKind.Number then
             value.TryGetUInt64()
         else
             (false, 0UL))
    with
    | true, number -> number
    | false, _ -> invalid $"{place}{name} must be an integer from 0; it is {value.GetRawText()}."

let private optional (root: JsonElement) (name: string) read =
    match root.TryGetProperty name with
    | true, value when value.ValueKind = JsonValueKind.Object -> Some(read value $"{name}.")
    | true, value -> invalid $"{name} must be an object; it is {value.GetRawText()}."
    | false, _ -> None

let private readUnit dimension index (element: JsonElement) : HiddenUnit =
    let place = $"units[{index}]."

    if element.ValueKind <> JsonValueKind.Object then
        invalid $"units[{index}] must be an object; it is {element.GetRawText()}."

    let weights =
        elements element place "weights" |> Array.mapi (fun k value -> finite $"{place}weights[{k}]" value)

    if weights.Length <> dimension then
        invalid $"{place}weights must have {dimension} numbers, one per input; there are {weights.Length}."

    {
        Weights = weights
        Bias = number element place "bias"
        Amplitude = number element place "amplitude"
    }

let private readScale place (value: JsonElement) =
    let isText = value.ValueKind = JsonValueKind.String

    [ AxisScale.Linear; AxisScale.Log ]
    |> List.tryFind (fun scale -> isText && value.ValueEquals(ModelJsonWrite.scaleName scale))
    |> Option.defaultWith (fun () ->
        invalid $"{place} must be \"linear\" or \"log\"; it is {value.GetRawText()}.")

let private readAxes dimension (element: JsonElement) place : Axes =
    let inputs =
        elements element place "inputs" |> Array.mapi (fun k value -> readScale $"{place}inputs[{k}]" value)

    if inputs.Length <> dimension then
        invalid $"{place}inputs must have {dimension} scales; there are {inputs.Length}."

    { Inputs = inputs; Output = readScale $"{place}output" (want element place "output") }

let private readData dimension (element: JsonElement) place =
    let names =
        elements element place "inputs"
        |> Array.mapi (fun k value ->
            if value.ValueKind <> JsonValueKind.String then
                invalid $"{place}inputs[{k}] must be a text; it is {value.GetRawText()}."

            unicode $"{place}inputs[{k}]" value)

    if names.Length <> dimension then
        invalid $"{place}inputs must have {dimension} names; there are {names.Length}."

    {
        Name = text element place "name"
        InputNames = names
        OutputName = text element place "output"
        Points = integer element place "points"
    }

let private readTraining (element: JsonElement) place =
    {
        Optimizer = text element place "optimizer"
        LearningRate =
            (match element.TryGetProperty "learningRate" with
             | true, value -> Nullable(finite $"{place}learningRate" value)
             | false, _ -> Nullable())
        Iterations = integer element place "iterations"
        Stop = text element place "stop"
        Loss = text element place "loss"
        Scaling = text element place "scaling"
        Precision = text element place "precision"
        NoOffset = flag element place "noOffset"
        // Files of versions before this option have none.
        WeightDecay =
            (match element.TryGetProperty "weightDecay" with
             | true, value -> finite $"{place}weightDecay" value
             | false, _ -> 0.0)
        Constraints =
            (match element.TryGetProperty "constraints" with
             | true, _ -> text element place "constraints"
             | false, _ -> "")
        Seed = seed element place "seed"
        Restart = integer element place "restart"
        Rmse = number element place "rmse"
    }

let private checkHeader (root: JsonElement) =
    let isOurs =
        root.ValueKind = JsonValueKind.Object
        && (match root.TryGetProperty "format" with
            | true, value -> value.ValueKind = JsonValueKind.String && value.ValueEquals ModelJsonWrite.format
            | false, _ -> false)

    if not isOurs then
        invalid $"This is no model file: it does not begin with \"format\": \"{ModelJsonWrite.format}\"."

    let version = integer root "" "version"

    if version > ModelJsonWrite.version then
        invalid
            $"The file has version {version} of the format; this program reads versions up to {ModelJsonWrite.version}. Use a newer one."

    if version < 1 then
        invalid $"version must be 1 or more; it is {version}."

let private readNetwork (root: JsonElement) dimension =
    let name = text root "" "activation"

    match Activation.tryParse name with
    | None -> invalid $"activation '{name}' is unknown."
    | Some activation ->
        let units = elements root "" "units" |> Array.mapi (readUnit dimension)

        if units.Length > Network.maxUnits then
            invalid $"units has {units.Length} elements; at most {Network.maxUnits} are allowed."

        Network.ofUnits activation dimension units (number root "" "offset")

/// The content without the byte order mark that some editors write. .NET finds bytes that are not UTF-8 only where it reads
/// them, some as late as in a message.
let private withoutMark (content: byte[]) =
    let mark = Encoding.UTF8.Preamble
    let start = if content.AsSpan().StartsWith mark then mark.Length else 0

    if not (Unicode.Utf8.IsValid(ReadOnlySpan(content, start, content.Length - start))) then
        invalid "This is not JSON: it is not in UTF-8."

    ReadOnlyMemory(content, start, content.Length - start)

let private parse (content: byte[]) =
    try
        JsonDocument.Parse(withoutMark content)
    with :? JsonException as error ->
        let line = error.LineNumber.GetValueOrDefault() + 1L
        invalid $"This is not JSON, or it is cut off: line {line}: {error.Message}"

let private ofDocument (document: JsonDocument) =
    let root = document.RootElement
    checkHeader root
    let dimension = integer root "" "dimension"

    if dimension < 1 || dimension > 1000 then
        invalid $"dimension must be from 1 to 1000; it is {dimension}."

    SavedNetwork(
        readNetwork root dimension,
        // Files of version 1 have none.
        optional root "axes" (readAxes dimension) |> Option.defaultWith (fun () -> Axes.linear dimension),
        optional root "data" (readData dimension),
        optional root "training" readTraining
    )

let ofBytes content =
    use document = parse content

    try
        ofDocument document
    // Half a surrogate pair in a name shows where names are compared.
    with :? InvalidOperationException ->
        invalid "The name of a member is no Unicode text."
