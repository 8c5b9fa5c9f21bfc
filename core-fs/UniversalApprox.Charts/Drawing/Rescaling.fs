/// Linear and logarithmic axes of a drawn figure. All coordinates of plotly.js are in the units of the data on either, so that only
/// layouts change, and lines get the points that they need to stay the same curves.
module internal UniversalApprox.Charts.Drawing.Rescaling

open System
open Newtonsoft.Json.Linq
open UniversalApprox.Core.Networks

/// The largest step of a line on a logarithmic axis, in ln, and the most points between two neighbours.
let private step, private mostBetween = 0.05, 80

let private isLog (axis: JToken) = string axis["type"] = "log"

let private numbers (token: JToken) =
    token
    |> Seq.map (fun item -> if item.Type = JTokenType.Null then nan else float item)
    |> Array.ofSeq

/// "x2" for "xaxis2".
let private reference (key: string) = key.Replace("axis", "")

let private isOn letter (keys: string list) (trace: JToken) =
    keys |> List.exists (fun key -> string trace[letter + "axis"] = reference key)

/// The smallest coordinate above 0, and the number of dots at 0 or below, which have no place.
let private survey (letter: string) keys (traces: JArray) =
    let drawn = traces |> Seq.filter (isOn letter keys) |> Array.ofSeq

    let values (trace: JToken) =
        match trace[letter] with
        | :? JArray as array -> numbers array
        | _ -> [||]

    let isDots (trace: JToken) = string trace["mode"] = "markers"
    let positive = drawn |> Array.collect values |> Array.filter (fun v -> v > 0.0)
    let dots = drawn |> Array.filter isDots |> Array.collect values
    let smallest = dots |> Array.filter (fun v -> v > 0.0)

    struct ((if smallest.Length > 0 then Array.min smallest
             elif positive.Length > 0 then Array.min positive
             else nan),
            dots |> Array.filter (fun v -> v <= 0.0) |> Array.length)

/// A line with points close enough on a logarithmic axis; `along` are its coordinates on that axis, of which those below `lowest` are cut.
let private refined lowest (along: float[]) (across: float[]) =
    let a, b = ResizeArray<float>(), ResizeArray<float>()

    let add u v =
        a.Add u
        b.Add v

    for i in 0 .. along.Length - 1 do
        if i > 0 && Double.IsFinite along[i] && Double.IsFinite along[i - 1] then
            let from, till = along[i - 1], along[i]
            let low, high = max lowest from, max lowest till
            let pieces = Math.Clamp(int (ceil (abs (log (high / low)) / step)), 1, mostBetween)

            for k in 1 .. pieces - 1 do
                let at = low * (high / low) ** (float k / float pieces)
                add at (across[i - 1] + (across[i] - across[i - 1]) * (at - from) / (till - from))

        add (if along[i] < lowest then lowest else along[i]) across[i]

    a.ToArray(), b.ToArray()

let private rescaleTrace (letter: string) lowest (trace: JObject) =
    let other = if letter = "x" then "y" else "x"

    match string trace["mode"], trace[letter], trace[other] with
    | "lines", (:? JArray as along), (:? JArray as across) ->
        let a, b = refined lowest (numbers along) (numbers across)
        trace[letter] <- Json.ofFloats a
        trace[other] <- Json.ofFloats b
    | _ -> ()

let private toLog lowest (axis: JObject) =
    axis["type"] <- JValue "log"
    axis["tickformat"] <- JValue "~g"

    match axis["range"] with
    | :? JArray as range when float range[1] > lowest ->
        let low = max (float range[0]) (0.8 * lowest)
        axis["range"] <- JArray(log10 low, log10 (float range[1]))
    | _ -> axis.Remove "range" |> ignore

    match axis["nticks"] with
    | null -> ()
    | count -> axis["nticks"] <- JValue(max 2.0 (floor (0.5 * float count)))

let private toLinear (axis: JObject) =
    axis.Remove "type" |> ignore
    axis.Remove "tickformat" |> ignore

    match axis["range"] with
    | :? JArray as range -> axis["range"] <- JArray(10.0 ** float range[0], 10.0 ** float range[1])
    | _ -> ()

/// Rules at 0 or below have no place on a logarithmic axis.
let private dropRules (letter: string) keys (layout: JObject) =
    match layout["shapes"] with
    | :? JArray as shapes ->
        for shape in List.ofSeq shapes do
            let isThere = keys |> List.exists (fun key -> string shape[letter + "ref"] = reference key)

            if isThere && float shape[letter + "0"] <= 0.0 then
                shapes.Remove shape |> ignore
    | _ -> ()

/// Gives the axes of these keys, all of one letter, another scale, in place. The number of dots that have no place there.
let apply (letter: string) (keys: string list) scale (traces: JArray) (layouts: JObject list) =
    let struct (lowest, lost) = survey letter keys traces

    let axes =
        [
            for layout in layouts do
                for key in keys -> layout[key] :?> JObject
        ]

    match scale with
    | AxisScale.Log when Double.IsFinite lowest ->
        if axes |> List.forall isLog |> not then
            for trace in traces do
                if isOn letter keys trace then
                    rescaleTrace letter (0.5 * lowest) (trace :?> JObject)

            axes |> List.filter (isLog >> not) |> List.iter (toLog lowest)
            layouts |> List.iter (dropRules letter keys)

        lost
    | AxisScale.Log -> lost
    | AxisScale.Linear ->
        axes |> List.filter isLog |> List.iter toLinear
        0
