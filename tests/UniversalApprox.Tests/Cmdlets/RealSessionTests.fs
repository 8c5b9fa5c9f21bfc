/// The module in a session of real PowerShell: manifest, help, completion, common parameters, isolation.
module UniversalApprox.Tests.Cmdlets.RealSessionTests

open System.IO
open System.Text.RegularExpressions
open Expecto
open UniversalApprox.Tests.Support

let private manifest = Path.Combine(ModuleSession.moduleFolder, "UniversalApprox.psd1")
let private pages = Path.Combine(Process.repositoryRoot, "cmdlets", "docs", "en-US")

let private cmdletPages = Directory.GetFiles(pages, "*-*.md") |> Array.sort |> List.ofArray

/// The syntax that the pages show; without blank lines, as the session's test leaves them out.
let private syntax =
    [
        for page in cmdletPages do
            let block = Regex.Match(File.ReadAllText page, "(?ms)^```text\n(.*?)^```")
            block.Groups[1].Value.Split('\n') |> Array.filter (fun line -> line <> "") |> String.concat "\n"
    ]
    |> String.concat "\n"

let private discovery =
    [
        "Test-ModuleManifest has neither errors nor warnings",
        $"$module = Test-ModuleManifest '{manifest}' -ErrorAction Stop -WarningVariable warned
          \"$($module.Name) $($module.ExportedCmdlets.Count) $($warned.Count)\"",
        $"UniversalApprox {cmdletPages.Length} 0"

        "Get-Command -Syntax is what the pages show",
        "(Get-Command -Module UniversalApprox | Sort-Object Name | ForEach-Object { Get-Command $_ -Syntax } | Out-String -Width 2000) `
             -split '\\r?\\n' | Where-Object { $_ }",
        syntax

        "Get-Help finds synopsis, description and two examples of each cmdlet, and words for every parameter",
        "foreach ($command in Get-Command -Module UniversalApprox) {
             $help = Get-Help $command -Full
             $own = $command.Parameters.Keys | Where-Object { $_ -notin [System.Management.Automation.Cmdlet]::CommonParameters }
             $silent = $own | Where-Object { -not ($help.parameters.parameter | Where-Object name -eq $_).description }
             if ($help.Synopsis -match '\\[<CommonParameters>\\]' -or -not $help.description -or @($help.examples.example).Count -lt 2 -or $silent) {
                 \"$command $silent\"
             }
         }
         $examples = (Get-Help Invoke-UnitSweep -Examples | Out-String -Width 120) -split '\\r?\\n' -match '^ *-+ Example'
         $examples[0, 1].Trim()
         ('UniversalApprox', 'NeuronSum', 'McmcDiagnostics' | ForEach-Object { Get-Help about_$_ } | Out-String) -match 'NestedRHat'
         Get-Help *mcmcd* | ForEach-Object Name",
        "---- Example 1: How many neurons for a parabola? ----\n---- Example 2: Rows of a CSV to rows of a CSV ----\nTrue\nabout_McmcDiagnostics"

        "Tab completes parameters, names, columns through a pipeline, files, and types",
        "'days,yield', '1,2' | Set-Content data.csv
         foreach ($line in 'Invoke-UnitSweep -Act', 'Invoke-UnitSweep -Activation Sigmoid, t', 'New-CurveData S', 'Import-CurveData data.csv -X ',
             'Import-Csv data.csv | Invoke-UnitSweep ', 'Import-Csv data.csv | Where-Object days -gt 0 | Sort-Object days | Invoke-UnitSweep -Y ',
             'Import-CurveData -LiteralPath da', 'New-CurveData Sine | Invoke-UnitSweep | Sort-Object Valid', '[UniversalApprox.KnownCurve]::Ru', 'Get-Help about_Neu') {
             (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText -join ' ' -replace '\\\\', '/'
         }",
        "-Activation\nTanh\nSine Step\ndays yield\ndays yield\ndays yield\n./data.csv\nValidationRmse ValidationStandardError\nRunge\nabout_NeuronSum"

        "it is removed, imported again, by force too, and its types have their names",
        "$count = { @(Get-Command -Module UniversalApprox).Count }
         Remove-Module UniversalApprox; @(Get-Module UniversalApprox).Count
         Import-Module UniversalApprox; Import-Module UniversalApprox -Force; & $count
         (New-NeuronSum '2 sig(x)') -is [UniversalApprox.ShallowNetwork]
         [UniversalApprox.CurveData]::Generate('Sine').Count",
        $"0\n{cmdletPages.Length}\nTrue\n1000"
    ]

