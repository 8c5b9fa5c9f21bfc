/// XPlot's objects as JSON for plotly.js 3.
module internal UniversalApprox.Charts.Drawing.Json

open System
open System.Globalization
open System.IO
open Newtonsoft.Json
open Newtonsoft.Json.Linq

/// A JSON object.
let pairs (properties: (string * JToken) list) =
    JObject(properties |> List.map (fun (name, value) -> JProperty(name, value) :> obj))

let string (value: string) : JToken = JValue value
let number (value: float) : JToken = JValue value
let bool (value: bool) : JToken = JValue value

/// The number of digits for drawing: seven, or more if the values differ only in later digits.
let private digitsFor (values: float[]) =
    let finite = values |> Array.filter Double.IsFinite

    if finite.Length = 0 then
        7
    else
        let low, high = Array.min finite, Array.max finite
        let largest = max (abs low) (abs high)
        let span = high - low

        if span = 0.0 || largest = 0.0 then
            7
        else
            7 + int (ceil (log10 (largest / span))) |> max 7 |> min 17

/// Numbers with enough digits for drawing. A number that is not finite becomes null, which plotly draws as a gap.
let ofFloats (values: float[]) =
    let format = $"G{digitsFor values}"

    JArray(
        values
        |> Array.map (fun value ->
            if Double.IsFinite value then
                let rounded = value.ToString(format, CultureInfo.InvariantCulture)
                JValue(Double.Parse(rounded, CultureInfo.InvariantCulture)) :> obj
            else
                JValue.CreateNull() :> obj)
    )

type private FloatArrays() =
    inherit JsonConverter()
    override _.CanRead = false
    override _.ReadJson(_, _, _, _) = raise (NotSupportedException())
    override _.CanConvert target = target = typeof<float[]> || target = typeof<float[][]>

    override _.WriteJson(writer, value, _) =
        match value with
        | :? (float[]) as values -> (ofFloats values).WriteTo writer
        | :? (float[][]) as rows -> JArray(rows |> Array.map (fun row -> ofFloats row :> obj)).WriteTo writer
        | other -> JValue.FromObject(other).WriteTo writer

let private serializer =
    JsonSerializer.Create(JsonSerializerSettings(Converters = ResizeArray [ FloatArrays() :> JsonConverter ]))

/// Any object of XPlot, with only the properties that were set.
let ofObject (value: obj) = JObject.FromObject(value, serializer)

/// JSON text that is safe in an HTML script element: none of its characters ends the element or starts a comment.
let toText (token: JToken) =
    use writer = new StringWriter(CultureInfo.InvariantCulture)

    use json = new JsonTextWriter(writer, StringEscapeHandling = StringEscapeHandling.EscapeHtml)

    token.WriteTo json
    json.Flush()
    writer.ToString()
