namespace UniversalApprox.Interchange

open System
open System.Text.Json.Nodes
open UniversalApprox.Interchange.ZarrStore

/// An array [chain, draw, …] that is filled draw after draw and written in chunks of all chains.
[<AbstractClass>]
type internal DrawArray
    (path: string, kind: Kind, axes: (string * int64) list, attributes: (string * JsonNode) list) =
    /// Begins a draw.
    abstract Next: unit -> unit
    /// Writes what is left.
    abstract Flush: unit -> unit

    /// Describes it after `draws` draws.
    member _.Describe descriptions (chains: int64) (draws: int64) (perChunk: int64) =
        let lengths = List.map snd axes

        describe
            descriptions
            path
            kind
            ([ "chain"; "draw" ] @ List.map fst axes)
            ([ chains; draws ] @ lengths)
            ([ chains; perChunk ] @ lengths)
            attributes

[<Sealed>]
type internal DrawArray<'a when 'a: struct and 'a :> ValueType and 'a: (new: unit -> 'a)>
    (
        store: Store,
        path: string,
        kind: Kind,
        chains: int,
        perChunk: int,
        axes: (string * int64) list,
        attributes: (string * JsonNode) list
    ) =
    inherit DrawArray(path, kind, axes, attributes)
    let perDraw = axes |> List.fold (fun product (_, length) -> product * int length) 1
    let values = Array.zeroCreate<'a>(chains * perChunk * perDraw)
    let mutable filled = 0
    let mutable chunk = 0L

    override _.Flush() =
        if filled > 0 then
            // The last chunk is as large as the others; what is beyond the shape is not read.
            put store (chunkKey path ([ 0L; chunk ] @ List.map (fun _ -> 0L) axes)) values
            chunk <- chunk + 1L
            filled <- 0

    override this.Next() =
        if filled = perChunk then
            this.Flush()

        filled <- filled + 1

    /// Sets an element of a chain at this draw.
    member _.Set (chain: int) (element: int) (value: 'a) =
        values[(chain * perChunk + filled - 1) * perDraw + element] <- value
