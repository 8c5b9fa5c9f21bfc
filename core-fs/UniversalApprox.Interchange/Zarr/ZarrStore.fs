/// Writes Zarr of version 2: arrays in chunks of raw little-endian numbers, and their descriptions as JSON, in a folder or a
/// zip file. Descriptions are written last, because the length of a growing axis is known only then.
module internal UniversalApprox.Interchange.ZarrStore

open System
open System.Collections.Generic
open System.IO
open System.IO.Compression
open System.Runtime.InteropServices
open System.Text.Json
open System.Text.Json.Nodes
open UniversalApprox.Core
open UniversalApprox.Files

/// Where entries go: each is a key, with slashes, and its bytes.
type Store = { Put: string -> byte[] -> unit }

let private folder (path: string) =
    {
        Put =
            fun key content ->
                let place = Path.Combine(path, key)
                Directory.CreateDirectory(string (Path.GetDirectoryName place)) |> ignore
                File.WriteAllBytes(place, content)
    }

let private isZarr (folder: string) = File.Exists(Path.Combine(folder, ".zgroup"))

/// Writes a store: a zip file if the path ends in .zip, else a folder, which replaces only another Zarr folder.
let write (path: string) (content: Store -> unit) =
    if path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) then
        AtomicFile.writeStream path (fun stream ->
            use zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen = true)

            content
                {
                    Put =
                        fun key bytes ->
                            use entry = zip.CreateEntry(key, CompressionLevel.NoCompression).Open()
                            entry.Write bytes
                })
    else
        AtomicFile.writeFolder path isZarr (fun place -> content (folder place))

/// The descriptions of all groups and arrays, by key.
type Descriptions(store: Store) =
    let known = SortedDictionary<string, JsonNode>(StringComparer.Ordinal)

    member _.Add (key: string) (node: JsonNode) = known[key] <- node

    /// Writes each, and all of them in one entry, which readers look for first.
    member _.Finish() =
        let bytes (node: JsonNode) =
            JsonSerializer.SerializeToUtf8Bytes(node, JsonSerializerOptions(WriteIndented = true))

        let metadata = JsonObject()

        for pair in known do
            store.Put pair.Key (bytes pair.Value)
            metadata[pair.Key] <- pair.Value.DeepClone()

        let all = JsonObject()
        all["metadata"] <- metadata
        all["zarr_consolidated_format"] <- JsonValue.Create 1
        store.Put ".zmetadata" (bytes all)

let private arrayOf (items: JsonNode seq) = JsonArray(Array.ofSeq items) :> JsonNode
let number (value: int64) = JsonValue.Create value :> JsonNode
let text (value: string) = JsonValue.Create value :> JsonNode

/// A group with attributes.
let addGroup (descriptions: Descriptions) (name: string) (attributes: (string * JsonNode) list) =
    let key part = if name = "" then part else $"{name}/{part}"
    let format = JsonObject()
    format["zarr_format"] <- JsonValue.Create 2
    descriptions.Add (key ".zgroup") format
    let values = JsonObject()

    for name, value in attributes do
        // A node has one parent, and the same attribute may be on several groups.
        values[name] <- value.DeepClone()

    descriptions.Add (key ".zattrs") values

/// The types of numbers.
[<RequireQualifiedAccess>]
type Kind =
    | Float64
    | Int64
    | Bool

    member kind.Text =
        match kind with
        | Float64 -> "<f8"
        | Int64 -> "<i8"
        | Bool -> "|b1"

/// Describes an array. xarray reads the names of the axes from its attributes.
let describe
    (descriptions: Descriptions)
    (path: string)
    (kind: Kind)
    (axes: string list)
    (shape: int64 list)
    (chunks: int64 list)
    (attributes: (string * JsonNode) list)
    =
    let array = JsonObject()
    array["chunks"] <- arrayOf (chunks |> Seq.map (max 1L >> number))
    array["compressor"] <- null
    array["dtype"] <- text kind.Text
    // With a fill value, xarray would take elements that equal it for missing.
    array["fill_value"] <- null
    array["filters"] <- null
    array["order"] <- text "C"
    array["shape"] <- arrayOf (Seq.map number shape)
    array["zarr_format"] <- number 2L
    descriptions.Add $"{path}/.zarray" array
    let values = JsonObject()
    values["_ARRAY_DIMENSIONS"] <- arrayOf (Seq.map text axes)

    for name, value in attributes do
        values[name] <- value.DeepClone()

    descriptions.Add $"{path}/.zattrs" values

/// The key of a chunk.
let chunkKey (path: string) (places: int64 list) =
    let place = String.Join(".", places)
    $"{path}/{place}"

let put<'a when 'a: struct and 'a :> ValueType and 'a: (new: unit -> 'a)> (store: Store) key (values: 'a[]) =
    store.Put key (MemoryMarshal.AsBytes(ReadOnlySpan values).ToArray())

/// Writes an array of one axis, or of more, in one chunk.
let putWhole<'a when 'a: struct and 'a :> ValueType and 'a: (new: unit -> 'a)>
    store
    descriptions
    path
    kind
    axes
    (shape: int64 list)
    attributes
    (values: 'a[])
    =
    describe descriptions path kind axes shape shape attributes
    put store (chunkKey path (List.map (fun _ -> 0L) shape)) values
