/// Export-ApproxReport and New-ApproxChart.
module UniversalApprox.Tests.Cmdlets.ReportCmdletsTests

open System.IO
open System.Text.RegularExpressions
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private fits =
    "$fits = New-CurveData Parabola -Points 60 | Invoke-UnitSweep -Units 1, 2 -Restarts 2;"

let private idOf script =
    let error = errorOf script
    error.FullyQualifiedErrorId.Split(',')[0], string error

let private report =
    [
        testCase "writes fits, comparisons, posteriors and charts of several data sets as one page"
        <| inFolder (fun folder ->
            let files =
                outputOf
                    $"{fits}
                      $more = New-CurveData Step -Points 40 | Invoke-UnitSweep -Units 1 -Restarts 2
                      $posterior = $fits[1] | Invoke-Mcmc -Steps 60 -BurnIn 20 -WarningAction SilentlyContinue
                      $chart = $fits | New-ApproxChart ErrorAgainstUnits
                      $fits, ($fits | Compare-UnitFit), $more, $posterior, $chart |
                          Export-ApproxReport '{folder}/r.html' -Markdown -PassThru"

            Expect.equal (files |> List.map (string >> Path.GetFileName)) [ "r.html"; "r.md" ] "files"
            let text = File.ReadAllText(folder + "/r.md")

            for expected in
                [ "Parabola: how many neurons?"; "Step: how many neurons?"; "Posterior"; "Not converged" ] do
                Expect.stringContains text expected expected)

        testCase "refuses names of other formats before anything is worked out"
        <| inFolder (fun folder ->
            for name in [ "report.docx"; "report.DOCX"; "report.png" ] do
                let identifier, message = idOf $"@() | Export-ApproxReport '{folder}/{name}'"
                Expect.equal identifier "ContradictoryArguments" name
                Expect.stringContains message ".html, .md or .pdf" name

            Expect.isEmpty (Directory.GetFiles folder) "files")

        testCase "the commands in a report give the same report again"
        <| inFolder (fun folder ->
            let rows (text: string) =
                // Times differ from run to run.
                Regex.Replace(text, @"[0-9.×⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+ m?s\b", "time").Split '\n'
                |> Array.filter (fun line ->
                    line.StartsWith "| " || line.StartsWith "> " || line.Contains " sig(")

            outputOf
                $"{fits}
                  $posterior = $fits[1] | Invoke-Mcmc -Steps 60 -BurnIn 20 -Move @{{ Stretch = 0.5; DE = 0.5 }} -Prior @{{ Noise = 'HalfNormal(2)' }} -WarningAction SilentlyContinue
                  $fits, $posterior | Export-ApproxReport '{folder}/a.md'"
            |> ignore

            let first = File.ReadAllText(folder + "/a.md")
            let commands = Regex.Match(first, "(?s)```\n(\\$data = .*?)\n```").Groups[1].Value
            Expect.stringContains commands "Invoke-Mcmc" "commands"

            let again =
                commands
                    .Replace("report.html", $"'{folder}/b.md'")
                    .Replace("| Invoke-Mcmc", "| Invoke-Mcmc -WarningAction SilentlyContinue")

            outputOf again |> ignore

            Expect.sequenceEqual
                (rows (File.ReadAllText(folder + "/b.md")))
                (rows first)
                "tables, verdicts and formulas")

        testCase "asks before it replaces a file, and -WhatIf writes nothing"
        <| inFolder (fun folder ->
            let path = write folder "r.html" "mine"
            Expect.equal (fst (idOf $"{fits} $fits | Export-ApproxReport '{path}'")) "FileExists" "no -Force"
            outputOf $"{fits} $fits | Export-ApproxReport '{folder}/n.html' -WhatIf" |> ignore
            Expect.isFalse (File.Exists(folder + "/n.html")) "-WhatIf"
            outputOf $"{fits} $fits | Export-ApproxReport '{path}' -Force" |> ignore
            Expect.stringContains (File.ReadAllText path) "<!DOCTYPE html>" "-Force")

        testCase "what it cannot use is an error each, and the rest is reported"
        <| inFolder (fun folder ->
            let result = run $"{fits} 'text', $fits[0], 7 | Export-ApproxReport '{folder}/r.html'"
            Expect.hasLength result.Errors 2 "errors"
            Expect.isTrue (File.Exists(folder + "/r.html")) "written")

        testCase "nothing at all is a warning"
        <| inFolder (fun folder ->
            let result = run $"@() | Export-ApproxReport '{folder}/r.html'"
            Expect.isFalse (File.Exists(folder + "/r.html")) "nothing written"
            Expect.isEmpty result.Errors "no error")

        testCase "a PDF without a browser fails before the pipeline works"
        <| inFolder (fun folder ->
            for arguments in [ "r.pdf"; "r.html -Pdf" ] do
                let result =
                    runIn
                        folder
                        $"1 | ForEach-Object {{ 'worked' > worked.txt; $_ }} | Export-ApproxReport {arguments} -Browser no-such-browser"

                Expect.isFalse (File.Exists(folder + "/worked.txt")) "no work"
                let error = List.exactlyOne (Option.toList result.Terminating @ result.Errors)
                Expect.stringStarts error.FullyQualifiedErrorId "InvalidArgument," "id"
                Expect.stringContains (string error) "-Browser" "option"
                Expect.stringContains (string error) "no-such-browser" "value")

        testCase "a path that cannot be written is an error that names it"
        <| inFolder (fun folder ->
            let id, message = idOf $"{fits} $fits | Export-ApproxReport '{folder}/no/r.html'"
            Expect.equal id "UnwritableFile" "id"
            Expect.stringContains message "no/r.html" "path"
            Expect.equal (fst (idOf $"{fits} $fits | Export-ApproxReport '{folder}'")) "NotAFile" "a folder")
    ]

