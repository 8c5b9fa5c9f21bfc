/// Whole jobs: the cmdlets between PowerShell's own commands, with files and jobs, and interrupted.
module UniversalApprox.Tests.Cmdlets.PipelineTests

open System
open System.IO
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private rat42 = Path.Combine(Process.repositoryRoot, "cmdlets", "examples", "data", "rat42.csv")

let private sweep =
    "$fits = New-CurveData Sine -Points 40 | Invoke-UnitSweep -Units 1, 2 -Activation Sigmoid, Tanh -Restarts 2\n"

let private shows script expected =
    inFolder (fun folder -> Expect.equal (linesIn folder script) expected "lines")

/// The columns of a fit, in the order that users rely on.
let private columns =
    "Data Activation Units Parameters Restart Seed Optimizer WeightDecay Iterations StopReason Sse Rmse MeanAbsoluteResidual \
     MaxAbsoluteResidual RSquared ValidationRmse ValidationStandardError Aicc Bic ChiSquarePerDof TurningPoints Milliseconds Formula"

let private csv =
    [
        testCase "the file of fits has its columns in their order"
        <| shows
            $"{sweep}$fits | Export-Csv sweep.csv; Get-Content sweep.csv -TotalCount 1"
            [ columns.Split ' ' |> Array.map (fun name -> $"\"{name}\"") |> String.concat "," ]

        testCase "a network can be had back from the file of its fit, with the same numbers"
        <| shows
            $"{sweep}$fits | Export-Csv sweep.csv
              $rows = Import-Csv sweep.csv
              foreach ($i in 0..3) {{
                  $was = ($fits[$i] | Get-NeuronPrediction -X -3, 0.1, 7).Prediction -join ' '
                  $is = ($rows[$i].Formula | Get-NeuronPrediction -X -3, 0.1, 7).Prediction -join ' '
                  \"$($was -eq $is) $($fits[$i].Rmse -eq [double] $rows[$i].Rmse)\"
              }}"
            (List.replicate 4 "True True")

        testCase "a file is swept through Import-Csv as through Import-CurveData"
        <| shows
            $"$file = '{rat42}'
              $names = Import-CurveData -LiteralPath $file
              $one = Import-Csv $file | Invoke-UnitSweep $names.InputNames[0] $names.OutputName -Units 1 -NoOffset
              $other = $names | Invoke-UnitSweep -Units 1 -NoOffset
              $one.Formula -eq $other.Formula
              # The certified sum of squares of Rat42.
              '{{0:F6}}' -f $one.Sse"
            [ "True"; "8.056523" ]

        testCase "Import-Csv | Invoke-UnitSweep | Sort-Object | Export-Csv"
        <| shows
            $"Import-Csv '{rat42}' | Invoke-UnitSweep days yield -Units 1, 2 -Restarts 4 -NoOffset |
                  Sort-Object Units -Descending | Export-Csv sweep.csv
              $rows = Import-Csv sweep.csv
              $rows.Units -join ' '
              $rows[1].psobject.Properties.Name.Count
              '{{0:F6}}' -f [double] $rows[1].Sse
              # The network can be had back from its row, and a message says how.
              $rows | Get-NeuronPrediction -X 40 -ErrorAction SilentlyContinue -ErrorVariable said
              \"$($said[0])\"
              @($rows | New-NeuronSum | Get-NeuronPrediction -X 40).Count"
            [
                "2 1"
                "23"
                "8.056523"
                "A network, a fit, a comparison, a formula, a posterior or rows of Get-UnitFitEvidence are needed; got PSCustomObject. New-NeuronSum makes a network of its Formula: pipe it through that."
                "2"
            ]
    ]

