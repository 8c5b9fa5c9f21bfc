/// Writes an HDF5 file with one group of datasets whose first axis may grow: rows are written as they come, in chunks, and
/// the descriptions after them. So memory holds one chunk for each dataset and the places of the chunks.
/// PureHDF, with which we read, cannot write a dataset that may grow, and emcee goes on only with such ones.
module internal UniversalApprox.Interchange.Hdf5Writer

open System
open System.IO
open System.Runtime.InteropServices
open UniversalApprox.Interchange.Hdf5Bytes

let private superblockSize = 96
/// Groups have at most 2·4 names in their one node, and their B-tree nodes have room for 2·16 nodes.
let private groupLeafK, private groupInternalK = 4, 16
/// Children of a node of a chunk index are at most twice this (the format fixes it for version 0).
let private chunkK = 32

let private writeZeros (stream: Stream) (count: int) =
    let zeros: byte[] = Array.zeroCreate count
    stream.Write zeros

/// Parts begin at multiples of eight.
let private align (stream: Stream) = writeZeros stream (int ((8L - stream.Position % 8L) % 8L))

/// Writes a part at the end; returns its address.
let private append (stream: Stream) (content: byte[]) =
    align stream
    let address = uint64 stream.Position
    stream.Write content
    address

/// The index of chunks (III.A.1, nodes of type 1): levels of nodes until one node is left. Returns its address.
/// A key is the place of a child's first element; the last key is the place after all.
let private chunkIndex
    (stream: Stream)
    (rank: int)
    (rowsPerChunk: uint64)
    (chunkBytes: int)
    (chunks: uint64[])
    =
    let key size row = build [ u32 size; u32 0; u64 row; zeros (8 * rank) ]

    let keySize = 8 + 8 * (rank + 1)
    let nodeSize = 24 + (2 * chunkK + 1) * keySize + 2 * chunkK * 8

    /// Children are (first row, address).
    let writeLevel level (children: (uint64 * uint64)[]) (afterLast: uint64) =
        let groups = Array.chunkBySize (2 * chunkK) children
        align stream
        let first = uint64 stream.Position

        let addressOf i =
            if i < 0 || i >= groups.Length then
                undefined
            else
                first + uint64 (i * nodeSize)

        groups
        |> Array.mapi (fun i group ->
            let next =
                if i + 1 < groups.Length then
                    fst (Array.head groups[i + 1])
                else
                    afterLast

            let node =
                build
                    [
                        ascii "TREE"
                        u8 1
                        u8 level
                        u16 group.Length
                        u64 (addressOf (i - 1))
                        u64 (addressOf (i + 1))

                        for row, address in group do
                            bytes (key chunkBytes row)
                            u64 address

                        bytes (key 0 next)
                    ]

            stream.Write node
            writeZeros stream (nodeSize - node.Length)
            fst (Array.head group), addressOf i)

    let rec climb level (children: (uint64 * uint64)[]) =
        match writeLevel level children (uint64 chunks.Length * rowsPerChunk) with
        | [| (_, root) |] -> root
        | several -> climb (level + 1) several

    if chunks.Length = 0 then
        undefined
    else
        chunks |> Array.mapi (fun i address -> uint64 i * rowsPerChunk, address) |> climb 0

/// A dataset of float64 whose rows are appended. `rowShape` are the lengths of the other axes.
type GrowingDataset(stream: Stream, rowShape: uint64 list, chunkBytes: int) =
    let rowLength = rowShape |> List.fold (*) 1UL |> int
    let rowsPerChunk = max 1 (chunkBytes / (8 * rowLength))
    let buffer: float[] = Array.zeroCreate (rowsPerChunk * rowLength)
    let chunks = ResizeArray<uint64>()
    let mutable filled = 0
    let mutable rows = 0UL

    let flush () =
        // A chunk has its full size in the file, also the last one.
        Array.Clear(buffer, filled * rowLength, buffer.Length - filled * rowLength)
        chunks.Add(uint64 stream.Position)
        stream.Write(MemoryMarshal.AsBytes(ReadOnlySpan buffer))
        filled <- 0

    member _.Rows = rows

    /// Appends a row from parts that follow each other.
    member _.NextRow() : Span<float> =
        if filled = rowsPerChunk then
            flush ()

        let row = buffer.AsSpan(filled * rowLength, rowLength)
        filled <- filled + 1
        rows <- rows + 1UL
        row

    /// Writes what is left and the index; returns the object header.
    member _.Finish() =
        if filled > 0 then
            flush ()

        let rank = rowShape.Length + 1
        let index = chunkIndex stream rank (uint64 rowsPerChunk) (8 * buffer.Length) (chunks.ToArray())

        let layout =
            build
                [
                    u8 3
                    u8 2
                    u8 (rank + 1)
                    u64 index
                    u32 rowsPerChunk
                    for length in rowShape do
                        u32 (int length)
                    u32 8
                ]

        // Space is allocated as chunks come, and the fill value is written where it is set.
        let fillValue = build [ u8 2; u8 3; u8 2; u8 1; u32 0 ]

        objectHeader
            [
                0x01, Dataspace.growing (rows :: rowShape)
                0x03, Datatype.float64
                0x05, fillValue
                0x08, layout
            ]

