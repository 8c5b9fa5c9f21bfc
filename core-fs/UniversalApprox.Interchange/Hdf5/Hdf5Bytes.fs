/// The parts of an HDF5 file (version 0 of its format, which every reader knows), as bytes. Numbers are little-endian.
/// The names are those of "HDF5 File Format Specification Version 3.0", whose chapters are given.
module internal UniversalApprox.Interchange.Hdf5Bytes

open System
open System.Collections.Generic
open System.Text

/// Collects bytes.
type Bytes = List<byte>

let undefined = UInt64.MaxValue

let private put (bytes: byte[]) (into: Bytes) =
    into.AddRange bytes
    into

let u8 (value: int) (into: Bytes) =
    into.Add(byte value)
    into

let u16 (value: int) = put (BitConverter.GetBytes(uint16 value))
let u32 (value: int) = put (BitConverter.GetBytes(uint32 value))
let u64 (value: uint64) = put (BitConverter.GetBytes value)
let ascii (text: string) = put (Encoding.ASCII.GetBytes text)
let zeros (count: int) = put (Array.zeroCreate count)
let bytes (content: byte[]) = put content

/// Fills up to a multiple of eight.
let pad (into: Bytes) = zeros ((8 - into.Count % 8) % 8) into

let build (parts: (Bytes -> Bytes) list) = (List.fold (fun into part -> part into) (Bytes()) parts).ToArray()

/// IV.A.2.d: datatypes.
[<RequireQualifiedAccess>]
module Datatype =
    let float64 =
        build [ u8 0x11; u8 0x20; u8 0x3f; u8 0; u32 8; u16 0; u16 64; u8 52; u8 11; u8 0; u8 52; u32 1023 ]

    let private integer flags size = build [ u8 0x10; u8 flags; u8 0; u8 0; u32 size; u16 0; u16 (8 * size) ]

    let int64 = integer 0x08 8
    let uint32 = integer 0x00 4

    /// A string of any length: its characters are in the global heap.
    let text = build [ u8 0x19; u8 0x01; u8 0x01; u8 0; u32 16; u8 0x13; u8 0x10; u8 0; u8 0; u32 1 ]

    /// What NumPy's booleans are in HDF5 files: an enumeration of one byte.
    let boolean =
        build
            [
                u8 0x18
                u8 2
                u8 0
                u8 0
                u32 1
                bytes (integer 0x08 1)
                ascii "FALSE"
                zeros 3
                ascii "TRUE"
                zeros 4
                u8 0
                u8 1
            ]

/// IV.A.2.b: dataspaces. A first axis that may grow has no largest length.
[<RequireQualifiedAccess>]
module Dataspace =
    let private ofLengths flags (lengths: uint64 list list) =
        build
            [
                u8 1
                u8 lengths.Head.Length
                u8 flags
                u8 0
                u32 0
                for length in List.concat lengths do
                    u64 length
            ]

    let scalar = ofLengths 0 [ [] ]
    let fixedSize lengths = ofLengths 0 [ lengths ]
    let growing (lengths: uint64 list) = ofLengths 1 [ lengths; undefined :: lengths.Tail ]

/// IV.A.1.a: an object header of version 1 with messages of (type, content).
let objectHeader (messages: (int * byte[]) list) =
    let body =
        build
            [
                for kind, content in messages do
                    let padded = build [ bytes content; pad ]
                    u16 kind
                    u16 padded.Length
                    u32 0
                    bytes padded
            ]

    build [ u8 1; u8 0; u16 messages.Length; u32 1; u32 body.Length; u32 0; bytes body ]

/// IV.A.2.m: an attribute.
let attribute (name: string) datatype dataspace (data: byte[]) =
    let text = build [ ascii name; u8 0 ]
    let padded part = build [ bytes part; pad ]

    0x0c,
    build
        [
            u8 1
            u8 0
            u16 text.Length
            u16 (Array.length datatype)
            u16 (Array.length dataspace)
            bytes (padded text)
            bytes (padded datatype)
            bytes (padded dataspace)
            bytes data
        ]

/// III.E: the global heap with texts. The first has index 1.
let globalHeap (texts: string list) =
    let objects =
        build
            [
                for i, text in List.indexed texts do
                    let content = Encoding.UTF8.GetBytes text
                    u16 (i + 1)
                    u16 1
                    u32 0
                    u64 (uint64 content.Length)
                    bytes content
                    pad
            ]

    // The rest of the smallest heap that readers expect is one free object, of index 0.
    let size = max 4096 ((16 + objects.Length + 16 + 4095) / 4096 * 4096)
    let rest = size - 16 - objects.Length

    build
        [
            ascii "GCOL"
            u8 1
            zeros 3
            u64 (uint64 size)
            bytes objects
            u16 0
            u16 0
            u32 0
            u64 (uint64 rest)
            zeros (rest - 16)
        ]

/// A text of the global heap, as an attribute has it.
let heapText heapAddress index (text: string) =
    build [ u32 (Encoding.UTF8.GetByteCount text); u64 heapAddress; u32 index ]
