/// Options and states of samplers, which are records, unions and numbers, as JSON and back, to the last bit.
module internal UniversalApprox.Runs.Codec

open System
open System.Globalization
open System.Reflection
open System.Text.Json
open System.Text.Json.Nodes
open FSharp.Reflection
open UniversalApprox.Core.Networks

let private hidden = BindingFlags.Public ||| BindingFlags.NonPublic

let private optionOf (t: Type) =
    if t.IsGenericType && t.GetGenericTypeDefinition() = typedefof<option<_>> then
        Some(t.GetGenericArguments()[0])
    else
        None

let private number (value: float) : JsonNode =
    if Double.IsFinite value then
        JsonValue.Create value
    else
        JsonValue.Create(value.ToString CultureInfo.InvariantCulture)

let private object' (members: (string * JsonNode) seq) : JsonNode =
    let node = JsonObject()

    for name, value in members do
        node.Add(name, value)

    node

let private activations = Activation.all |> List.toArray

/// A case without fields is its name; one with fields is an object of that name.
let rec private unionNode (t: Type) (value: obj) : JsonNode =
    let case, values = FSharpValue.GetUnionFields(value, t, hidden)

    if values.Length = 0 then
        JsonValue.Create case.Name
    else
        let fields =
            Array.map2
                (fun (field: PropertyInfo) value -> field.Name, node field.PropertyType value)
                (case.GetFields())
                values

        object' [ case.Name, object' fields ]

and private node (t: Type) (value: obj) : JsonNode =
    match value with
    | null -> null
    | :? float as value -> number value
    | :? int as value -> JsonValue.Create value
    | :? int64 as value -> JsonValue.Create value
    | :? uint64 as value -> JsonValue.Create value
    | :? bool as value -> JsonValue.Create value
    | :? string as value -> JsonValue.Create value
    | :? Network as network ->
        object'
            [
                "Activation", JsonValue.Create(Activation.name network.Activation)
                "Dimension", JsonValue.Create network.Dimension
                "Parameters", node typeof<float[]> network.Parameters
            ]
    | :? Array as items ->
        let element = t.GetElementType()
        JsonArray [| for item in items -> node element item |]
    | _ ->
        match optionOf t with
        | Some inner ->
            let _, fields = FSharpValue.GetUnionFields(value, t)
            node inner fields[0]
        | None when FSharpType.IsUnion(t, hidden) -> unionNode t value
        | None when FSharpType.IsRecord(t, hidden) ->
            Array.map2
                (fun (field: PropertyInfo) value -> field.Name, node field.PropertyType value)
                (FSharpType.GetRecordFields(t, hidden))
                (FSharpValue.GetRecordFields(value, hidden))
            |> object'
        | None -> raise (NotSupportedException $"{t.Name} is not stored.")

let private malformed what = raise (JsonException $"{what} is missing or of another kind.")

let rec private value (t: Type) (node: JsonNode) : obj =
    if t = typeof<float> then
        match node.GetValueKind() with
        | JsonValueKind.String -> box (Double.Parse(node.GetValue<string>(), CultureInfo.InvariantCulture))
        | _ -> box (node.GetValue<float>())
    elif t = typeof<int> then
        box (node.GetValue<int>())
    elif t = typeof<int64> then
        box (node.GetValue<int64>())
    elif t = typeof<uint64> then
        box (node.GetValue<uint64>())
    elif t = typeof<bool> then
        box (node.GetValue<bool>())
    elif t = typeof<string> then
        box (node.GetValue<string>())
    elif t = typeof<Network> then
        let activation = node["Activation"].GetValue<string>()

        Network.create
            (activations |> Array.find (fun a -> Activation.name a = activation))
            (node["Dimension"].GetValue<int>())
            (value typeof<float[]> node["Parameters"] :?> float[])
        |> box
    elif t.IsArray then
        let items = node.AsArray()
        let element = t.GetElementType()
        let array = Array.CreateInstance(element, items.Count)
        items |> Seq.iteri (fun i item -> array.SetValue(value element item, i))
        box array
    else
        match optionOf t with
        | Some _ when isNull node -> null
        | Some inner ->
            FSharpValue.MakeUnion(
                FSharpType.GetUnionCases t |> Array.find (fun c -> c.Name = "Some"),
                [| value inner node |]
            )
        | None when FSharpType.IsUnion(t, hidden) -> union t node
        | None when FSharpType.IsRecord(t, hidden) ->
            let fields = FSharpType.GetRecordFields(t, hidden)
            FSharpValue.MakeRecord(t, fields |> Array.map (valueOf node), hidden)
        | None -> raise (NotSupportedException $"{t.Name} is not stored.")

and private valueOf (node: JsonNode) (field: PropertyInfo) =
    match node with
    | :? JsonObject as members when members.ContainsKey field.Name ->
        value field.PropertyType members[field.Name]
    | _ -> malformed field.Name

and private union t (node: JsonNode) =
    let case (name: string) =
        match FSharpType.GetUnionCases(t, hidden) |> Array.tryFind (fun case -> case.Name = name) with
        | Some case -> case
        | None -> malformed name

    match node with
    | :? JsonObject as members ->
        let case = case (Seq.head members).Key
        let fields = members[case.Name]
        FSharpValue.MakeUnion(case, case.GetFields() |> Array.map (valueOf fields), hidden)
    | _ -> FSharpValue.MakeUnion(case (node.GetValue<string>()), [||], hidden)

let toNode (item: 'a) : JsonNode = node typeof<'a> (box item)

let write (item: 'a) =
    match toNode item with
    | null -> "null"
    | json -> json.ToJsonString()

/// Error: JsonException, InvalidOperationException or FormatException where the text is of another kind.
let read<'a> (text: string) : 'a =
    match value typeof<'a> (JsonNode.Parse text) with
    | null -> Unchecked.defaultof<'a>
    | item -> item :?> 'a

/// The text of a value in a message.
let private shown (node: JsonNode) =
    match node with
    | null -> "not given"
    | :? JsonArray as items when items.Count > 12 -> $"{items.Count} values"
    | :? JsonArray as items when items |> Seq.exists (fun item -> item :? JsonObject) -> "others"
    | :? JsonArray as items -> items |> Seq.map string |> String.concat ", "
    | :? JsonObject as members when members.Count = 1 -> (Seq.head members).Key
    | :? JsonObject -> "others"
    | other -> string other

/// The members in which two texts of the same type differ, by their own names, with both values; each name once.
let differences (before: JsonNode) (now: JsonNode) : struct (string * string * string) list =
    let rec compare name (before: JsonNode) (now: JsonNode) =
        match before, now with
        | _ when JsonNode.DeepEquals(before, now) -> []
        | (:? JsonObject as a), (:? JsonObject as b) when
            Seq.forall
                (fun (pair: Collections.Generic.KeyValuePair<string, JsonNode>) -> b.ContainsKey pair.Key)
                a
            && a.Count = b.Count
            ->
            [
                for pair in a do
                    yield! compare pair.Key pair.Value b[pair.Key]
            ]
        | (:? JsonObject as a), (:? JsonObject as b) when a.Count > 1 && b.Count > 1 ->
            let both = Seq.append (a |> Seq.map _.Key) (b |> Seq.map _.Key) |> Seq.distinct

            [
                for key in both do
                    yield! compare key a[key] b[key]
            ]
        | _ -> [ struct (name, shown before, shown now) ]

    compare "" before now |> List.distinctBy (fun struct (name, _, _) -> name.ToUpperInvariant())
