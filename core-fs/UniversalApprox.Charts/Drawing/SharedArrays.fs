namespace UniversalApprox.Charts.Drawing

open System.Collections.Generic
open Newtonsoft.Json.Linq

/// Long arrays of numbers of one page, each written once. Figures of the same data repeat their points in every panel. An array is
/// replaced by {"shared": index}.
[<Sealed>]
type internal SharedArrays() =
    /// Shorter arrays cost no more than a reference.
    let shortest = 16

    let places = Dictionary<string, int>()
    let texts = ResizeArray<string>()

    let isOfNumbers (array: JArray) =
        array.Count >= shortest
        && array
           |> Seq.forall (fun token ->
               match token.Type with
               | JTokenType.Float
               | JTokenType.Integer
               | JTokenType.Null -> true
               | _ -> false)

    let place (array: JArray) =
        let text = Json.toText array

        match places.TryGetValue text with
        | true, index -> index
        | _ ->
            places[text] <- texts.Count
            texts.Add text
            texts.Count - 1

    /// A copy of the tree with references in place of arrays.
    member this.Replace(token: JToken) : JToken =
        match token with
        | :? JArray as array when isOfNumbers array -> JObject(JProperty("shared", place array))
        | :? JArray as array -> JArray(array |> Seq.map (fun item -> this.Replace item :> obj))
        | :? JObject as properties ->
            JObject(
                properties.Properties()
                |> Seq.map (fun one -> JProperty(one.Name, this.Replace one.Value) :> obj)
            )
        | other -> other.DeepClone()

    /// The arrays, as JSON.
    member _.Text = "[" + String.concat "," texts + "]"
