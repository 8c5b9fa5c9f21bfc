/// The structure of whole reports, kept in Fixtures/reports: headings, figures and tables, without numbers.
/// UNIVERSALAPPROX_UPDATE_FIGURES=1 rewrites the files.
module UniversalApprox.Tests.Support.ReportStructure

open System
open System.IO
open System.Net
open System.Text.RegularExpressions
open Expecto

/// Headings with their levels, figures and tables, in order.
let private structure (html: string) =
    let markup = Regex.Replace(html, "<(script|style)\\b[^>]*>.*?</\\1>", "", RegexOptions.Singleline)
    let plain text = WebUtility.HtmlDecode(Regex.Replace(text, "<[^>]+>", "")).Trim()

    Regex.Matches(
        markup,
        "<h(?<level>[1-6])[^>]*>(?<heading>.*?)</h[1-6]>|<figure class=\"ua-figure\" id=\"figure-\\d+-(?<figure>[^\"]+)\"|class=\"(?<answer>ua-answer[^\"]*)\"|data-name=\"(?<table>[^\"]+)\".*?<thead><tr>(?<columns>.*?)</tr>",
        RegexOptions.Singleline
    )
    |> Seq.map (fun found ->
        if found.Groups["level"].Success then
            String('#', int found.Groups["level"].Value) + " " + plain found.Groups["heading"].Value
        elif found.Groups["figure"].Success then
            "figure " + found.Groups["figure"].Value
        elif found.Groups["answer"].Success then
            found.Groups["answer"].Value
        else
            // Which quantities a curve has depends on the last digits of its fit.
            let columns =
                found.Groups["columns"].Value.Split "</th>" |> Array.map plain |> Array.filter ((<>) "")

            let shown =
                if found.Groups["table"].Value = "quantities" then
                    Array.truncate 2 columns
                else
                    columns

            "table " + found.Groups["table"].Value + ": " + String.Join(" | ", shown))
    |> List.ofSeq

let folder =
    Path.Combine(Process.repositoryRoot, "tests", "UniversalApprox.Tests", "Fixtures", "reports")

/// Whether a report has the structure on file.
let isAsOnFile name (html: string) =
    let path = Path.Combine(folder, name + ".txt")
    let lines = structure html

    if Environment.GetEnvironmentVariable "UNIVERSALAPPROX_UPDATE_FIGURES" = "1" then
        Directory.CreateDirectory folder |> ignore
        File.WriteAllText(path, String.Join("\n", lines) + "\n")

    Expect.sequenceEqual
        lines
        (File.ReadAllLines path)
        $"{name} (UNIVERSALAPPROX_UPDATE_FIGURES=1 accepts it)"
