/// The first blocks of a report on several data sets: one row and one small picture each.
module internal UniversalApprox.Charts.Reports.OverviewBlocks

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures
open UniversalApprox.Charts.Reports.Findings

let private answer (findings: Findings) =
    match findings.Chosen with
    | Some fit when findings.IsRecommended ->
        Label.plural (Activation.name fit.Activation + " neuron") fit.Units
    | Some _ -> "none of those tried"
    | None when findings.Part.Fits.IsEmpty -> "not asked"
    | None -> "all diverged"

let private probability (findings: Findings) (fit: UnitFit) =
    findings.Part.Models
    |> List.tryFind (fun model -> model.Units = fit.Units && model.Activation = fit.Activation)
    |> Option.bind (fun model -> model.Probabilities |> List.tryFind (fun (factor, _) -> factor = 1.0))
    |> Option.map snd

let private verdict (findings: Findings) =
    let size =
        match findings.Part.Answer with
        | Some found when found.Recommended.IsNone -> "no size fits"
        | Some found when found.IsExact -> "exact"
        | Some found when found.IsLargestTried -> "try more neurons"
        | Some _ -> "suffices"
        | None -> ""

    let draws =
        match findings.Posterior, findings.Draws with
        | Some posterior, _ when posterior.Verdict.IsConverged -> "posterior converged"
        | Some _, _ -> "posterior not converged"
        | None, Some(Ok _) -> "band to be trusted"
        | None, Some(Error _) -> "no band"
        | None, None -> ""

    [ size; draws ] |> List.filter (fun words -> words <> "") |> String.concat "; "

let private row (findings: Findings) =
    let data = findings.Part.Data

    false,
    [
        Entry.Link(findings.Anchor, data.Name)
        Entry.Words(answer findings)
        match findings.Chosen with
        | Some fit ->
            Entry.count fit.Units
            Entry.number 3 fit.Accuracy.Rmse
        | None ->
            Entry.empty
            Entry.empty
        NoiseLevel.ofData data |> Entry.optional 3
        findings.Chosen |> Option.bind (probability findings) |> Entry.optional 2
        Entry.Words(verdict findings)
    ]

let private table (all: Findings list) =
    Block.Table(
        Table.withoutEmptyColumns
            {
                Name = "data-sets"
                Caption =
                    "One row per data set. Error is the root mean square residual of the network with N neurons, noise the standard deviation that neighbouring points show; P(N) is the probability of that number given the data. Names lead to the sections."
                Columns = [ "Data"; "Answer"; "N"; "Error"; "Noise"; "P(N)"; "Verdict" ]
                Rows = all |> List.map row
            }
    )

/// More small pictures would not be small any more.
let private mostPictures = 30

let private pictured (all: Findings list) =
    [
        for findings in all do
            match findings.Chosen with
            | Some fit when fit.Data.Dimension = 1 -> (fit.Data.Name, drawn findings, fit)
            | _ -> ()
    ]

let private overlap choose (fits: UnitFit list) =
    let ranges =
        fits
        |> List.map (fun fit -> let values: float[] = choose fit.Data in Array.min values, Array.max values)

    let low, high = ranges |> List.map fst |> List.max, ranges |> List.map snd |> List.min
    let first, last = ranges |> List.map fst |> List.min, ranges |> List.map snd |> List.max
    last = first || high - low > 0.2 * (last - first)

/// The colours, dashes and symbols for curves in one picture.
let private mostOverlaid = 6

/// Data sets with the same input and output that share a good part of their ranges belong on common axes.
let private overlays pictured =
    pictured
    |> List.groupBy (fun (_, _, fit: UnitFit) -> fit.Data.InputNames[0], fit.Data.OutputName, fit.Data.Axes)
    |> List.filter (fun (_, group) ->
        let fits = group |> List.map (fun (_, _, fit) -> fit)

        group.Length > 1
        && group.Length <= mostOverlaid
        && overlap (fun data -> data.Inputs[0]) fits
        && overlap _.Outputs fits)
    |> List.map (fun ((input, output, _), group) ->
        BestFit.overlay
            $"{Label.line 40 output} against {Label.line 40 input} of {group.Length} data sets"
            group)

/// The overview; nothing for a single data set.
let ofFindings (all: Findings list) =
    if all.Length < 2 then
        []
    else
        let small = pictured all

        [
            Block.Section("overview", "All answers")
            table all
            if small.Length > 1 then
                Block.Picture(BestFit.several (List.truncate mostPictures small))
            yield! overlays small |> List.map Block.Picture
        ]
