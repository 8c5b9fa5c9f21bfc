/// The module as it is shipped: manifest, exports, help and views.
module UniversalApprox.Tests.Cmdlets.ModuleTests

open System.IO
open System.Management.Automation
open System.Reflection
open System.Xml.Linq
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession

/// The cmdlets of the module's assembly, as the engine has loaded it.
let private cmdletTypes =
    lazy
        let command = outputOf "(Get-Command New-CurveData).ImplementingType" |> List.exactlyOne
        let assembly = (command.BaseObject :?> System.Type).Assembly

        [
            for found in assembly.GetExportedTypes() do
                match found.GetCustomAttribute<CmdletAttribute>() |> Option.ofObj with
                | Some cmdlet -> $"{cmdlet.VerbName}-{cmdlet.NounName}", found
                | None -> ()
        ]

let private manifest =
    testList
        "manifest"
        [
            testCase "exports exactly the cmdlets of the assembly, by name"
            <| fun () ->
                let listed =
                    runWith
                        [ "folder", moduleFolder ]
                        "(Import-PowerShellDataFile $folder/UniversalApprox.psd1 -ErrorAction Ignore) ; (Get-Module UniversalApprox).ExportedCommands.Keys"

                let exported = listed.Output |> List.map string |> List.sort
                Expect.equal exported (cmdletTypes.Value |> List.map fst |> List.sort) "exports"
                let text = File.ReadAllText(Path.Combine(moduleFolder, "UniversalApprox.psd1"))
                Expect.isFalse (text.Contains "'*'") "no wildcard"

                for cmdlet in exported do
                    Expect.stringContains text $"'{cmdlet}'" "listed"

            testCase "brings the assemblies it needs, and not the engine's"
            <| fun () ->
                let files =
                    Directory.GetFiles(Path.Combine(moduleFolder, "lib")) |> Array.map Path.GetFileName

                for file in
                    [ "UniversalApprox.dll"; "UniversalApprox.Core.dll"; "FSharp.Core.dll"; "CsvHelper.dll" ] do
                    Expect.contains files file "file"

                Expect.isFalse (Array.contains "System.Management.Automation.dll" files) "engine"
        ]

let private cmdlets =
    testList
        "cmdlets"
        [
            testCase "are sealed and say what they write"
            <| fun () ->
                for name, cmdlet in cmdletTypes.Value do
                    Expect.isTrue cmdlet.IsSealed name
                    Expect.isNonEmpty (cmdlet.GetCustomAttributes<OutputTypeAttribute>()) name
        ]

let private views =
    testCase "views are tables of a few columns, and lists with the answer and the formula"
    <| fun () ->
        let shell = Process.builtFile (Path.Combine("cmdlets", "Shell")) "ua-shell.dll"

        let script =
            "$data = New-CurveData Step -Points 30 -Name curve
             $fits = $data | Invoke-UnitSweep -Units 1, 2 -Restarts 2
             foreach ($shown in $data, $fits, (Compare-UnitFit $fits), (New-NeuronSum '2 sig(x)')) { $shown | Out-String; '====' }"

        let result = Process.run "dotnet" [ shell; "-Command"; script ] [] ""
        Expect.equal (result.ExitCode, result.Error) (0, "") "success"

        match result.Output.Split "====\n" with
        | [| data; fits; comparison; network; _ |] ->
            let words (text: string) =
                text.Split([| ' '; '\n' |], System.StringSplitOptions.RemoveEmptyEntries)

            Expect.sequenceContainsOrder
                (words data)
                [ "Name"; "Points"; "Inputs"; "Output"; "curve"; "30"; "x"; "y" ]
                "data"

            Expect.sequenceContainsOrder
                (words fits)
                [
                    "Data"
                    "Activation"
                    "Units"
                    "MeanAbsResidual"
                    "Validation"
                    "Turns"
                    "Stop"
                    "curve"
                    "sigmoid"
                    "1"
                ]
                "fits"

            Expect.stringContains comparison "Answer " "comparison"
            Expect.stringContains network "Formula " "network"
            Expect.stringContains network "2 sig(x)" "formula"
        | parts -> failtest $"{parts.Length} parts"

/// A view that names a property which is not there shows an empty column, and nobody is told.
let private viewProperties =
    testCase "views and default property sets name properties that are there"
    <| fun () ->
        let read name = XDocument.Load(Path.Combine(moduleFolder, $"UniversalApprox.{name}.ps1xml")).Root
        let named (name: string) (element: XElement) = element.Descendants(XName.Get name) |> Seq.toList
        let facade = typeof<UniversalApprox.UnitFit>.Assembly

        let referenced =
            [
                for view in read "format" |> named "View" do
                    let owner = (view |> named "TypeName" |> List.exactlyOne).Value

                    for property in view |> named "PropertyName" do
                        owner, property.Value

                for entry in read "types" |> named "Type" do
                    let owner = (entry.Element(XName.Get "Name")).Value

                    for set in entry |> named "ReferencedProperties" do
                        for property in set |> named "Name" do
                            owner, property.Value
            ]

        Expect.isGreaterThan referenced.Length 40 "properties were looked at"

        for owner, property in referenced do
            let found =
                facade.GetType owner
                |> Option.ofObj
                |> Option.bind (fun t -> t.GetProperty property |> Option.ofObj)

            Expect.isSome found $"{owner}.{property}"

[<Tests>]
let tests = testList "module" [ manifest; cmdlets; views; viewProperties ]
