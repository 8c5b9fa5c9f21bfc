/// Helpers common to the readers of all formats.
module internal UniversalApprox.Interchange.ChainFile

open System
open System.IO
open UniversalApprox.Files
open UniversalApprox.Core.Sampling.Ensembles

/// Raises the error of a file with invalid content. The message may quote the file: it is cut, and a terminal obeys nothing
/// in it.
let invalid (path: string) (message: string) : 'a =
    raise (InvalidDataException $"{path}: {ShownText.cut message}")

/// Quotes a text of a file.
let quoted (text: string) =
    let longest = 60

    let short =
        if text.Length > longest then
            text.Substring(0, longest) + "…"
        else
            text

    $"'{short}'"

/// The draws of one file: S steps of W walkers in P dimensions, in the order of `EnsembleChain`.
type FileDraws =
    {
        Path: string
        Names: string[]
        Walkers: int
        Steps: int
        Draws: float[]
        LogDensity: float[]
        Statistics: StepStatistics[]
        Accepted: int64[]
        Proposed: int64[]
        /// Steps before the first of these, warm-up included.
        StepsBefore: int64
        Thin: int
    }

let private ensembleOf (file: FileDraws) : EnsembleChain =
    {
        KeptSteps = file.Steps
        Walkers = file.Walkers
        Dimension = file.Names.Length
        Draws = file.Draws
        LogDensity = file.LogDensity
        Statistics = file.Statistics
        AcceptedPerWalker = file.Accepted
        ProposedPerWalker = file.Proposed
        AcceptedPerMove = [||]
        ProposedPerMove = [||]
    }

/// Rejects a file that is not like the first.
let private checkLike (first: FileDraws) (file: FileDraws) =
    let differs what (of': FileDraws -> 'a) (shown: 'a -> string) =
        if of' file <> of' first then
            invalid
                file.Path
                $"{what}: expected {shown (of' first)}, as in {first.Path}; got {shown (of' file)}."

    differs "the parameters differ" _.Names (fun names ->
        String.Join(", ", Array.truncate 8 names) + (if names.Length > 8 then ", …" else ""))

    differs "the chains differ in their number of walkers" _.Walkers string
    differs "the chains differ in their number of draws" _.Steps string
    differs "the chains differ in thinning" _.Thin string

/// One ensemble for each file.
let combine (files: FileDraws[]) : Chain =
    files |> Array.iter (checkLike files[0])

    {
        Ensembles = Array.map ensembleOf files
        ParameterNames = files[0].Names
        StepsBefore = files[0].StepsBefore
        Thin = files[0].Thin
    }

/// The first name that occurs twice.
let firstDouble (names: string[]) =
    names |> Array.countBy id |> Array.tryFind (fun (_, count) -> count > 1) |> Option.map fst
