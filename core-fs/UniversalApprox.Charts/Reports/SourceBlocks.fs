/// The last blocks of a report: where everything came from.
module internal UniversalApprox.Charts.Reports.SourceBlocks

open System
open System.Security.Cryptography
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts.Drawing

/// SHA-256 over the numbers of all inputs, then of the output, each as eight bytes, the lowest first; then, where points have
/// errors of their own, the word "sigma" or "weight" and these numbers.
let hash (data: CurveData) =
    use sha = IncrementalHash.CreateHash HashAlgorithmName.SHA256
    let buffer = Array.zeroCreate<byte> 8

    let append column =
        for value in column do
            Buffers.Binary.BinaryPrimitives.WriteDoubleLittleEndian(buffer, value)
            sha.AppendData buffer

    Array.iter append data.MeasuredInputs
    append data.MeasuredOutputs

    match data.MeasuredErrors with
    | PointErrors.Equal -> ()
    | PointErrors.Known sigmas ->
        sha.AppendData "sigma"B
        append sigmas
    | PointErrors.Relative weights ->
        sha.AppendData "weight"B
        append weights

    if data.IsCensored then
        sha.AppendData "limits"B
        append (Array.map Censoring.side data.Censoring)

    Convert.ToHexString(sha.GetHashAndReset()).ToLowerInvariant()

let private seeds (fits: UnitFit list) =
    fits |> List.map (fun fit -> string fit.Seed) |> List.distinct |> Label.sentence

let private data (parts: ReportPart list) =
    Block.Table
        {
            Name = "sources"
            Caption = "Each data set with its source, the seed of its training, and a hash of its numbers."
            Columns = [ "Data"; "Source"; "Seed"; "SHA-256" ]
            Rows =
                parts
                |> List.map (fun part ->
                    false,
                    [
                        Entry.Words part.Data.Name
                        Entry.Words(part.Origin |> Option.defaultValue "your own numbers")
                        Entry.Words(seeds part.Fits)
                        Entry.Formula(hash part.Data)
                    ])
        }

let private sampling (parts: ReportPart list) (others: ReportPosterior list) =
    let named =
        [
            for part in parts do
                for item in part.Posteriors do
                    part.Data.Name, item
            for item in others do
                "", item
        ]

    [
        for name, item in named do
            if not item.Options.IsEmpty then
                let network =
                    match item.Posterior.Settings.Model with
                    | Some model ->
                        Label.plural (Activation.name model.Activation + " neuron") model.Layout.Units
                    | None -> ""

                let words = [ name; network ] |> List.filter (fun text -> text <> "") |> String.concat ", "

                Block.Subsection(if words = "" then "The sampling" else $"The sampling: {words}")
                Block.Facts item.Options
    ]

let ofContent (content: ReportContent) =
    [
        Block.Section("provenance", "How this was made")
        if not content.Parts.IsEmpty then
            data content.Parts
        yield! sampling content.Parts content.OtherPosteriors
        if not content.Provenance.IsEmpty then
            Block.Subsection "Program and machine"
            Block.Facts content.Provenance
        if not content.Commands.IsEmpty then
            Block.Subsection "The same again"
            Block.Code("These commands give the same numbers again", String.Join("\n", content.Commands))
    ]