let private parameters =
    [
        "-ErrorAction and -ErrorVariable",
        "try { Import-CurveData none.csv -ErrorAction Stop } catch { $_.FullyQualifiedErrorId, $_.CategoryInfo.Category, (Split-Path -Leaf $_.TargetObject) }
         Import-CurveData none.csv -ErrorAction SilentlyContinue -ErrorVariable kept; $kept.Count
         Import-CurveData none.csv -ErrorAction Ignore
         'x,y', '1,2', '2,3' | Set-Content two.csv
         @('two.csv', 'none.csv', 'two.csv' | Import-CurveData -ErrorAction SilentlyContinue).Count",
        "FileNotFound,UniversalApprox.PowerShell.ImportCurveDataCommand\nObjectNotFound\nnone.csv\n1\n2"

        "-WarningAction, -WarningVariable, -Verbose and -Debug",
        "$few = New-CurveData Sine -Points 6
         $few | Invoke-UnitSweep -Units 2 -Restarts 1 -WarningAction SilentlyContinue -WarningVariable warned | Out-Null
         $warned.Count
         try { $few | Invoke-UnitSweep -Units 2 -Restarts 1 -WarningAction Stop 3>$null } catch { $_.FullyQualifiedErrorId }
         $told = $few | Invoke-UnitSweep -Units 1 -Restarts 1 -Verbose -Debug 4>&1 5>&1
         $told | ForEach-Object { $_.GetType().Name }",
        "1\nActionPreferenceStop,UniversalApprox.PowerShell.InvokeUnitSweepCommand\nVerboseRecord\nUnitFit"

        "-WhatIf says what would be written and does not; -Confirm, which nobody can answer here, is an error",
        "New-NeuronSum '2 sig(x)' | Export-NeuronModel /nowhere/a.json -WhatIf
         New-CurveData Step -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 1 | Export-ApproxReport /nowhere/a.html -WhatIf
         try { New-NeuronSum '2 sig(x)' | Export-NeuronModel a.json -Confirm } catch { $_.FullyQualifiedErrorId }
         Test-Path a.json
         New-NeuronSum '2 sig(x)' | Export-NeuronModel a.json -Confirm:$false
         Test-Path a.json",
        "What if: Performing the operation \"Export network as Json\" on target \"/nowhere/a.json\".
What if: Performing the operation \"Export report\" on target \"/nowhere/a.html\".
InvalidOperation,UniversalApprox.PowerShell.ExportNeuronModelCommand\nFalse\nTrue"

        "-OutVariable, -PipelineVariable, and input by property name",
        "New-CurveData Sine -Points 9 -OutVariable out -PipelineVariable passed | ForEach-Object { $passed.Count }
         $out.Count
         [pscustomobject] @{ Curve = 'Runge'; Points = 7 } | New-CurveData | ForEach-Object Count
         [pscustomobject] @{ Formula = '2 sig(x)' } | New-NeuronSum | ForEach-Object Units
         Get-ChildItem two.csv | Import-CurveData | ForEach-Object Name
         [pscustomobject] @{ Path = 'two.csv' } | Import-CurveData | ForEach-Object Name",
        "9\n1\n7\n1\ntwo\ntwo"

        "-LiteralPath takes brackets as they are",
        "'x,y', '1,2', '2,3' | Set-Content -LiteralPath 'a[1].csv'
         New-NeuronSum '2 sig(x)' | Export-NeuronModel -LiteralPath 'a[1].json'
         (Import-CurveData -LiteralPath 'a[1].csv').Name
         (Import-NeuronModel -LiteralPath 'a[1].json').Formula
         (Import-CurveData 'tw?.csv').Name",
        "a[1]\n2 sig(x)\ntwo"

        "messages about files name parameters of the cmdlet",
        "'x', '1' | Set-Content one.csv
         Import-CurveData one.csv -ErrorAction SilentlyContinue -ErrorVariable said; \"$said\"",
        "one.csv, line 1: a curve needs at least 2 columns, and the file has 1: \"x\". Is the delimiter another one? Set -Delimiter."
    ]

let private fsharpCore = Process.buildValue "FSharp.Core"

let private isolation =
    [
        "importing and a first cmdlet load neither libtorch nor TorchSharp nor Plotly",
        "(New-CurveData Sine -Points 9).Count
         [AppDomain]::CurrentDomain.GetAssemblies().ForEach({ $_.GetName().Name }) -match 'Torch|Plotly|UniversalApprox\\.Charts'
         [Diagnostics.Process]::GetCurrentProcess().Modules.ModuleName -match 'torch'",
        "9"

        "the session's own Newtonsoft.Json and FSharp.Core of other versions are left alone, and do no harm",
        $"$json = '{{\"a\":1}}' | ConvertFrom-Json
          Add-Type -Path '{fsharpCore}'
          $version = {{ param($name) [Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.ForEach({{ $_.GetName() }}).Where({{ $_.Name -eq $name }}).Version }}
          $before = & $version Newtonsoft.Json
          New-CurveData Sine -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 2 | Export-ApproxReport report.html
          (Get-Content -Raw report.html).Contains('plotly')
          (& $version Newtonsoft.Json) -eq $before
          \"$(& $version FSharp.Core)\"
          [Runtime.Loader.AssemblyLoadContext]::All.Where({{ $_.Name -like 'UniversalApprox*' }}).Assemblies.ForEach({{ $_.GetName().Name }}) `
              -match '^(FSharp.Core|Newtonsoft.Json|XPlot.Plotly)$' | Sort-Object",
        "True\nTrue\n10.0.0.0\nFSharp.Core\nNewtonsoft.Json\nXPlot.Plotly"
    ]

[<Tests>]
let tests =
    testList
        "real PowerShell"
        [
            RealPowerShell.session "discovery" "Import-Module UniversalApprox" discovery
            RealPowerShell.session "common parameters" "" parameters
            RealPowerShell.session "isolation" "Import-Module UniversalApprox" isolation
        ]
