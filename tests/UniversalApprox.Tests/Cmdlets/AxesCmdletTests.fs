/// -LogX and -LogY of the cmdlets.
module UniversalApprox.Tests.Cmdlets.AxesCmdletTests

open System
open System.IO
open Expecto
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private quick = "-Units 1 -Activations sigmoid -Restarts 2 -Folds 0"

let private rows =
    "$rows = foreach ($i in 0..39) {
         $dose = 0.01 * [math]::Pow(10, $i / 8)
         [pscustomobject]@{ dose = $dose; signal = (5 + 95 / (1 + [math]::Pow(3 / $dose, 1.2))) * (1 + 0.02 * ($i * 7 % 5 - 2)) }
     }"

[<Tests>]
let tests =
    testList
        "-LogX and -LogY"
        [
            testCase "of a file, of rows and of arrays are the same data"
            <| inFolder (fun folder ->
                let result =
                    runIn
                        folder
                        $"{rows}
                          $rows | Export-Csv rows.csv
                          $file = Import-CurveData rows.csv -LogX dose -LogY
                          $fit = $rows | Invoke-UnitSweep -X dose -Y signal -LogX * -LogY -Name rows {quick}
                          $fit.GetData().HasSameValues($file)
                          $file.Origin
                          (New-CurveData -X $rows.dose -Y $rows.signal -LogX x).LogX -join ','
                          (New-CurveData Parabola -Lower 0.1 -Upper 5 -LogX x).Origin"

                Expect.isEmpty (result.Errors |> List.map string) "errors"

                match result.Output |> List.map string with
                | [ same; origin; named; known ] ->
                    Expect.equal (same, named) ("True", "x") "data"
                    Expect.stringContains origin "-LogX 'dose' -LogY" "origin of a file"
                    Expect.stringContains known "-LogX 'x'" "origin of a known curve"
                | other -> failtest $"%A{other}")

            testCase "answer in units of the dose, from the formula to the inverse"
            <| fun () ->
                let result =
                    run
                        $"{rows}
                          $fit = $rows | Invoke-UnitSweep -X dose -Y signal -LogX dose -LogY {quick}
                          $x = 2.5
                          $byFormula = Invoke-Expression ($fit | Get-NeuronFormula -Style PowerShell)
                          $byModel = ($fit.GetNetwork() | Get-NeuronPrediction -X 2.5).Prediction
                          [math]::Abs($byFormula / $byModel - 1) -lt 1e-12
                          $again = ($fit | Get-NeuronFormula | New-NeuronSum | Get-NeuronPrediction -X 2.5).Prediction
                          $again -eq $byModel
                          ($fit | Get-CurveQuantity | Where-Object Name -eq EC50 | ForEach-Object {{ $_.Q05 -lt 3.2 -and $_.Q95 -gt 2.8 }})
                          $inverse = $fit | Get-NeuronInverse -Y 50
                          [math]::Abs(($fit.GetNetwork() | Get-NeuronPrediction -X $inverse.X).Prediction - 50) -lt 1e-9
                          $grid = $fit | Get-NeuronPrediction -Lower 0.01 -Upper 100 -Points 5
                          ($grid.dose | ForEach-Object {{ [math]::Round($_, 9) }}) -join ' '
                          $next = $fit | Get-NextMeasurement -Count 1
                          $next.X -ge 0.01 -and $next.X -le 1000
                          ($fit | Show-ApproxChart -Width 70 -Height 12) -join '|'"

                Expect.isEmpty (result.Errors |> List.map string) "errors"

                match result.Output |> List.map string with
                | [ a; b; c; d; grid; e; picture ] ->
                    Expect.equal [ a; b; c; d; e ] (List.replicate 5 "True") "answers"
                    Expect.equal grid "0.01 0.1 1 10 100" "a grid is even on the axis"

                    for tick in [ "0.01"; "100"; "50┤"; "5┤" ] do
                        Expect.stringContains picture tick "numbers at the axes"
                | other -> failtest $"%A{other}"

            testCase "new rows that have no logarithm are errors of their own"
            <| fun () ->
                let result =
                    run
                        $"{rows}
                          $fit = $rows | Invoke-UnitSweep -X dose -Y signal -LogX dose {quick}
                          $new = 0.1, 0, 10 | ForEach-Object {{ [pscustomobject]@{{ dose = $_ }} }}
                          ($new | Get-NeuronPrediction -Model $fit -ErrorAction SilentlyContinue).Count"

                Expect.equal (result.Output |> List.map string) [ "2" ] "rows"

                let error =
                    errorOf
                        $"{rows}; $rows[0].dose = -1; $rows | Invoke-UnitSweep -X dose -Y signal -LogX dose {quick}"

                for word in [ "Row 1"; "dose"; "-1"; "logarithmic"; "-SkipInvalid" ] do
                    Expect.stringContains (string error) word "message"

                for script, words in
                    [
                        $"{rows}; $rows | Invoke-UnitSweep -X dose -Y signal -LogX dos {quick}",
                        [ "-LogX"; "dose" ]
                        "New-CurveData Sine -LogX x", [ "-Lower"; "above 0"; "-LogX" ]
                        "New-CurveData -X 1, 2 -Y 0, 1 -LogY", [ "'y'"; "row 1"; "got 0" ]
                        "New-CurveData -X 1, 2 -Y 1, 2 -Sigma 0.1, 3 -LogY", [ "row 2"; "3"; "of 2" ]
                    ] do
                    for word in words do
                        Expect.stringContains (string (errorOf script)) word script

            testCase "of charts alone change the picture"
            <| fun () ->
                let result =
                    run
                        $"{rows}
                          $fit = $rows | Invoke-UnitSweep -X dose -Y signal {quick}
                          $chart = $fit | New-ApproxChart SweepPanels -ScaleX Log -ScaleY Log
                          $layout = ($chart.ToJson() | ConvertFrom-Json).layout
                          $layout.xaxis.type + ' ' + $layout.yaxis.type
                          ($fit | New-ApproxChart TrainingHistory -ScaleX Log -ErrorAction SilentlyContinue -ErrorVariable failed).Count
                          \"$failed\""

                match result.Output |> List.map string with
                | [ types; "0"; message ] ->
                    Expect.equal types "log log" "axes"
                    Expect.stringContains message "-ScaleX" "message"
                | other -> failtest $"%A{other}"

            testCase "stay in model files, run files and reports"
            <| inFolder (fun folder ->
                let result =
                    runIn
                        folder
                        $"{rows}
                          $rows | Export-Csv rows.csv
                          $fit = Import-CurveData rows.csv -LogX dose -LogY | Invoke-UnitSweep {quick} -Run run.db
                          $fit | Export-NeuronModel model.json
                          $read = Import-NeuronModel model.json
                          $read.LogY -and $read.Formula -eq $fit.Formula
                          $stored = (Get-ApproxRun run.db).GetFits()
                          $stored.GetData().LogX -join ','
                          $stored.Formula -eq $fit.Formula
                          $fit | Export-NeuronModel model.ps1
                          . ./model.ps1
                          [math]::Abs((Network 2.5) / $fit.GetNetwork().Evaluate(2.5) - 1) -lt 1e-12
                          $fit | Export-ApproxReport report.html
                          $html = Get-Content report.html -Raw
                          $html.Contains(\"-LogX &#39;dose&#39; -LogY\") -or $html.Contains(\"-LogX 'dose' -LogY\")
                          $html -match 'on a logarithmic axis'
                          $html -match '\"type\":\"log\"'"

                Expect.isEmpty (result.Errors |> List.map string) "errors"

                Expect.equal
                    (result.Output |> List.map string)
                    [ "True"; "dose"; "True"; "True"; "True"; "True"; "True" ]
                    "answers")
        ]
