/// The module's assemblies and those of the session it is imported into do not meet. Each script has a process of its own, since
/// a process keeps what it has loaded.
module UniversalApprox.Tests.Cmdlets.IsolationTests

open Expecto
open UniversalApprox.Tests.Support

/// The names of the assemblies that the import has loaded apart from the session's.
let private apart =
    "[Runtime.Loader.AssemblyLoadContext]::All.Where({ $_.Name -like 'UniversalApprox*' }).Assemblies.ForEach({ $_.GetName().Name }) |
         Sort-Object"

[<Tests>]
let tests =
    testList
        "cmdlets isolation"
        [
            testCase
                "a session that has loaded other versions of FSharp.Core and Newtonsoft.Json is none the worse"
            <| fun () ->
                let fsharp = Process.buildValue "FSharp.Core"
                let json = Process.buildValue "Newtonsoft.Json"

                let lines =
                    Pwsh.linesOf
                        $"$null = '{{\"a\":1}}' | ConvertFrom-Json
                          $version = {{ param($name) \"$([Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.ForEach({{ $_.GetName() }}).Where({{ $_.Name -eq $name }}).Version)\" }}
                          [Reflection.Assembly]::LoadFrom('{fsharp}').GetName().Version.ToString()
                          [Reflection.Assembly]::LoadFile('{json}').GetName().Version.ToString()
                          $before = & $version Newtonsoft.Json
                          $path = [IO.Path]::GetTempFileName()
                          New-CurveData Sine -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 2 | Export-ApproxReport $path -Force
                          (Get-Content -Raw $path).Contains('plotly')
                          Remove-Item $path
                          (& $version Newtonsoft.Json) -eq $before
                          & $version FSharp.Core
                          {apart}"

                match lines with
                | fsharp :: json :: hasReport :: isSame :: shared :: apart ->
                    Expect.equal
                        (fsharp, json, shared)
                        ("10.0.0.0", "12.0.0.0", "10.0.0.0")
                        "the session's own"

                    Expect.equal (hasReport, isSame) ("True", "True") "report"

                    for name in [ "FSharp.Core"; "Newtonsoft.Json"; "XPlot.Plotly"; "UniversalApprox.Core" ] do
                        Expect.contains apart name "the module's own"
                | _ -> failtest $"%A{lines}"

            testCase "importing loads the cmdlets and the library's types, and nothing that they need later"
            <| fun () ->
                Expect.equal
                    (Pwsh.linesOf $"Import-Module UniversalApprox\n{apart}")
                    [ "UniversalApprox"; "UniversalApprox.Core"; "UniversalApprox.PowerShell" ]
                    "assemblies"

            testCase
                "a sweep and sampling load neither libtorch nor TorchSharp, Plotly or the logging library"
            <| fun () ->
                Expect.equal
                    (Pwsh.linesOf
                        "$fit = New-CurveData Sine -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 2
                         $fit | Invoke-Mcmc -Steps 100 -BurnIn 20 -WarningAction SilentlyContinue | ForEach-Object KeptSteps
                         [AppDomain]::CurrentDomain.GetAssemblies().ForEach({ $_.GetName().Name }) -match 'Torch|Plotly|UniversalApprox\\.Charts|Microsoft\\.Extensions\\.Logging'
                         [Diagnostics.Process]::GetCurrentProcess().Modules.ModuleName -match 'torch'")
                    [ "80" ]
                    "kept steps alone"

            testCase "importing twice, by force, and again after Remove-Module"
            <| fun () ->
                let lines =
                    Pwsh.linesOf
                        "$count = { @(Get-Command -Module UniversalApprox).Count }
                         Import-Module UniversalApprox; & $count; Import-Module UniversalApprox; & $count
                         Import-Module UniversalApprox -Force; & $count
                         Remove-Module UniversalApprox; @(Get-Module UniversalApprox).Count; Import-Module UniversalApprox; & $count
                         (UniversalApprox\\New-CurveData Sine -Points 20).Name
                         [UniversalApprox.ShallowNetwork]::Parse('2 sig(x)').Units
                         [UniversalApprox.CurveData]::Generate('Sine').Count
                         (New-NeuronSum '2 sig(x)') -is [UniversalApprox.ShallowNetwork]"

                match lines with
                | first :: again :: forced :: removed :: back :: used ->
                    Expect.isGreaterThan (int first) 10 "cmdlets"
                    Expect.equal [ again; forced; removed; back ] [ first; first; "0"; first ] "counts"
                    Expect.equal used [ "Sine"; "1"; "1000"; "True" ] "use"
                | _ -> failtest $"%A{lines}"

            testCase "runspaces that import at once all have it, and get the same networks"
            <| fun () ->
                let lines =
                    Pwsh.linesOf
                        "1..4 | ForEach-Object -ThrottleLimit 4 -Parallel {
                             Import-Module UniversalApprox
                             New-CurveData Sine -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 2 | ForEach-Object Formula
                         }"

                Expect.hasLength lines 4 "runspaces"
                Expect.hasLength (List.distinct lines) 1 "same seed, same network"
        ]
