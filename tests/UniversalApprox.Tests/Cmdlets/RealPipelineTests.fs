/// The module between the stock commands of real PowerShell.
module UniversalApprox.Tests.Cmdlets.RealPipelineTests

open System.IO
open Expecto
open UniversalApprox.Tests.Support

let private rat42 = Path.Combine(Process.repositoryRoot, "cmdlets", "examples", "data", "rat42.csv")

let private sweep =
    "$fits = New-CurveData Sine -Points 40 | Invoke-UnitSweep -Units 1, 2 -Activation Sigmoid, Tanh -Restarts 2"

let private stock =
    [
        "Import-Csv | Invoke-UnitSweep | Sort-Object | Export-Csv",
        $"Import-Csv '{rat42}' | Invoke-UnitSweep days yield -Units 1, 2 -Restarts 4 -NoOffset |
              Sort-Object Units -Descending | Export-Csv sweep.csv
          $rows = Import-Csv sweep.csv
          $rows.Units -join ' '
          $rows[1].psobject.Properties.Name.Count
          '{{0:F6}}' -f [double] $rows[1].Sse
          # The network can be had back from its row, and a message says how.
          $rows | Get-NeuronPrediction -X 40 -ErrorAction SilentlyContinue -ErrorVariable said
          \"$($said[0])\"
          @($rows | New-NeuronSum | Get-NeuronPrediction -X 40).Count",
        "2 1\n21\n8.056523\nA network, a fit, a formula or a posterior is needed; got PSCustomObject. New-NeuronSum makes a network of its \
         Formula: pipe it through that.\n2"

        "ConvertTo-Json has each property with its value, and nothing is cut off",
        "$json = $fits | ConvertTo-Json -EnumsAsStrings -WarningAction Stop | ConvertFrom-Json
         $json.Count
         $json[0].Rmse -eq $fits[0].Rmse -and $json[3].Formula -eq $fits[3].Formula
         $json[0].StopReason
         ($fits | Compare-UnitFit | ConvertTo-Json -Depth 2 -WarningAction Stop | ConvertFrom-Json).Ranking.Count",
        "4\nTrue\nConverged\n4"

        "Group-Object, Where-Object, Measure-Object, Select-Object and Tee-Object",
        "$fits | Group-Object Activation | ForEach-Object { \"$($_.Name) $($_.Count)\" }
         @($fits | Where-Object Units -eq 2).Count
         ($fits | Measure-Object Rmse -Minimum).Minimum -eq ($fits.Rmse | Sort-Object)[0]
         $fits | Select-Object -Last 1 -Property Units, Activation | ForEach-Object { $_.psobject.Properties.Value -join ' ' }
         $fits | Tee-Object -Variable copy | Select-Object -Skip 3 | ForEach-Object Activation
         $copy.Count",
        "sigmoid 2\ntanh 2\n2\nTrue\n2 tanh\ntanh\n4"

        "Select-Object -First stops a sweep and a stream of draws at once",
        "$clock = $null
         New-CurveData Sine -Points 100000 | Invoke-UnitSweep -Units 1, 100, 200 -Restarts 1 -Fold 0 -Epochs 5 |
             ForEach-Object { $clock = [Diagnostics.Stopwatch]::StartNew(); $_ } | Select-Object -First 1 | ForEach-Object Units
         $clock.ElapsedMilliseconds -lt 2000
         New-CurveData Step -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 1 -Fold 0 |
             Invoke-Mcmc -Steps 1000000000 -BurnIn 0 -Ensembles 1 -Stream | Select-Object -First 2 | ForEach-Object Walker",
        "1\nTrue\n1\n2"

        "ForEach-Object -Parallel gives the rows of one after the other",
        "$one = { param($seed) New-CurveData Sine -Points 30 -Seed $seed | Invoke-UnitSweep -Units 1, 2 -Restarts 2 }
         $alone = 1..4 | ForEach-Object { & $one $_ } | ForEach-Object { \"$($_.Formula) $($_.ValidationRmse)\" }
         $text = \"$one\"
         $together = 1..4 | ForEach-Object -ThrottleLimit 4 -Parallel { & ([scriptblock]::Create($using:text)) $_ } |
             ForEach-Object { \"$($_.Formula) $($_.ValidationRmse)\" }
         $together.Count
         -not (Compare-Object $alone $together)
         $fits | ForEach-Object -Parallel { $_.GetNetwork().Units } | Measure-Object -Sum | ForEach-Object Sum",
        "8\nTrue\n6"

        "Start-ThreadJob gives the objects; Start-Job copies of them, which show the same and say what they lack",
        "$work = { New-CurveData Sine -Points 40 | Invoke-UnitSweep -Units 1, 2 -Activation Sigmoid, Tanh -Restarts 2 }
         $near = Start-ThreadJob $work | Receive-Job -Wait -AutoRemoveJob
         ($near | Compare-UnitFit).Units -eq ($fits | Compare-UnitFit).Units
         $far = Start-Job $work | Receive-Job -Wait -AutoRemoveJob
         -not (Compare-Object $fits $far -Property Formula, Rmse, ValidationRmse)
         ($far | Format-Table | Out-String) -eq ($fits | Format-Table | Out-String)
         $far[0] | Compare-UnitFit -ErrorVariable said -ErrorAction SilentlyContinue
         \"$said\"
         $comparison = $fits | Compare-UnitFit
         $comparison | Export-Clixml answer.xml
         (Import-Clixml answer.xml | Out-String) -eq ($comparison | Out-String)",
        "True\nTrue\nTrue\n\
         Fits of Invoke-UnitSweep are needed; got a UnitFit from a job or Import-Clixml, which is a copy of its columns only \
         (Start-ThreadJob and ForEach-Object -Parallel give the object itself).\nTrue"
    ]

/// The headers of the tables at 80 columns, where PowerShell leaves out what does not fit.
let private headers =
    [
        "$fits", "Data Activation Units MeanAbsResidual Validation Turns Stop"
        "$answer", "Data Activation Units Criterion Answer"
        "$answer.Ranking", "Rank Activation Units Score Suffices IsRecommended"
        "$fits[0].GetData()", "Name Points Inputs Output"
        "$fits[0].GetNetwork()", "Activation Dimension Units Formula"
        "$posterior", "Parameters Ensembles Walkers KeptSteps Acceptance Verdict"
        "$summary", "Name Mean Sd Q05 Median Q95 EssBulk NestedRHat"
        "$chart", "Name Title"
        "Test-TorchBackend", "IsAvailable Version Devices FoundIn Problem"
    ]

let private views =
    [
        "tables of every type fit 80 columns",
        "$answer = $fits | Compare-UnitFit
         $posterior = $fits[0] | Invoke-Mcmc -Steps 60 -BurnIn 20 -WarningAction SilentlyContinue
         $summary = $posterior | Get-McmcSummary
         $chart = $fits | New-ApproxChart ErrorAgainstUnits\n"
        + (headers
           |> List.map (fun (value, _) ->
               $"(({value} | Format-Table | Out-String -Width 80).Trim() -split '\\r?\\n')[0] -replace '\\s+', ' '")
           |> String.concat "\n"),
        headers |> List.map snd |> String.concat "\n"

        "lists have everything, and no names of .NET types",
        "foreach ($shown in $fits[0], $answer, $answer.Ranking[0], $fits[0].GetData(), $fits[0].GetNetwork(), $posterior, $summary[0], $chart) {
             $text = $shown | Format-List | Out-String -Width 80
             \"$([regex]::Matches($text, '(?m)^\\w+ +:').Count) $($text -match 'System\\.')\"
         }
         # What is shown without asking: lists of what has text, tables of the rest.
         foreach ($shown in $fits[0], $answer, $fits[0].GetNetwork(), $posterior, $summary[0]) {
             ($shown | Out-String -Width 120).Trim() -match '^\\w+ +:'
         }",
        "21 False\n5 False\n6 False\n7 False\n5 False\n5 False\n18 False\n4 False\nFalse\nTrue\nTrue\nTrue\nFalse"

        "Export-Csv of networks, summaries, draws and predictions has their numbers",
        "$fits[0].GetNetwork() | Export-Csv network.csv
         (Import-Csv network.csv).Formula -eq $fits[0].Formula
         $summary | Export-Csv summary.csv
         (Import-Csv summary.csv).Name -join ' '
         $posterior | Get-McmcSample | Export-Csv draws.csv
         (Import-Csv draws.csv).Count -eq $posterior.Ensembles * $posterior.Walkers * $posterior.KeptSteps
         $fits | Get-NeuronPrediction | Export-Csv predictions.csv
         (Import-Csv predictions.csv | Group-Object Activation, Units).Count",
        "True\nw1 b1 a1 c log_sigma\nTrue\n4"

        "a report's file is shown as Get-Item shows it",
        "($fits | Export-ApproxReport report.html -PassThru | Out-String) -eq (Get-Item report.html | Out-String)",
        "True"
    ]

[<Tests>]
let tests =
    testList
        "real PowerShell"
        [ RealPowerShell.session "stock commands" sweep stock; RealPowerShell.session "views" sweep views ]
