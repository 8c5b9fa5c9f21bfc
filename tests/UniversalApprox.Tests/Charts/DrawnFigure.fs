/// Reads the content of a figure back from its JSON.
module UniversalApprox.Tests.Charts.DrawnFigure

open System
open Expecto
open Newtonsoft.Json.Linq
open UniversalApprox.Core.Networks
open UniversalApprox.Charts

/// A drawn trace. Gaps are NaN.
type Drawn = { Name: string; XAxis: string; Json: JToken; X: float[]; Y: float[] }

let numbers (token: JToken) =
    match token with
    | :? JArray as values ->
        values
        |> Seq.map (fun value -> if value.Type = JTokenType.Null then nan else float value)
        |> Array.ofSeq
    | _ -> [||]

let drawn (figure: Figure) =
    [
        for trace in JObject.Parse(Figure.toJson figure)["data"] ->
            {
                Name = string trace["name"]
                XAxis = string trace["xaxis"]
                Json = trace
                X = numbers trace["x"]
                Y = numbers trace["y"]
            }
    ]

let lines (xAxis: string) figure =
    drawn figure
    |> List.filter (fun trace -> trace.XAxis = xAxis && string trace.Json["mode"] = "lines")

/// A part of the layout, null where there is none.
let at (path: string) (figure: Figure) = (Figure.toJson figure |> JObject.Parse).SelectToken("layout." + path)

let parse text =
    match Formula.parse None text with
    | Ok network -> network
    | Error(struct (at, expected)) -> failtest $"{text}: {expected} at {at}"

let close (expected: float) (actual: float) message =
    Expect.isLessThanOrEqual (abs (actual - expected)) (1e-5 * max 1.0 (abs expected)) message

/// The value of a piecewise level curve strictly between its jumps.
let levelAt (trace: Drawn) x =
    Array.pairwise (Array.zip trace.X trace.Y)
    |> Array.find (fun ((left, _), (right, _)) -> left <= x && x < right)
    |> fun ((_, value), _) -> value

let rejects name action =
    let error = Expect.throwsC action id

    match error with
    | :? ArgumentException as error -> Expect.equal error.ParamName name error.Message
    | other -> failtest $"{other.GetType().Name}: {other.Message}"