let private stock =
    [
        testCase "ConvertTo-Json has each property with its value, and nothing is cut off"
        <| shows
            $"{sweep}$json = $fits | ConvertTo-Json -WarningAction Stop | ConvertFrom-Json
              $json.Count
              $json[0].Rmse -eq $fits[0].Rmse -and $json[3].Formula -eq $fits[3].Formula
              $json[0].StopReason
              ($fits | Compare-UnitFit | ConvertTo-Json -Depth 2 -WarningAction Stop | ConvertFrom-Json).Ranking.Count"
            [ "4"; "True"; "Converged"; "4" ]

        testCase "ConvertTo-Json has names of enumerations, at any depth"
        <| shows
            $"{sweep}$posterior = $fits[0] | Invoke-Mcmc -Steps 40 -BurnIn 10 -WarningAction SilentlyContinue
              $row = $posterior | ConvertTo-Json -Depth 4 -WarningAction SilentlyContinue | ConvertFrom-Json
              $row.Sampler, $row.StopReason, $row.Options.Density -join ' '
              # No enumeration of the module is written as a number.
              foreach ($type in [UniversalApprox.UnitFit].Assembly.GetExportedTypes().Where({{ $_.IsEnum }})) {{
                  $value = [enum]::GetValues($type)[-1]
                  if ((ConvertTo-Json $value) -ne \"`\"$value`\"\") {{ $type.FullName }}
              }}"
            [ "Nuts Completed Auto" ]

        testCase "Export-Csv of every kind of row that the cmdlets write is flat"
        <| shows
            $"{sweep}$posterior = $fits[0] | Invoke-Mcmc -Steps 40 -BurnIn 10 -WarningAction SilentlyContinue
              $rows = $fits[0], $posterior, ($fits | Compare-UnitFit), ($posterior | Get-McmcSummary)[0], ($posterior | Get-McmcSample)[0],
                  ($fits[0] | Get-UnitFitSummary -WarningAction SilentlyContinue)[0], ($fits[0] | Get-NeuronPrediction -X 1 -WarningAction SilentlyContinue),
                  ('sin(x)' | Get-NeuronInverse 0.5 -Lower 0 -Upper 2)[0], ($fits[0] | Get-CurveQuantity -WarningAction SilentlyContinue)[0]
              foreach ($row in $rows) {{ @(($row | ConvertTo-Csv)[1..9] -match 'System\\.|UniversalApprox\\.|\\w\\[\\]').Count }}
              ($posterior | ConvertTo-Csv | ConvertFrom-Csv).ParameterNames"
            (List.replicate 9 "0" @ [ "w1; b1; a1; c; log_sigma" ])

        testCase "types that the help names are type literals"
        <| shows
            "$names = foreach ($command in Get-Command -Module UniversalApprox) {
                 foreach ($parameter in $command.Parameters.Values) {
                     $type = $parameter.ParameterType
                     $type = if ($type.IsArray) { $type.GetElementType() } elseif ([Nullable]::GetUnderlyingType($type)) { [Nullable]::GetUnderlyingType($type) } else { $type }
                     if ($type.Assembly.GetName().Name -like 'UniversalApprox*') { \"UniversalApprox.$($type.Name)\" }
                 }
                 (Get-Help $command -Full).returnValues.returnValue.type.name -like 'UniversalApprox.*'
             }
             $names = $names | ForEach-Object Trim | Sort-Object -Unique
             $names.Count -gt 15
             $names.Where({ -not ($_ -as [type]) })
             [UniversalApprox.ChartKind]::Corner, [UniversalApprox.ModelFormat]::Onnx -join ' '"
            [ "True"; "Corner Onnx" ]

        testCase "Group-Object, Where-Object, Measure-Object, Select-Object and Tee-Object"
        <| shows
            $"{sweep}$fits | Group-Object Activation | ForEach-Object {{ \"$($_.Name) $($_.Count)\" }}
              @($fits | Where-Object Units -eq 2).Count
              ($fits | Measure-Object Rmse -Minimum).Minimum -eq ($fits.Rmse | Sort-Object)[0]
              $fits | Select-Object -Last 1 -Property Units, Activation | ForEach-Object {{ $_.psobject.Properties.Value -join ' ' }}
              $fits | Tee-Object -Variable copy | Select-Object -Skip 3 | ForEach-Object Activation
              $copy.Count"
            [ "sigmoid 2"; "tanh 2"; "2"; "True"; "2 tanh"; "tanh"; "4" ]

        testCase "Select-Object -First ends a stream of draws"
        <| shows
            "New-CurveData Step -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 1 -Fold 0 |
                 Invoke-Mcmc -Steps 1000000000 -BurnIn 0 -Ensembles 1 -Stream | Select-Object -First 2 | ForEach-Object Step"
            [ "1"; "2" ]
    ]

let private jobs =
    [
        testCase "ForEach-Object -Parallel gives the rows of one after the other"
        <| shows
            "$one = { param($seed) New-CurveData Sine -Points 30 -Seed $seed | Invoke-UnitSweep -Units 1, 2 -Restarts 2 -Folds 3 }
             $alone = 1..4 | ForEach-Object { & $one $_ } | ForEach-Object { \"$($_.Formula) $($_.ValidationRmse)\" }
             $text = \"$one\"
             $together = 1..4 | ForEach-Object -ThrottleLimit 4 -Parallel { & ([scriptblock]::Create($using:text)) $_ } |
                 ForEach-Object { \"$($_.Formula) $($_.ValidationRmse)\" }
             $together.Count
             -not (Compare-Object $alone $together)
             & $one 1 | ForEach-Object -Parallel { $_.GetNetwork().Units } | Measure-Object -Sum | ForEach-Object Sum"
            [ "8"; "True"; "3" ]

        testCase
            "Start-ThreadJob gives the objects; Start-Job copies of them, which show the same and say what they lack"
        <| shows
            $"{sweep}$work = {{ {sweep}; $fits }}
              $near = Start-ThreadJob $work | Receive-Job -Wait -AutoRemoveJob
              ($near | Compare-UnitFit).Units -eq ($fits | Compare-UnitFit).Units
              $far = Start-Job $work | Receive-Job -Wait -AutoRemoveJob
              -not (Compare-Object $fits $far -Property Formula, Rmse, ValidationRmse)
              ($far | Format-Table | Out-String) -eq ($fits | Format-Table | Out-String)
              $far[0] | Compare-UnitFit -ErrorVariable said -ErrorAction SilentlyContinue
              \"$said\"
              $comparison = $fits | Compare-UnitFit
              $comparison | Export-Clixml answer.xml
              (Import-Clixml answer.xml | Out-String) -eq ($comparison | Out-String)"
            [
                "True"
                "True"
                "True"
                "Fits of Invoke-UnitSweep are needed; got a UnitFit from a job or Import-Clixml, which is a copy of its columns only (Start-ThreadJob and ForEach-Object -Parallel give the object itself)."
                "True"
            ]
    ]

/// In processes of their own, which a signal interrupts when the first object has been written.
let private interruptions =
    let interrupted script test =
        inFolder (fun folder ->
            if OperatingSystem.IsWindows() then
                skiptest "there are no signals on Windows"

            let file = Path.Combine(folder, "rows.csv")
            // Export-Csv has a buffer of its own, which PowerShell may or may not write when it is interrupted.
            let write =
                $"ForEach-Object {{ [IO.File]::AppendAllText('{file}', $_ + \"`n\"); if (++$lines -eq 2) {{ [Console]::WriteLine($PID) }} }}"

            let result =
                Pwsh.interruptAfterFirstLine
                    $"{script} | ConvertTo-Csv | {write}; [Console]::WriteLine('after')"

            Expect.equal (result.Output, result.Error) ("", "") "no more than that"
            test (File.ReadAllLines file))

    [
        testCase "ends a sweep that takes hours and leaves the finished rows"
        <| interrupted
            "New-CurveData Sine -Points 100000 | Invoke-UnitSweep -Units 1, 900 -Restarts 1 -Fold 0 -Epochs 1000"
            (fun lines -> Expect.hasLength lines 2 "header and the finished row")

        testCase "ends an endless stream of draws and leaves whole rows"
        <| interrupted
            "New-CurveData Sine -Points 100 | Invoke-UnitSweep -Units 2 -Restarts 1 -Fold 0 | Invoke-Mcmc -Stream -Steps 1000000000"
            (fun lines ->
                Expect.isGreaterThan lines.Length 1 "rows"
                let fields = lines |> Array.map (fun line -> line.Split(',').Length) |> Array.distinct
                Expect.hasLength fields 1 "as many fields in each")
    ]

[<Tests>]
let tests =
    testList
        "cmdlets pipelines"
        [
            testList "csv" csv
            testList "stock commands" stock
            testList "jobs" jobs
            testList "Ctrl-C" interruptions
        ]
