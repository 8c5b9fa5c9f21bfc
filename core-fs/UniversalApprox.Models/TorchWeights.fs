namespace UniversalApprox.Models

open System
open System.IO
open UniversalApprox.Core.Networks
open UniversalApprox.Files
open UniversalApprox.Models.ModelFile

/// One tensor of a state file.
type private Entry = { Name: string; Shape: int[]; Values: float[] }

[<RequireQualifiedAccess>]
module TorchWeights =
    // Codes of element types in torch.
    let private float32Code = 6L
    let private float64Code = 7L
    // Our files have 4 tensors. A much larger number shows another kind of file.
    let private mostEntries = 1000L
    let private maxDimension = 1000

    let private tensors (network: Network) =
        let units = network.HiddenUnits

        [
            "0.weight",
            [| units.Length; network.Dimension |],
            units |> Array.collect (fun unit -> unit.Weights)
            "0.bias", [| units.Length |], units |> Array.map (fun unit -> unit.Bias)
            "2.weight", [| 1; units.Length |], units |> Array.map (fun unit -> unit.Amplitude)
            "2.bias", [| 1 |], [| network.Offset |]
        ]

    let private toBytes (network: Network) =
        use stream = new MemoryStream()
        use writer = new BinaryWriter(stream)
        let entries = tensors network
        // Counts are unsigned LEB128, like BinaryWriter's 7-bit integers.
        writer.Write7BitEncodedInt64(int64 entries.Length)

        for name, shape, values in entries do
            writer.Write name
            writer.Write7BitEncodedInt64 float64Code
            writer.Write7BitEncodedInt64 shape.LongLength
            shape |> Array.iter (fun size -> writer.Write7BitEncodedInt64(int64 size))
            values |> Array.iter (fun (value: float) -> writer.Write value)

        writer.Flush()
        stream.ToArray()

    let save path (network: Network) =
        if network.Units = 0 then
            raise (ArgumentException("A network without units has no torch layers to save.", "network"))

        AtomicFile.writeBytes path (toBytes network)

    let private readSize (reader: BinaryReader) what limit =
        let size = reader.Read7BitEncodedInt64()

        if size < 0L || size > limit then
            invalid $"This is not a TorchSharp state file: {what} {size} is not possible."

        int size

    let private readEntry (reader: BinaryReader) =
        let name = reader.ReadString()
        let code = reader.Read7BitEncodedInt64()

        if code <> float32Code && code <> float64Code then
            invalid $"The tensor {name} has element type {code}; only float32 (6) and float64 (7) are read."

        let rank = readSize reader "rank" 8L
        let shape = Array.init rank (fun _ -> readSize reader $"the size of {name}" 10_000_000L)
        let width = if code = float32Code then 4L else 8L
        let left = (reader.BaseStream.Length - reader.BaseStream.Position) / width
        // Stops growing before the product can overflow.
        let times product size = if product > left then product else product * int64 size
        let count = shape |> Array.fold times 1L

        if count > left then
            invalid $"The file is cut off within the tensor {name}."

        let value _ =
            if code = float32Code then
                float (reader.ReadSingle())
            else
                reader.ReadDouble()

        { Name = name; Shape = shape; Values = Array.init (int count) value }

    let private readEntries (content: byte[]) =
        use reader = new BinaryReader(new MemoryStream(content))

        try
            let count = readSize reader "the number of tensors" mostEntries
            let entries = List.init count (fun _ -> readEntry reader)
            let rest = reader.BaseStream.Length - reader.BaseStream.Position

            if rest > 0L then
                invalid $"This is not a TorchSharp state file: {rest} bytes follow its {count} tensors."

            entries
        with
        | :? EndOfStreamException -> invalid "The file is cut off."
        // BinaryReader throws these for a malformed count, or a name of negative length.
        | :? FormatException
        | :? IOException -> invalid "This is not a TorchSharp state file: a number in it is malformed."

    let private checkFinite entry =
        match entry.Values |> Array.tryFindIndex (Double.IsFinite >> not) with
        | Some index ->
            invalid $"Element {index} of {entry.Name} is {entry.Values[index]}; weights must be finite."
        | None -> ()

    let private describe entries =
        entries
        |> List.map (fun entry ->
            let sizes = String.Join(", ", entry.Shape)
            $"{entry.Name} [{sizes}]")
        |> String.concat ", "

    /// Whether the tensors are those of two layers, such as 0.weight, 0.bias, 2.weight and 2.bias. Shapes alone do not tell
    /// layers of one unit apart.
    let private areTwoLayers entries =
        let parts = entries |> List.map (fun entry -> entry.Name.LastIndexOf '.', entry.Name)
        let layers = parts |> List.map (fun (dot, name) -> if dot < 0 then "" else name[.. dot - 1])
        let roles = parts |> List.map (fun (dot, name) -> name[dot + 1 ..])

        roles = [ "weight"; "bias"; "weight"; "bias" ]
        && layers[0] = layers[1]
        && layers[2] = layers[3]
        && layers[0] <> layers[2]

    let private assemble activation entries =
        match entries with
        | [ { Shape = [| units; dimension |] } as weights
            { Shape = [| biases |] } as bias
            { Shape = [| 1; amplitudes |] } as amplitude
            { Shape = [| 1 |] } as offset ] when
            units = biases
            && units = amplitudes
            && units > 0
            && units <= Network.maxUnits
            && dimension > 0
            && dimension <= maxDimension
            && areTwoLayers entries
            ->
            entries |> List.iter checkFinite

            let unit i : HiddenUnit =
                {
                    Weights = Array.sub weights.Values (i * dimension) dimension
                    Bias = bias.Values[i]
                    Amplitude = amplitude.Values[i]
                }

            Network.ofUnits activation dimension (Array.init units unit) offset.Values[0]
        | _ ->
            invalid
                $"The file holds {describe entries}; Linear(d, N), activation, Linear(N, 1) has the weight [N, d] and the bias [N] of one layer, then the weight [1, N] and the bias [1] of another, with N up to {Network.maxUnits} and d up to {maxDimension}."

    let load activation path = readFrom path (readEntries >> assemble activation)
