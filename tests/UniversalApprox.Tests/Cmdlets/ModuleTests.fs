/// The module as it is shipped: its folder, its manifest and its exports.
module UniversalApprox.Tests.Cmdlets.ModuleTests

open System.IO
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession

/// The cmdlets of the module's assembly: name, whether it is sealed, and how many types it says that it puts out.
let private cmdlets =
    lazy
        (outputOf
            "foreach ($type in (Get-Command New-CurveData).ImplementingType.Assembly.GetExportedTypes()) {
                 $attribute = { param($name) $type.GetCustomAttributes(\"System.Management.Automation.$($name)Attribute\", $true) }
                 if ($cmdlet = & $attribute Cmdlet) {
                     [pscustomobject]@{
                         Name     = \"$($cmdlet.VerbName)-$($cmdlet.NounName)\"
                         IsSealed = $type.IsSealed
                         Outputs  = @(& $attribute OutputType).Count
                     }
                 }
             }")

let private source = Path.Combine(Process.repositoryRoot, "cmdlets", "module")
let private manifest = Path.Combine(moduleFolder, "UniversalApprox.psd1")
let private libraries = Path.Combine(moduleFolder, "lib")

let private namesIn pattern folder = Directory.GetFiles(folder, pattern) |> Array.map Path.GetFileName |> set

[<Tests>]
let tests =
    testList
        "cmdlets module"
        [
            testCase "exports exactly the cmdlets of the assembly, by name"
            <| fun () ->
                let exported =
                    outputOf "(Get-Module UniversalApprox).ExportedCommands.Keys"
                    |> List.map string
                    |> List.sort

                Expect.isGreaterThan exported.Length 10 "cmdlets"
                Expect.equal exported (properties<string> "Name" cmdlets.Value |> List.sort) "exports"
                let text = File.ReadAllText manifest
                Expect.isFalse (text.Contains "'*'") "no wildcard"

                for cmdlet in exported do
                    Expect.stringContains text $"'{cmdlet}'" "listed"

            testCase "has cmdlets that are sealed and say what they write"
            <| fun () ->
                for cmdlet in cmdlets.Value do
                    let name = property<string> "Name" cmdlet
                    Expect.isTrue (property<bool> "IsSealed" cmdlet) name
                    Expect.isGreaterThan (property<int> "Outputs" cmdlet) 0 name

            testCase "has a manifest that Test-ModuleManifest accepts without a warning"
            <| fun () ->
                let result = run $"Test-ModuleManifest '{manifest}'"
                Expect.equal (result.Errors, result.Warnings) ([], []) "accepted"
                let read = List.exactlyOne result.Output

                Expect.equal
                    (property<string> "Name" read, property<string> "RootModule" read)
                    ("UniversalApprox", "UniversalApprox.psm1")
                    "manifest"

            testCase "brings the assemblies it needs, and not the engine's"
            <| fun () ->
                let files = namesIn "*" libraries

                for file in
                    [ "UniversalApprox.dll"; "UniversalApprox.Core.dll"; "FSharp.Core.dll"; "CsvHelper.dll" ] do
                    Expect.contains files file "file"

                Expect.isFalse (files.Contains "System.Management.Automation.dll") "engine"

            testCase "holds what the build puts there, and nothing left from an earlier one"
            <| fun () ->
                let output = Path.GetDirectoryName(Process.builtFile "cmdlets/UniversalApprox.PowerShell" "x")

                Expect.equal
                    (namesIn "*" moduleFolder)
                    (namesIn "*" source
                     + set [ "UniversalApprox.Loader.dll"; "LICENSE"; "THIRD-PARTY-NOTICES.txt" ])
                    "folder"

                Expect.equal (namesIn "*" libraries) (namesIn "*.dll" output + namesIn "*.pdb" output) "lib"

            testCase "stays small"
            <| fun () ->
                let files = DirectoryInfo(moduleFolder).GetFiles("*", SearchOption.AllDirectories)
                Expect.isLessThan (files |> Array.sumBy _.Length) 34_000_000L "bytes"

            testCase "has native code of SQLite only, one file for each platform"
            <| fun () ->
                let native =
                    DirectoryInfo(moduleFolder).GetFiles("*e_sqlite3.*", SearchOption.AllDirectories)
                    |> Array.filter (fun file -> file.Directory.Name <> "lib")

                let platforms =
                    [ "linux-arm64"; "linux-musl-x64"; "linux-x64"; "osx-arm64"; "osx-x64"; "win-x64" ]

                Expect.equal
                    (native |> Array.map _.Directory.Name |> List.ofArray |> List.sort)
                    platforms
                    "platforms"

                let others =
                    DirectoryInfo(libraries).GetDirectories()
                    |> Array.collect _.GetFiles()
                    |> Array.filter (fun file -> not (file.Name.Contains "e_sqlite3"))

                Expect.isEmpty others "nothing else"
        ]
