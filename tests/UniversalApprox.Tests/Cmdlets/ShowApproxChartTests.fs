/// Pictures in the terminal, and pages in the browser.
module UniversalApprox.Tests.Cmdlets.ShowApproxChartTests

open System
open System.IO
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private objects =
    "$WarningPreference = 'SilentlyContinue'
     $data = New-CurveData Parabola -Points 60
     $fits = $data | Invoke-UnitSweep -Units 2, 3 -Restarts 2 -Folds 0
     $comparison = $fits | Compare-UnitFit -Tolerance 100
     $posterior = $fits[0] | Invoke-Mcmc -Steps 60 -BurnIn 20 -Ensembles 2\n"

let private pictures =
    [
        testCase "data, fits, comparisons, posteriors, networks and formulas are lines of the size asked for"
        <| fun () ->
            let lines =
                outputOf
                    $"{objects}foreach ($item in $data, $fits[0], $comparison, $posterior) {{
                          $lines = $item | Show-ApproxChart -Width 50 -Height 12 -Ascii
                          \"$($lines.Count) $(($lines | Measure-Object Length -Maximum).Maximum -le 50) $($lines[0])\"
                      }}
                      foreach ($item in $fits[0].GetNetwork(), 'sig(x)') {{ ($item | Show-ApproxChart -Lower -1 -Upper 1 -Height 9).Count }}"
                |> List.map string

            Expect.equal
                lines
                [
                    "12 True Parabola: 60 points"
                    "12 True Parabola: 2 sigmoid neurons"
                    "12 True Parabola: 2 sigmoid neurons"
                    "12 True Parabola: posterior   x: x, y: y"
                    "9"
                    "9"
                ]
                "lines"

        testCase "a fit has its band where it can be trusted, and -NoBand leaves it out"
        <| fun () ->
            let texts =
                outputOf
                    "$fit = 0..39 | ForEach-Object { [pscustomobject]@{ x = $_; y = 1 / (1 + [math]::Exp(8 - 0.4 * $_)) + 0.05 * [math]::Sin(99 * $_) } } |
                         Invoke-UnitSweep x y -Units 1 -Restarts 2 -Folds 0
                     ($fit | Show-ApproxChart -Ascii) -join '|'
                     ($fit | Show-ApproxChart -Ascii -NoBand) -join '|'"
                |> List.map string

            Expect.stringContains texts[0] ":: 5 % to 95 %" "band"
            Expect.isFalse (texts[1].Contains "5 %") "none"
            Expect.stringContains texts[1] "** fit" "fit"

        testCase "redirected output has neither colours nor other sizes than the usual one"
        <| fun () ->
            let lines = Pwsh.linesOf "New-CurveData Sine -Points 60 | Show-ApproxChart"
            Expect.hasLength lines 24 "lines"
            Expect.all lines (fun row -> not (row.Contains '\027') && row.Length <= 80) "plain"

            let braille (row: string) = row |> Seq.exists (fun c -> c > '\u2800' && c <= '\u28FF')
            Expect.isTrue (List.exists braille lines) "braille"

        testCase "an output without braille patterns gets ASCII"
        <| fun () ->
            let lines =
                Pwsh.linesOf
                    "[Console]::OutputEncoding = [Text.Encoding]::ASCII; New-CurveData Sine -Points 60 | Show-ApproxChart"

            Expect.all lines (Seq.forall Char.IsAscii) "ASCII"

        testCase "what cannot be drawn says why"
        <| fun () ->
            for script, id, part in
                [
                    "5 | Show-ApproxChart", "WrongInput", "Int32"
                    "'sig(x)' | Show-ApproxChart", "InvalidArgument", "-Lower and -Upper"
                    "'sig(x)' | Show-ApproxChart -Lower 1 -Upper 0", "InvalidArgument", "-Upper"
                    "'sig(' | Show-ApproxChart", "InvalidFormula", "Position"
                    "New-CurveData Sine | Show-ApproxChart -Width 10",
                    "InvalidArgument",
                    "-Width must be from 30 to 1000"
                    "New-CurveData Sine | Show-ApproxChart -Height 2",
                    "InvalidArgument",
                    "-Height must be from 8 to 500"
                ] do
                let error = errorOf script
                Expect.stringStarts error.FullyQualifiedErrorId (id + ",") script
                Expect.stringContains (string error) part script
    ]

/// A browser that notes which page it was asked to open.
let private withBrowser test =
    inFolder (fun folder ->
        if OperatingSystem.IsWindows() then
            skiptest "the browser of this test is a shell script"

        let browser = Path.Combine(folder, "browser")
        let noted = Path.Combine(folder, "opened.txt")

        File.WriteAllText(
            browser,
            $"#!/bin/sh\nprintf '%%s\\n' \"$1\" > {noted}.new && mv {noted}.new {noted}\n"
        )

        File.SetUnixFileMode(browser, UnixFileMode.UserRead ||| UnixFileMode.UserExecute)

        let opened () =
            let until = DateTime.UtcNow + Patience.limit

            while not (File.Exists noted) && DateTime.UtcNow < until do
                Threading.Thread.Sleep 20

            File.ReadAllText(noted).Trim()

        test folder browser opened)

let private pages =
    [
        testCase "Export-ApproxReport -Show opens the written page"
        <| withBrowser (fun folder browser opened ->
            outputIn
                folder
                $"$before = $env:BROWSER; $env:BROWSER = '{browser}'
                  New-CurveData Step -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 1 -Folds 0 | Export-ApproxReport r.html -Show
                  $env:BROWSER = $before"
            |> ignore

            Expect.equal (opened ()) (Path.Combine(folder, "r.html")) "page")

        testCase "New-ApproxChart -Show opens a page of the figure, and passes it on"
        <| withBrowser (fun folder browser opened ->
            let names =
                outputIn
                    folder
                    $"$before = $env:BROWSER; $env:BROWSER = '{browser}'
                      ('sig(x)' | New-NeuronSum | New-ApproxChart Anatomy -Show).Name
                      $env:BROWSER = $before"

            let page = opened ()

            Expect.equal
                (List.map string names, Path.GetFileName page)
                ([ "anatomy" ], "anatomy.html")
                "page"

            Expect.stringContains (File.ReadAllText page) "<html" "content"
            Directory.Delete(nonNull (Path.GetDirectoryName page), true))

        testCase "a page that cannot be opened is a warning that says what helps"
        <| inFolder (fun folder ->
            let result =
                runIn
                    folder
                    "$before = $env:BROWSER; $env:BROWSER = '/no/such/browser'
                     New-CurveData Step -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 1 -Folds 0 | Export-ApproxReport r.html -Show
                     $env:BROWSER = $before"

            Expect.isEmpty result.Errors "no error"
            let warning = result.Warnings |> List.filter (fun text -> text.Contains "could not be opened")
            Expect.hasLength warning 1 "one"

            for part in [ "r.html was written"; "BROWSER" ] do
                Expect.stringContains warning[0] part "warning"

            Expect.isTrue (File.Exists(Path.Combine(folder, "r.html"))) "written")
    ]

[<Tests>]
let tests = testList "cmdlets Show-ApproxChart" [ testList "pictures" pictures; testList "pages" pages ]
