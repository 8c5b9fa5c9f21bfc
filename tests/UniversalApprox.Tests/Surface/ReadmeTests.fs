/// What README.md tells people to type works.
module UniversalApprox.Tests.Surface.ReadmeTests

open System
open System.IO
open System.Management.Automation.Language
open System.Text.RegularExpressions
open Expecto
open UniversalApprox.Tests.Support

let private read parts = File.ReadAllText(Path.Combine(Array.append [| Process.repositoryRoot |] parts))

let private readme = lazy (read [| "README.md" |])

/// The fenced blocks of a language.
let private blocks language =
    [ for m in Regex.Matches(readme.Value, $"(?ms)^```{language}\n(.*?)^```") -> m.Groups[1].Value ]

let private shell = Process.builtFile "cmdlets/Shell" "ua-shell.dll"

[<Tests>]
let tests =
    testList
        "README"
        [
            for i, block in List.indexed (blocks "powershell") do
                testCase $"PowerShell block {i + 1} runs without an error and prints or writes something"
                <| fun () ->
                    let folder = Directory.CreateTempSubdirectory "readme"

                    try
                        // Paths are relative to the repository; what is written goes to a folder of its own.
                        let moved (script: string) (name: string) =
                            script.Replace(name, Path.Combine(folder.FullName, name))

                        let script = [ "sweep.csv"; "parabola.json"; "report.html" ] |> List.fold moved block
                        let root = Process.repositoryRoot.Replace("'", "''")
                        let command = $"Set-Location -Path '{root}'\n{script}"
                        let result = Process.run "dotnet" [ shell; "-Command"; command ] [] ""
                        Expect.equal result.ExitCode 0 $"exit code; standard error: {result.Error}"
                        Expect.equal result.Error "" "standard error"
                        let written = Directory.GetFiles(folder.FullName, "*.csv").Length
                        Expect.isTrue (result.Output.Trim() <> "" || written > 0) "output"
                    finally
                        folder.Delete true

            testCase "the cmdlets of the table are those of the module"
            <| fun () ->
                let inTable =
                    [ for m in Regex.Matches(readme.Value, @"(?m)^\| `(\w+-\w+)` \|") -> m.Groups[1].Value ]

                let manifest = read [| "cmdlets"; "module"; "UniversalApprox.psd1" |]

                let exported =
                    [ for m in Regex.Matches(manifest, @"(?m)^        '(\w+-\w+)'") -> m.Groups[1].Value ]

                Expect.equal (List.sort inTable) (List.sort exported) "cmdlets"

            for page, folder in [ "README.md", ""; "core-fs/ARCHITECTURE.md", "core-fs" ] do
                testCase $"the files, folders and pictures that {page} names are there"
                <| fun () ->
                    let text = read (page.Split '/')

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

                    Expect.isGreaterThan named.Length 5 "names"

                    for name in named do
                        let exists (root: string) =
                            let path = Path.Combine(Process.repositoryRoot, root, name)
                            File.Exists path || Directory.Exists path

                        // Packages are named as their projects are.
                        let isProject = exists "core-fs" || exists "cmdlets" || exists folder

                        Expect.isTrue (exists "" || isProject) $"{page} names {name}"

            testCase "build.ps1 is valid PowerShell with a function for each of its tasks"
            <| fun () ->
                let path = Path.Combine(Process.repositoryRoot, "build.ps1")
                let mutable tokens = null
                let mutable errors = null
                let ast = Parser.ParseFile(path, &tokens, &errors)
                Expect.isEmpty errors "parse errors"

                let functions =
                    ast.FindAll((fun node -> node :? FunctionDefinitionAst), true)
                    |> Seq.map (fun node -> (node :?> FunctionDefinitionAst).Name)
                    |> set

                for task in [ "Build"; "Test"; "Demo"; "Pack"; "Bench"; "Clean" ] do
                    Expect.isTrue (functions.Contains $"Invoke-{task}") task
        ]
