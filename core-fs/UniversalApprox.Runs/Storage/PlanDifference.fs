/// What differs between two plans, in words.
module internal UniversalApprox.Runs.PlanDifference

open System.Text.Json.Nodes
open UniversalApprox.Core.Data

let private optionsDiffer (a: PlanTable.Entry) (b: PlanTable.Entry) =
    Codec.differences (JsonNode.Parse a.Options) (JsonNode.Parse b.Options)
    |> List.truncate 5
    |> List.map (fun struct (name, there, here) ->
        let name = if name = "" then "Options" else RunTable.optionName name
        $"{name} is {there} there, and {here} here")
    |> String.concat "; "

/// What differs between a run of one file and the same of another; None if they are the same.
let find
    columnsOfFirst
    (data: PlanTable.Entry -> CurveData)
    (first: PlanTable.Entry)
    (other: PlanTable.Entry)
    =
    if first.Product <> other.Product then
        Some $"it is of version {first.Product} there, and of {other.Product} here"
    elif first.VectorBits <> other.VectorBits then
        Some $"its vectors have {first.VectorBits} bits there, and {other.VectorBits} here"
    elif first.Hash <> other.Hash then
        Some $"the data {first.Name}: {RunTable.difference (columnsOfFirst first) (data other)}"
    else
        match optionsDiffer first other with
        | "" -> None
        | differences -> Some differences
