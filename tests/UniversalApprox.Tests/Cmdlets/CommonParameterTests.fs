/// The parameters that PowerShell gives to every cmdlet, and those that the cmdlets share.
module UniversalApprox.Tests.Cmdlets.CommonParameterTests

open System.IO
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private formulas = "'sig(x)', 'sig(', 'tanh(x)' | New-NeuronSum"

/// In a folder with a readable file.
let private shows script expected =
    inFolder (fun folder ->
        write folder "two.csv" "x,y\n1,2\n2,3\n" |> ignore
        Expect.equal (linesIn folder script) expected script)

[<Tests>]
let tests =
    testList
        "cmdlets common parameters"
        [
            testCase "-ErrorAction Stop ends at the first error, SilentlyContinue and Ignore are silent"
            <| fun () ->
                let stopped = run $"{formulas} -ErrorAction Stop"
                Expect.isSome stopped.Terminating "Stop"

                for action in [ "SilentlyContinue"; "Ignore" ] do
                    let silent = run $"{formulas} -ErrorAction {action}"
                    Expect.equal (silent.Output.Length, silent.Errors.Length) (2, 0) action

            testCase "an error that -ErrorAction Stop throws has identifier, category and target"
            <| shows
                "try { Import-CurveData none.csv -ErrorAction Stop }
                 catch { $_.FullyQualifiedErrorId, $_.CategoryInfo.Category, (Split-Path -Leaf $_.TargetObject) }"
                [
                    "FileNotFound,UniversalApprox.PowerShell.ImportCurveDataCommand"
                    "ObjectNotFound"
                    "none.csv"
                ]

            testCase "-ErrorVariable and -WarningVariable collect"
            <| shows
                "'sig(' | New-NeuronSum -ErrorVariable wrong -ErrorAction SilentlyContinue; $wrong.Count
                 $few = New-CurveData Sine -Points 6
                 $few | Invoke-UnitSweep -Units 2 -Restarts 1 -WarningVariable warned -WarningAction SilentlyContinue > $null
                 $warned.Count"
                [ "1"; "1" ]

            testCase "-WarningAction Stop ends with an error"
            <| fun () ->
                let error =
                    errorOf
                        "New-CurveData Sine -Points 6 | Invoke-UnitSweep -Units 2 -Restarts 1 -WarningAction Stop"

                Expect.equal
                    error.FullyQualifiedErrorId
                    "ActionPreferenceStop,UniversalApprox.PowerShell.InvokeUnitSweepCommand"
                    "identifier"

            testCase "-Verbose says what is done, and nothing is said without it"
            <| fun () ->
                let sweep = "New-CurveData Step -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 1 -Fold 0"
                let told = run $"{sweep} -Verbose -Debug"
                Expect.equal (told.Verbose.Length, told.Output.Length) (1, 1) "with"
                Expect.isEmpty (run sweep).Verbose "without"

            testCase "-Debug asks nothing, and shows warnings and verbose lines as the other parameters say"
            <| inFolder (fun folder ->
                let result =
                    Pwsh.run
                        [
                            "-Command"
                            $"Set-Location '{folder}'
                              'a,b,c', '1,2,3', '2,3,4' | Set-Content three.csv
                              $few = New-CurveData Sine -Points 6
                              ($few | Invoke-UnitSweep -Units 2 -Restarts 1 -Debug 3>&1 4>&1).Count
                              ($few | Invoke-UnitSweep -Units 2 -Restarts 1 -Debug -WarningAction Ignore -Verbose:$false 3>&1 4>&1).Count
                              (Import-CurveData three.csv -Debug 3>&1 4>&1).Count
                              New-NeuronSum '2 sig(x)' | Export-NeuronModel n.json -Debug 4>$null
                              Test-Path n.json
                              $WarningPreference = 'Stop'
                              try {{ $few | Invoke-UnitSweep -Units 2 -Restarts 1 -Debug 3>$null }} catch {{ $_.FullyQualifiedErrorId }}"
                        ]

                Expect.equal (result.ExitCode, result.Error) (0, "") "no question"

                Expect.equal
                    (result.Output.Split('\n', System.StringSplitOptions.RemoveEmptyEntries) |> List.ofArray)
                    [
                        "3"
                        "1"
                        "3"
                        "True"
                        "ActionPreferenceStop,UniversalApprox.PowerShell.InvokeUnitSweepCommand"
                    ]
                    "lines")

            testCase "-WhatIf writes nothing"
            <| inFolder (fun folder ->
                outputIn
                    folder
                    "New-NeuronSum 'sig(x)' | Export-NeuronModel n.json -WhatIf
                     New-CurveData Step -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 1 -Fold 0 | Export-ApproxReport r.html -WhatIf"
                |> ignore

                Expect.isEmpty (Directory.GetFiles folder) "files")

            // A session's host shows nothing; a process's does.
            testCase
                "-WhatIf says what would be written; -Confirm is an error where there is no one to answer"
            <| inFolder (fun folder ->
                let lines =
                    Pwsh.linesOf
                        $"Set-Location '{folder}'
                          New-NeuronSum '2 sig(x)' | Export-NeuronModel /nowhere/a.json -WhatIf
                          New-CurveData Step -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 1 | Export-ApproxReport /nowhere/a.html -WhatIf
                          try {{ New-NeuronSum '2 sig(x)' | Export-NeuronModel a.json -Confirm }} catch {{ $_.FullyQualifiedErrorId }}
                          Test-Path a.json
                          New-NeuronSum '2 sig(x)' | Export-NeuronModel a.json -Confirm:$false
                          Test-Path a.json"

                Expect.equal
                    lines
                    [
                        "What if: Performing the operation \"Export network as Json\" on target \"/nowhere/a.json\"."
                        "What if: Performing the operation \"Export report\" on target \"/nowhere/a.html\"."
                        "InvalidOperation,UniversalApprox.PowerShell.ExportNeuronModelCommand"
                        "False"
                        "True"
                    ]
                    "lines")

            testCase "-OutVariable, -PipelineVariable, and input by property name"
            <| shows
                "New-CurveData Sine -Points 9 -OutVariable out -PipelineVariable passed | ForEach-Object { $passed.Count }
                 $out.Count
                 [pscustomobject] @{ Curve = 'Runge'; Points = 7 } | New-CurveData | ForEach-Object Count
                 [pscustomobject] @{ Formula = '2 sig(x)' } | New-NeuronSum | ForEach-Object Units
                 Get-ChildItem two.csv | Import-CurveData | ForEach-Object Name
                 [pscustomobject] @{ Path = 'two.csv' } | Import-CurveData | ForEach-Object Name"
                [ "9"; "1"; "7"; "1"; "two"; "two" ]

            testCase "-LiteralPath takes brackets as they are"
            <| shows
                "'x,y', '1,2', '2,3' | Set-Content -LiteralPath 'a[1].csv'
                 New-NeuronSum '2 sig(x)' | Export-NeuronModel -LiteralPath 'a[1].json'
                 (Import-CurveData -LiteralPath 'a[1].csv').Name
                 (Import-NeuronModel -LiteralPath 'a[1].json').Formula
                 (Import-CurveData 'tw?.csv').Name"
                [ "a[1]"; "2 sig(x)"; "two" ]

            testCase "messages about files name parameters of the cmdlet"
            <| shows
                "'x|y', '1|2' | Set-Content one.csv
                 Import-CurveData one.csv -Delimiter ',' -ErrorAction SilentlyContinue -ErrorVariable said; \"$said\""
                [
                    "one.csv, line 1: a curve needs at least 2 columns, and the file has 1: \"x|y\". Leave -Delimiter out, and it is found."
                ]
        ]
