/// Reads parts of HDF5 files with PureHDF, and turns what it throws at damaged files into errors that name the file.
module internal UniversalApprox.Interchange.Hdf5Reader

open System
open System.IO
open PureHDF

let private signature = [| 0x89uy; byte 'H'; byte 'D'; byte 'F'; 0x0duy; 0x0auy; 0x1auy; 0x0auy |]

/// Rejects what is no HDF5 file, and a file that is shorter than its superblock says.
let private checkWhole (path: string) =
    use stream = File.OpenRead path
    let head: byte[] = Array.zeroCreate 64
    let count = stream.ReadAtLeast(head.AsSpan(), head.Length, throwOnEndOfStream = false)

    if count < 16 || head[..7] <> signature then
        ChainFile.invalid path "expected an HDF5 file; it does not begin as one."

    let address =
        match head[8] with
        | 0uy
        | 1uy when head[13] = 8uy -> Some(if head[8] = 0uy then 40 else 44)
        | 2uy
        | 3uy when head[9] = 8uy -> Some 28
        | _ -> None

    address
    |> Option.iter (fun at ->
        let expected = BitConverter.ToUInt64(head, at)

        if count < at + 8 || uint64 stream.Length < expected then
            ChainFile.invalid
                path
                $"the file is cut off: expected {expected} bytes, as its header says; got {stream.Length}.")

/// Does work with an open file. What PureHDF throws at damaged files has no type of its own.
let read (path: string) (work: IH5Group -> 'a) =
    checkWhole path

    try
        use file = H5File.OpenRead path
        work file
    with
    | :? InvalidDataException
    | :? OutOfMemoryException -> reraise ()
    | :? UniversalApprox.OptionException -> reraise ()
    | error ->
        raise (
            InvalidDataException(
                $"{path}: the HDF5 file is damaged, or has parts that are not known here: {UniversalApprox.Files.ShownText.cut error.Message}",
                error
            )
        )

let private lengthsOf (dataset: IH5Dataset) = dataset.Space.Dimensions |> Array.map int64

let private shown (lengths: int64[]) = $"""[{String.Join(", ", lengths)}]"""

/// The rows from `first` on, `count` of them, of a dataset of the expected shape (its first axis may be longer).
let rows path (group: IH5Group) name (rowShape: int64[]) (first: int64) (count: int64) : float[] =
    if not (group.LinkExists name) then
        ChainFile.invalid path $"expected the dataset {name}, as emcee writes it; there is none."

    let dataset = group.Dataset name
    let lengths = lengthsOf dataset
    let expected = Array.append [| first + count |] rowShape

    if lengths.Length <> expected.Length || lengths[1..] <> rowShape || lengths[0] < first + count then
        ChainFile.invalid
            path
            $"the dataset {name} has the lengths {shown lengths}; expected {shown expected}."

    let starts = Array.append [| uint64 first |] (Array.zeroCreate rowShape.Length)
    let blocks = Array.append [| uint64 count |] (Array.map uint64 rowShape)
    let selection = PureHDF.Selections.HyperslabSelection(lengths.Length, starts, blocks)

    match dataset.Type.Class, dataset.Type.Size with
    | H5DataTypeClass.FloatingPoint, 8 -> dataset.Read<float[]>(selection)
    | H5DataTypeClass.FloatingPoint, 4 -> dataset.Read<float32[]>(selection) |> Array.map float
    | kind, size ->
        ChainFile.invalid
            path
            $"the dataset {name} has numbers of kind {kind} and {size} bytes; expected float64 or float32."

let tryInteger (group: IH5Group) name =
    if group.AttributeExists name then
        let attribute = group.Attribute name

        match attribute.Type.Class, attribute.Type.Size with
        | H5DataTypeClass.FixedPoint, 8 -> Some(attribute.Read<int64>())
        | H5DataTypeClass.FixedPoint, 4 -> Some(int64 (attribute.Read<int>()))
        | _ -> None
    else
        None

let integer path (group: IH5Group) name =
    match tryInteger group name with
    | Some value when value >= 0L -> value
    | _ ->
        ChainFile.invalid
            path
            $"expected the attribute {name} with a whole number, as emcee writes it; there is none."

let tryText (group: IH5Group) name =
    if group.AttributeExists name then
        let attribute = group.Attribute name

        match attribute.Type.Class with
        | H5DataTypeClass.VariableLength
        | H5DataTypeClass.String -> Some(attribute.Read<string>())
        | _ -> None
    else
        None
