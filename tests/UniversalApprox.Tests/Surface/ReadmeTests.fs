/// What README.md and the pages of cmdlets/docs tell people to type works, and what they name is there.
module UniversalApprox.Tests.Surface.ReadmeTests

open System.IO
open System.Text.RegularExpressions
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.TemporaryFolder

let private root = Process.repositoryRoot
let private read (page: string) = File.ReadAllText(Path.Combine(root, page)).ReplaceLineEndings "\n"

/// The README and the pages beside the help, relative to the root, with slashes. HelpTests run the help's pages.
let private pages =
    [
        "README.md"
        for path in Directory.GetFiles(Path.Combine(root, "cmdlets", "docs"), "*.md") |> Array.sort do
            $"cmdlets/docs/{Path.GetFileName path}"
    ]

/// The fenced blocks of PowerShell.
let private blocks page =
    [ for m in Regex.Matches(read page, "(?ms)^```powershell\n(.*?)^```") -> m.Groups[1].Value ]

let private written = [ "sweep.csv"; "parabola.json"; "report.html" ]

/// Paths are relative to the repository; what is written goes to a folder of its own.
let private movedTo folder (script: string) =
    let moved (script: string) (name: string) = script.Replace($" {name}", $" '{Path.Combine(folder, name)}'")
    written |> List.fold moved script

[<Tests>]
let tests =
    testList
        "README"
        [
            for page in pages |> List.filter (fun page -> blocks page <> []) do
                testCase $"the PowerShell of {page} runs without an error and prints or writes something"
                <| inFolder (fun folder ->
                    let quotedRoot = root.Replace("'", "''")

                    let script =
                        $"$ErrorActionPreference = 'Stop'\nSet-Location -Path '{quotedRoot}'"
                        :: [
                            for block in blocks page ->
                                $"& {{\n{movedTo folder block}\n}} | Out-Default\n[Console]::WriteLine('====')"
                        ]
                        |> String.concat "\n"

                    let result = RealPowerShell.run [ "-File"; write folder "all.ps1" script ]
                    Expect.equal (result.ExitCode, result.Error) (0, "") "success"
                    let sections = result.Output.Split "====\n"
                    Expect.hasLength sections (List.length (blocks page) + 1) "all came to their end"

                    for section, block in Seq.zip sections (blocks page) do
                        let files = written |> List.filter (fun name -> block.Contains $" {name}")

                        for file in files do
                            Expect.isTrue (File.Exists(Path.Combine(folder, file))) file

                        Expect.isTrue (section.Trim() <> "" || files <> []) $"output of\n{block}")

            testCase "the cmdlets of the table are those of the module"
            <| fun () ->
                let inTable =
                    [
                        for m in Regex.Matches(read "README.md", @"(?m)^\| `(\w+-\w+)` \|") ->
                            m.Groups[1].Value
                    ]

                let manifest = read "cmdlets/module/UniversalApprox.psd1"

                let exported =
                    [ for m in Regex.Matches(manifest, @"(?m)^        '(\w+-\w+)'") -> m.Groups[1].Value ]

                Expect.equal (List.sort inTable) (List.sort exported) "cmdlets"

            for page in pages @ [ "core-fs/ARCHITECTURE.md"; "facade-cs/samples/README.md" ] do
                testCase $"the files, folders and pictures that {page} names are there"
                <| fun () ->
                    let text = read page

                    let named =
                        [
                            // In backquotes, what begins with a folder or project of ours and has no blanks.
                            for m in
                                Regex.Matches(
                                    text,
                                    @"`((?:core-fs|facade-cs|cmdlets|tests|UniversalApprox\.\w+|Shared)(?:/[\w./-]*)?)`"
                                ) do
                                m.Groups[1].Value

                            for m in Regex.Matches(text, @"(?:\]\(|src=""|srcset="")((?!https?:)[^)""#]+)") do
                                m.Groups[1].Value
                        ]

                    for name in named do
                        // Packages are named as their projects are.
                        let isThere =
                            [ ""; string (Path.GetDirectoryName page); "core-fs"; "cmdlets" ]
                            |> List.exists (fun folder -> Path.Exists(Path.Combine(root, folder, name)))

                        Expect.isTrue isThere $"{page} names {name}"
        ]
