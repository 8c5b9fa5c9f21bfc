/// Writes model files.
module internal UniversalApprox.Models.ModelJsonWrite

open System.IO
open System.Text.Encodings.Web
open System.Text.Json
open UniversalApprox.Core.Networks

let format = "UniversalApprox.Network"
let version = 2

/// Only files with logarithmic axes need the newer version: programs that do not know them must not read these.
let private versionOf (model: SavedNetwork) = if Axes.isLinear model.Axes then 1 else version

let scaleName scale =
    match scale with
    | AxisScale.Linear -> "linear"
    | AxisScale.Log -> "log"

let private writeArray (json: Utf8JsonWriter) (name: string) write (values: 'a seq) =
    json.WriteStartArray name
    values |> Seq.iter write
    json.WriteEndArray()

let private writeUnit (json: Utf8JsonWriter) (unit: HiddenUnit) =
    json.WriteStartObject()
    // The writer gives numbers as many digits as are needed to read back the same ones.
    writeArray json "weights" (fun (w: float) -> json.WriteNumberValue w) unit.Weights
    json.WriteNumber("bias", unit.Bias)
    json.WriteNumber("amplitude", unit.Amplitude)
    json.WriteEndObject()

let private writeAxes (json: Utf8JsonWriter) axes =
    if not (Axes.isLinear axes) then
        json.WriteStartObject "axes"
        writeArray json "inputs" (fun scale -> json.WriteStringValue(scaleName scale: string)) axes.Inputs
        json.WriteString("output", scaleName axes.Output)
        json.WriteEndObject()

let private writeData (json: Utf8JsonWriter) (data: ModelData) =
    json.WriteStartObject "data"
    json.WriteString("name", data.Name)
    writeArray json "inputs" (fun (name: string) -> json.WriteStringValue name) data.InputNames
    json.WriteString("output", data.OutputName)
    json.WriteNumber("points", data.Points)
    json.WriteEndObject()

let private writeTraining (json: Utf8JsonWriter) (training: ModelTraining) =
    json.WriteStartObject "training"
    json.WriteString("optimizer", training.Optimizer)

    if training.LearningRate.HasValue then
        json.WriteNumber("learningRate", training.LearningRate.Value)

    json.WriteNumber("iterations", training.Iterations)
    json.WriteString("stop", training.Stop)
    json.WriteString("loss", training.Loss)
    json.WriteString("scaling", training.Scaling)
    json.WriteString("precision", training.Precision)
    json.WriteBoolean("noOffset", training.NoOffset)
    json.WriteNumber("weightDecay", training.WeightDecay)

    if training.Constraints <> "" then
        json.WriteString("constraints", training.Constraints)

    json.WriteNumber("seed", training.Seed)
    json.WriteNumber("restart", training.Restart)
    json.WriteNumber("rmse", training.Rmse)
    json.WriteEndObject()

let toBytes (model: SavedNetwork) =
    use stream = new MemoryStream()
    // The relaxed encoder leaves letters beyond ASCII readable. It is safe in files; only web pages need the strict one.
    let options = JsonWriterOptions(Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping)

    do
        use json = new Utf8JsonWriter(stream, options)
        let network = model.Network
        json.WriteStartObject()
        json.WriteString("format", format)
        json.WriteNumber("version", versionOf model)
        json.WriteString("activation", Activation.name network.Activation)
        json.WriteNumber("dimension", network.Dimension)
        writeArray json "units" (writeUnit json) network.HiddenUnits
        json.WriteNumber("offset", network.Offset)
        writeAxes json model.Axes
        json.WriteString("formula", Formula.printOn model.Axes FormulaStyle.Notebook None network)
        model.Data |> Option.iter (writeData json)
        model.Training |> Option.iter (writeTraining json)
        json.WriteEndObject()

    stream.ToArray()
