/// The part of the ELF64 format (System V gABI and the LSB's symbol versioning) that loading needs. It answers whether a
/// shared object is complete, and whether it can work without one symbol version.
module internal UniversalApprox.Torch.ElfImage

open System
open System.Buffers.Binary
open System.IO
open System.Text

let private headerSize = 64
let private sectionHeaderSize = 64
let private versionNeedSection = 0x6ffffffeu // SHT_GNU_verneed
let private weakFlag = 0x2us // VER_FLG_WEAK

let private u16 (image: ReadOnlySpan<byte>) (at: int) =
    BinaryPrimitives.ReadUInt16LittleEndian(image.Slice at)

let private u32 (image: ReadOnlySpan<byte>) (at: int) =
    BinaryPrimitives.ReadUInt32LittleEndian(image.Slice at)

let private u64 (image: ReadOnlySpan<byte>) (at: int) =
    BinaryPrimitives.ReadUInt64LittleEndian(image.Slice at)

/// Magic number, 64-bit class, little-endian.
let private isElf64 (image: ReadOnlySpan<byte>) =
    image.Length >= headerSize
    && image.Slice(0, 4).SequenceEqual([| 0x7Fuy; byte 'E'; byte 'L'; byte 'F' |])
    && image[4] = 2uy
    && image[5] = 1uy

/// The end of the section headers. Linkers put them last, so a shorter file was cut off.
let private endOfSections (header: ReadOnlySpan<byte>) =
    u64 header 40 + uint64 (u16 header 58) * uint64 (u16 header 60)

/// The beginning of a file, up to the size of a header.
let private headerOf (path: string) =
    use file = File.OpenRead path
    let header = Array.zeroCreate<byte> headerSize
    let read = file.ReadAtLeast(header.AsSpan(), headerSize, false)
    struct (Array.truncate read header, file.Length)

/// Whether a file begins as a 64-bit library.
let beginsAsElf path =
    let struct (header, _) = headerOf path
    isElf64 (ReadOnlySpan<byte> header)

/// None if the file is a complete ELF64 shared object, else its defect. Ask this before loading, because mapping a truncated
/// library would kill the process at the first access beyond its end.
let defectOf (path: string) =
    let struct (header, length) = headerOf path
    let header = ReadOnlySpan<byte> header

    if not (isElf64 header) then
        Some "it is not a 64-bit ELF file, or only the beginning of one"
    elif endOfSections header > uint64 length then
        Some $"it has {length} of {endOfSections header} bytes"
    else
        None

/// The section of the version needs: offset, number of entries, and the offset of its string table.
[<Struct>]
type private VersionNeeds = { At: int; Entries: int; Strings: int }

let private versionNeeds (image: byte[]) =
    let span = ReadOnlySpan<byte> image
    let table = int (u64 span 40)
    let header index = table + index * sectionHeaderSize

    seq { 0 .. int (u16 span 60) - 1 }
    |> Seq.tryFind (fun index -> u32 (ReadOnlySpan<byte> image) (header index + 4) = versionNeedSection)
    |> Option.map (fun index ->
        let span = ReadOnlySpan<byte> image
        let strings = header (int (u32 span (header index + 40)))

        {
            At = int (u64 span (header index + 24))
            Entries = int (u32 span (header index + 44))
            Strings = int (u64 span (strings + 24))
        })

let private text (image: byte[]) at =
    let length = Array.IndexOf(image, 0uy, at) - at
    Encoding.ASCII.GetString(image, at, length)

/// The offsets of all vernaux entries. Each needed library has a chain of them, one per version needed from it.
let private auxiliaries (image: byte[]) needs =
    let field at = int (u32 (ReadOnlySpan<byte> image) at)

    [
        let mutable need = needs.At

        for _ in 1 .. needs.Entries do
            let mutable auxiliary = need + field (need + 8)

            for _ in 1 .. int (u16 (ReadOnlySpan<byte> image) (need + 2)) do
                yield auxiliary
                auxiliary <- auxiliary + field (auxiliary + 12)

            need <- need + field (need + 12)
    ]

/// A copy of a shared object in which the need of one symbol version is weak, so that the dynamic linker does not require
/// it. This is only sound if no symbol of that version is ever called.
let withWeakNeed (version: string) (image: byte[]) : Result<byte[], string> =
    try
        if not (isElf64 (ReadOnlySpan<byte> image)) then
            Error "it is not a 64-bit ELF file"
        elif endOfSections (ReadOnlySpan<byte> image) > uint64 image.Length then
            Error "it is truncated"
        else
            match versionNeeds image with
            | None -> Error "it has no symbol versions"
            | Some needs ->
                let nameOf at = text image (needs.Strings + int (u32 (ReadOnlySpan<byte> image) (at + 8)))

                match auxiliaries image needs |> List.filter (fun at -> nameOf at = version) with
                | [ at ] ->
                    let relaxed = Array.copy image
                    let flags = u16 (ReadOnlySpan<byte> image) (at + 4) ||| weakFlag
                    BinaryPrimitives.WriteUInt16LittleEndian(Span<byte>(relaxed, at + 4, 2), flags)
                    Ok relaxed
                | found -> Error $"it needs {version} {found.Length} times instead of once"
    with
    | :? ArgumentOutOfRangeException
    | :? IndexOutOfRangeException
    | :? OverflowException -> Error "its tables point outside the file"