/// A dataset of float64 that does not grow, written at once; returns the object header.
let fixedDataset (stream: Stream) (values: float[]) =
    let address = append stream (MemoryMarshal.AsBytes(ReadOnlySpan values).ToArray())

    objectHeader
        [
            0x01, Dataspace.fixedSize [ uint64 values.Length ]
            0x03, Datatype.float64
            0x05, build [ u8 2; u8 2; u8 2; u8 1; u32 0 ]
            0x08, build [ u8 3; u8 1; u64 address; u64 (uint64 (8 * values.Length)) ]
        ]

/// Writes a group (III.A.1, III.B, III.D) of links (name, address) in order of their names; returns address of header, tree
/// and heap.
let private group (stream: Stream) attributes (links: (string * uint64) list) =
    let links = links |> List.sortWith (fun (a, _) (b, _) -> String.CompareOrdinal(a, b))
    let names = links |> List.map fst
    // The heap begins with the empty name.
    let offsets = names |> List.scan (fun at name -> at + (name.Length / 8 + 1) * 8) 8

    let segment =
        build
            [
                zeros 8
                for name in names do
                    ascii name
                    u8 0
                    pad
            ]

    let segmentAddress = append stream segment

    // No free space: 1.
    let heap =
        append
            stream
            (build [ ascii "HEAP"; u8 0; zeros 3; u64 (uint64 segment.Length); u64 1UL; u64 segmentAddress ])

    let entries =
        build
            [
                ascii "SNOD"
                u8 1
                u8 0
                u16 links.Length
                for (_, address), offset in List.zip links (List.truncate links.Length offsets) do
                    u64 (uint64 offset)
                    u64 address
                    zeros 24
                zeros (40 * (2 * groupLeafK - links.Length))
            ]

    let node = append stream entries
    let lastName = if links.IsEmpty then 0 else offsets[links.Length - 1]

    let tree =
        append
            stream
            (build
                [
                    ascii "TREE"
                    u8 0
                    u8 0
                    u16 1
                    u64 undefined
                    u64 undefined
                    u64 0UL
                    u64 node
                    u64 (uint64 lastName)
                    zeros (8 * 2 * (2 * groupInternalK - 1))
                ])

    let symbolTable = 0x11, build [ u64 tree; u64 heap ]
    struct (append stream (objectHeader (symbolTable :: attributes)), tree, heap)

/// Writes a file of one group. `rows` writes rows and returns the datasets' names and headers; `attributes` makes the group's
/// attributes, given the address of the heap with `texts`, whose first has index 1.
let write
    (stream: Stream)
    (name: string)
    (texts: string list)
    attributes
    (rows: unit -> (string * byte[]) list)
    =
    writeZeros stream superblockSize
    let datasets = rows () |> List.map (fun (name, header) -> name, append stream header)
    let heapAddress = append stream (globalHeap texts)
    let struct (groupAddress, _, _) = group stream (attributes heapAddress) datasets
    let struct (root, tree, heap) = group stream [] [ (name, groupAddress) ]
    let endOfFile = uint64 stream.Position

    let superblock =
        build
            [
                bytes [| 0x89uy; byte 'H'; byte 'D'; byte 'F'; 0x0duy; 0x0auy; 0x1auy; 0x0auy |]
                u32 0
                u8 0
                u8 8
                u8 8
                u8 0
                u16 groupLeafK
                u16 groupInternalK
                u32 0
                u64 0UL
                u64 undefined
                u64 endOfFile
                u64 undefined
                u64 0UL
                u64 root
                u32 1
                u32 0
                u64 tree
                u64 heap
            ]

    stream.Position <- 0L
    stream.Write superblock