let private chart =
    [
        testCase "every kind of figure of a fit is made"
        <| fun () ->
            let names =
                outputOf
                    $"{fits}
                      foreach ($kind in 'SweepPanels', 'ErrorAgainstUnits', 'NeuronSums', 'Anatomy', 'TrainingHistory', 'Play') {{
                          ($fits[1] | New-ApproxChart $kind).Name
                      }}"

            Expect.hasLength (names |> List.map string |> List.distinct) 6 "one each"

        testCase "every kind of figure of a posterior is made"
        <| fun () ->
            let names =
                outputOf
                    $"{fits}
                      $posterior = $fits[0] | Invoke-Mcmc -Steps 80 -BurnIn 20 -WarningAction SilentlyContinue
                      foreach ($kind in 'Corner', 'Traces', 'Ranks', 'Autocorrelation', 'Convergence', 'Acceptance', 'Prediction') {{
                          ($posterior | New-ApproxChart $kind).Name
                      }}
                      ($posterior | New-ApproxChart Corner -Parameters w1, a1).ToJson().Length -gt 0"

            Expect.hasLength (names |> List.map string |> List.distinct) 8 "one each"

        testCase "networks written by hand are drawn with data behind"
        <| fun () ->
            let json =
                outputOf
                    "$data = New-CurveData Parabola -Points 30
                     (New-NeuronSum '25 sig(1.2x - 4) + 25 sig(-1.2*x - 4)' | New-ApproxChart NeuronSums -Data $data).ToJson()"
                |> List.exactlyOne
                |> string

            Expect.stringContains json "\"type\":\"scatter\"" "traces"

        testCase "networks of two inputs have colours and a surface"
        <| fun () ->
            let titles =
                outputOf
                    "$fit = New-CurveData -Function { param($a, $b) $a * $b } -Dimension 2 -Points 50 | Invoke-UnitSweep -Units 2 -Restarts 1 -Fold 0
                     $fit | New-ApproxChart ManyInputs
                     $fit | New-ApproxChart Surface"

            Expect.hasLength titles 2 "two figures"

        testCase "what a figure is not made from is an error that says what it is made from"
        <| fun () ->
            let id, message = idOf "New-CurveData Parabola | New-ApproxChart SweepPanels"
            Expect.equal id "InvalidArgument" "id"
            Expect.stringContains message "Invoke-UnitSweep" "hint"
    ]

[<Tests>]
let tests =
    testList "cmdlets reports" [ testList "Export-ApproxReport" report; testList "New-ApproxChart" chart ]
