/// The module's assemblies and those of the session it is imported into do not meet.
module UniversalApprox.Tests.Cmdlets.IsolationTests

open System.IO
open Expecto
open UniversalApprox.Tests.Support

let private shell = Process.builtFile (Path.Combine("cmdlets", "Shell")) "ua-shell.dll"

/// The lines that a script in a process of its own prints. The module's folder is $module.
let private linesOf script =
    let text = $"$module = '{ModuleSession.moduleFolder}'\n{script}"
    let result = Process.run "dotnet" [ shell; "-Command"; text ] [] ""
    Expect.equal (result.ExitCode, result.Error) (0, "") "success"
    result.Output.Split('\n', System.StringSplitOptions.RemoveEmptyEntries) |> List.ofArray

/// The names of the assemblies that the import has loaded apart from the session's.
let private imported =
    "[System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -eq \"UniversalApprox ($module/lib)\" |
         ForEach-Object Assemblies | ForEach-Object { $_.GetName().Name }"

[<Tests>]
let tests =
    testList
        "isolation"
        [
            testCase
                "a session that has loaded other versions of FSharp.Core and Newtonsoft.Json is none the worse"
            <| fun () ->
                let fsharp = Process.buildValue "FSharp.Core"
                let json = Process.buildValue "Newtonsoft.Json"

                let lines =
                    linesOf
                        $"Remove-Module UniversalApprox
                          [Reflection.Assembly]::LoadFrom('{fsharp}').GetName().Version.ToString()
                          [Reflection.Assembly]::LoadFile('{json}').GetName().Version.ToString()
                          Import-Module $module
                          $path = [IO.Path]::GetTempFileName()
                          $fits = New-CurveData Sine -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 2
                          $fits | Export-ApproxReport $path -Force
                          [IO.File]::ReadAllText($path).Contains('plotly')
                          [IO.File]::Delete($path)
                          [Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.ForEach({{ $_.GetName() }}).Where({{ $_.Name -eq 'FSharp.Core' }}).ForEach({{ $_.Version.ToString() }})
                          {imported}"

                match lines with
                | fsharp :: json :: hasReport :: shared :: apart ->
                    Expect.equal
                        (fsharp, json, shared)
                        ("10.0.0.0", "12.0.0.0", "10.0.0.0")
                        "the session's own"

                    Expect.equal hasReport "True" "report"

                    for name in [ "FSharp.Core"; "Newtonsoft.Json"; "XPlot.Plotly"; "UniversalApprox.Core" ] do
                        Expect.contains apart name "the module's own"
                | _ -> failtest $"%A{lines}"

            testCase "importing loads the cmdlets and the library's types, and nothing that they need later"
            <| fun () ->
                let lines = linesOf $"Remove-Module UniversalApprox\nImport-Module $module\n{imported}"

                Expect.equal
                    (List.sort lines)
                    [ "UniversalApprox"; "UniversalApprox.PowerShell" ]
                    "assemblies"

            testCase "importing twice, by force, and again after Remove-Module"
            <| fun () ->
                let lines =
                    linesOf
                        "$count = { (Get-Command -Module UniversalApprox).Count }
                         & $count; Import-Module UniversalApprox; & $count; Import-Module UniversalApprox -Force; & $count
                         Remove-Module UniversalApprox; @(Get-Module UniversalApprox).Count; Import-Module UniversalApprox; & $count
                         (UniversalApprox\\New-CurveData Sine -Points 20).Name
                         [UniversalApprox.ShallowNetwork]::Parse('2 sig(x)').Units
                         $network = New-NeuronSum '2 sig(x)'; $network -is [UniversalApprox.ShallowNetwork]"

                match lines with
                | [ first; again; forced; removed; back; name; units; isSame ] ->
                    Expect.isGreaterThan (int first) 10 "cmdlets"
                    Expect.equal [ again; forced; removed; back ] [ first; first; "0"; first ] "counts"
                    Expect.equal (name, units, isSame) ("Sine", "1", "True") "use"
                | _ -> failtest $"%A{lines}"

            testCase "runspaces that import at once all have it, and get the same networks"
            <| fun () ->
                let lines =
                    linesOf
                        "1..4 | ForEach-Object -ThrottleLimit 4 -Parallel {
                             Import-Module $using:module
                             New-CurveData Sine -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 2 | ForEach-Object Formula
                         }"

                Expect.hasLength lines 4 "runspaces"
                Expect.hasLength (List.distinct lines) 1 "same seed, same network"
        ]

[<Tests>]
let layout =
    testList
        "module folder"
        [
            testCase "holds what the build puts there, and nothing left from an earlier one"
            <| fun () ->
                let source = Path.Combine(Process.repositoryRoot, "cmdlets", "module")
                let output = Path.GetDirectoryName(Process.builtFile "cmdlets/UniversalApprox.PowerShell" "x")

                let namesIn pattern folder =
                    Directory.GetFiles(folder, pattern) |> Array.map Path.GetFileName |> set

                Expect.equal
                    (namesIn "*" ModuleSession.moduleFolder)
                    (namesIn "*" source
                     + set [ "UniversalApprox.Loader.dll"; "LICENSE"; "THIRD-PARTY-NOTICES.txt" ])
                    "folder"

                Expect.equal
                    (namesIn "*" (Path.Combine(ModuleSession.moduleFolder, "lib")))
                    (namesIn "*.dll" output + namesIn "*.pdb" output)
                    "lib"

            testCase "has a manifest that Test-ModuleManifest accepts"
            <| fun () ->
                let path = Path.Combine(ModuleSession.moduleFolder, "UniversalApprox.psd1")

                let manifest =
                    ModuleSession.outputOf $"Test-ModuleManifest -Path '{path}' -ErrorAction Stop"
                    |> List.exactlyOne

                Expect.equal
                    (ModuleSession.property<string> "RootModule" manifest)
                    "UniversalApprox.psm1"
                    "root"
        ]
