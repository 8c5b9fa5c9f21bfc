/// Limits such as <2.5 and >100 among the outputs of files and rows.
module UniversalApprox.Tests.Cmdlets.CensoringCmdletTests

open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private file =
    "dose,signal\n-3,<0.5\n-2.5,0.62\n-2,<0.5\n-1.5,<= 0.5\n-1,<0.5\n-0.5,0.74\n0,1.1\n0.5,1.8\n1,2.4\n1.5,2.85\n2,2.9\n2.5,>3.1\n3,>3.1\n"

[<Tests>]
let tests =
    testList
        "censored outputs of the cmdlets"
        [
            testCase "are read from files and from rows, and the answer tells them"
            <| inFolder (fun folder ->
                TemporaryFolder.write folder "dose.csv" file |> ignore

                let result =
                    runIn
                        folder
                        "$data = Import-CurveData dose.csv
                         $data.Censoring -join ' '
                         $rows = Import-Csv dose.csv | Invoke-UnitSweep dose signal -Units 1
                         $fit = $data | Invoke-UnitSweep -Units 1
                         $fit.Formula -ceq $rows.Formula
                         ($fit | Compare-UnitFit).Answer
                         $fit | Get-UnitFitSummary | ForEach-Object Name
                         ($fit | Invoke-Mcmc -Steps 1200).Notes -match 'limits'
                         $saved = $data | Invoke-UnitSweep -Units 1 -Run run.db
                         ($data | Invoke-UnitSweep -Units 1 -Run run.db).Formula -ceq $saved.Formula"

                match result.Output |> List.map string with
                | sides :: same :: answer :: rest ->
                    Expect.equal
                        sides
                        "Below None Below Below Below None None None None None None Above Above"
                        "what outputs mean"

                    Expect.equal same "True" "rows and file are the same data"

                    Expect.stringContains
                        answer
                        "4 of 13 values lie below 0.500, and 2 of 13 values lie above 3.10"
                        "answer"

                    Expect.equal rest[0..4] [ "w1"; "b1"; "a1"; "c"; "log_sigma" ] "errors"
                    Expect.stringContains rest[5] "some outputs are limits" "notes"
                    Expect.equal rest[6] "True" "a run file keeps them"
                | other -> failtest $"{other}")

            testCase "are triangles in a report, and fixed parameters are none of its parameters"
            <| inFolder (fun folder ->
                TemporaryFolder.write folder "dose.csv" file |> ignore

                let result =
                    runIn
                        folder
                        "$fit = Import-CurveData dose.csv | Invoke-UnitSweep -Units 1 -Fix @{ c = 0 }
                         $fit | Export-ApproxReport report.html | Out-Null
                         $page = Get-Content -Raw report.html
                         $page -match 'triangle-down' -and $page -match 'triangle-up'
                         $page -match 'Triangles are limits'
                         $fit | Export-ApproxReport report.md | Out-Null
                         (Get-Content report.md) -match '^\\| \\**sigmoid'"

                Expect.isEmpty (result.Errors |> List.map string) "errors"

                match result.Output |> List.map string with
                | [ triangles; caption; row ] ->
                    Expect.equal (triangles, caption) ("True", "True") "the picture"
                    let cells = row.Split '|'
                    Expect.equal (cells[3].Trim([| ' '; '*' |])) "3" row
                | other -> failtest $"{other}")

            testCase "are for outputs only, and folds are refused by name"
            <| inFolder (fun folder ->
                TemporaryFolder.write folder "dose.csv" file |> ignore
                TemporaryFolder.write folder "bad.csv" "x,y\n<1,2\n2,3\n3,4\n" |> ignore

                let folds = runIn folder "Import-CurveData dose.csv | Invoke-UnitSweep -Units 1 -Folds 5"
                Expect.stringContains (folds.Errors |> List.map string |> String.concat " ") "-Folds" "folds"

                let input = runIn folder "Import-CurveData bad.csv -X x -Y y"

                let errors =
                    Option.toList input.Terminating @ input.Errors |> List.map string |> String.concat " "

                Expect.stringContains errors "<1" "an input")
        ]
