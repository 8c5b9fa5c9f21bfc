/// The examples of people who measure: their numbers against the curves that their data were made from, their reports, and what
/// cmdlets/docs/examples.md shows of them.
module UniversalApprox.Tests.Cmdlets.MeasuredExampleTests

open System.Globalization
open System.IO
open System.Text.RegularExpressions
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ShownText
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private examples = Path.Combine(Process.repositoryRoot, "cmdlets", "examples")

let private page =
    lazy
        File
            .ReadAllText(Path.Combine(Process.repositoryRoot, "cmdlets", "docs", "examples.md"))
            .ReplaceLineEndings
            "\n"

/// Rules of tables, and the inside of pictures, where another processor may round a dot to its neighbour.
let private isDrawn (line: string) = Regex.IsMatch(line, "^[- ]*$|[│┤]")

/// The lines of an example's section that are output.
let private shownOf name =
    let escaped = Regex.Escape name
    let section = Regex.Match(page.Value, $"(?ms)^## `{escaped}`\n(.*?)(?=^## |\\z)").Groups[1].Value

    [
        for block in Regex.Matches(section, "(?ms)^```text\n(.*?)^```") do
            yield! block.Groups[1].Value.Split '\n' |> Array.filter (isDrawn >> not)
    ]

/// Numbers that a pattern finds, one list for each place.
let private numbers pattern text =
    [
        for found in Regex.Matches(text, pattern) ->
            [
                for group in Seq.tail found.Groups ->
                    System.Double.Parse(group.Value, CultureInfo.InvariantCulture)
            ]
    ]

let private within what truth (low: float, high: float) =
    Expect.isTrue (low <= truth && truth <= high) $"{what}: {truth} is not from {low} to {high}"

/// Runs an example once; compares its output with the page, and its report with the sections that it must have.
let private example name sections check =
    testCase $"{name} finds what its data were made from, prints what the page shows, and writes a report"
    <| inFolder (fun folder ->
        let script = Path.Combine(examples, name)
        let report = Path.Combine(folder, Path.ChangeExtension(name, "html"))

        let result = runIn folder $"& '{script}' -Report '{Path.GetFileName report}' | Out-String -Width 100"

        Expect.isNone result.Terminating "no stop"
        Expect.isEmpty result.Errors "no errors"
        Expect.isEmpty result.Warnings "no warnings"
        let printed = result.Output |> List.map string |> String.concat "\n"
        let shown = shownOf name
        Expect.isGreaterThan shown.Length 5 "lines of the page"

        for line in shown do
            Expect.isTrue (has printed line) $"{line}\nin\n{printed}"

        let html = File.ReadAllText report

        for section in sections do
            Expect.stringContains html section $"section of {report}"

        ReportStructure.isAsOnFile (Path.GetFileNameWithoutExtension name) html
        check printed folder)

[<Tests>]
let tests =
    testList
        "measured examples"
        [
            example
                "dose-response.ps1"
                [
                    "All answers"
                    "batch A: how many neurons?"
                    "batch B: how many neurons?"
                    "What the fit leaves"
                    "EC50"
                    "on a logarithmic axis"
                    "How this was made"
                ]
                (fun printed folder ->
                    let intervals = numbers @"EC50 ([\d.]+), with 90 % from ([\d.]+) to ([\d.]+)" printed
                    Expect.hasLength intervals 2 "batches"

                    for batch, truth, found in List.zip3 [ "A"; "B" ] [ 2.5; 6.0 ] intervals do
                        within $"EC50 of batch {batch}" truth (found[1], found[2])

                    let shift = numbers @"at\s+([\d.]+) ± ([\d.]+)\s+times" printed |> List.exactlyOne

                    within "factor" (6.0 / 2.5) (shift[0] - 2.0 * shift[1], shift[0] + 2.0 * shift[1])

                    // The report uses the known errors of the points, so it has no noise to estimate.
                    let html = File.ReadAllText(Path.Combine(folder, "dose-response.html"))
                    Expect.stringContains html "weight of dose of neuron 1" "parameters"
                    Expect.isFalse (html.Contains "ln of the noise of response") "known errors"

                    for ratio in numbers @"χ² per degree of freedom ([\d.]+)\s" printed do
                        // 18 degrees of freedom: outside with a probability below 0.002.
                        within "χ²" 1.0 (ratio.Head / 2.4, ratio.Head / 0.27))

            example
                "sensor-log.ps1"
                [
                    "compost: how many neurons?"
                    "Temperatur (°C)"
                    "Maximum 1"
                    "What the fit leaves"
                    "Posterior: 2 neurons, sigmoid"
                    "How this was made"
                ]
                (fun printed _ ->
                    for name, truth in [ "Maximum1", 7.8715; "Maximum1Value", 56.875 ] do
                        let found =
                            numbers $@"{name} +([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+)" printed
                            |> List.exactlyOne

                        within name truth (found[2], found[3])

                    Expect.stringContains printed "row 39, 40, 81" "outliers"
                    Expect.isTrue (Regex.IsMatch(printed, "[⠁-⣿]{3}")) "a picture")

            example
                "calibration.ps1"
                [
                    "calibration-standards: how many neurons?"
                    "absorbance"
                    "What the fit leaves"
                    "The network and its parameters"
                    "How this was made"
                ]
                (fun printed folder ->
                    let found =
                        numbers @"(?m)^[a-z]+(?: \d)? +0?([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+)\s*$" printed

                    let truths = [ 3.0; 5.5; 12.0; 18.0; 26.0; 36.0 ]
                    Expect.hasLength found truths.Length "readings"

                    for truth, row in List.zip truths found do
                        within "concentration" truth (row[2], row[3])

                    let again = numbers @"an absorbance of 0\.5 is ([\d.]+) mg/L" printed |> List.exactlyOne
                    // c with 0.015 + 1.9 c/(c + 22) = 0.5.
                    within "the model read again" 7.54 (again.Head - 0.15, again.Head + 0.15)
                    Expect.isTrue (File.Exists(Path.Combine(folder, "calibration.json"))) "model"
                    // The curve's steepest point would lie at negative concentrations.
                    let html = File.ReadAllText(Path.Combine(folder, "calibration.html"))
                    Expect.stringContains html "Integral over the range of the data" "quantities"
                    Expect.isFalse (html.Contains "Upper plateau") "plateaus far from the data")
        ]
