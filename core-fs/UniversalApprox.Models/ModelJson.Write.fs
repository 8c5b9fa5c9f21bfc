/// Writes model files.
module internal UniversalApprox.Models.ModelJsonWrite

open System.IO
open System.Text.Encodings.Web
open System.Text.Json
open UniversalApprox.Core.Networks

let format = "UniversalApprox.Network"
let version = 1

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
        json.WriteNumber("version", version)
        json.WriteString("activation", Activation.name network.Activation)
        json.WriteNumber("dimension", network.Dimension)
        writeArray json "units" (writeUnit json) network.HiddenUnits
        json.WriteNumber("offset", network.Offset)
        json.WriteString("formula", Formula.print FormulaStyle.Notebook None network)
        model.Data |> Option.iter (writeData json)
        model.Training |> Option.iter (writeTraining json)
        json.WriteEndObject()

    stream.ToArray()
