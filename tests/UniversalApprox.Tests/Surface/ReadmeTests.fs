/// What README.md tells people to type works.
module UniversalApprox.Tests.Surface.ReadmeTests

open System
open System.IO
open System.Management.Automation.Language
open System.Text.RegularExpressions
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private read parts = File.ReadAllText(Path.Combine(Array.append [| Process.repositoryRoot |] parts))

let private readme = lazy (read [| "README.md" |])

/// The fenced blocks of a language.
let private blocks language =
    [ for m in Regex.Matches(readme.Value, $"(?ms)^```{language}\n(.*?)^```") -> m.Groups[1].Value ]

/// The files that a block writes to the current folder.
let private filesOf block =
    [ for m in Regex.Matches(block, @"(?<= )\w+\.(?:csv|json|html|md)(?=\s)") -> m.Value ]
    |> List.distinct

[<Tests>]
let tests =
    testList
        "README"
        [
            for i, block in List.indexed (blocks "powershell") do
                testCase $"PowerShell block {i + 1} runs without an error and shows or writes something"
                <| inFolder (fun folder ->
                    let files = filesOf block
                    let path name = Path.Combine(folder, name)
                    let moved (text: string) name = text.Replace($" {name}", $" '{path name}'")
                    // The current folder is the repository: that is where the block reads its data.
                    let script = List.fold moved block files
                    let shown = linesOf $"$ErrorActionPreference = 'Stop'\n{script}"
                    Expect.isTrue (shown <> [] || files <> []) "output"

                    for name in files do
                        Expect.isTrue (File.Exists(path name)) name)

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

            testCase "build.ps1 gives dotnet the README's commands, and fails when dotnet does"
            <| inFolder (fun folder ->
                for file in [ "build.ps1"; "README.md" ] do
                    File.Copy(Path.Combine(Process.repositoryRoot, file), Path.Combine(folder, file))

                Directory.CreateDirectory(Path.Combine(folder, "artifacts", "packages")) |> ignore

                let run tasks code =
                    Pwsh.run
                        [
                            "-Command"
                            // What is called is shown, not done; arguments apart from each other.
                            $"function dotnet {{ [Console]::WriteLine('dotnet|' + ($args -join '|')); $global:LASTEXITCODE = {code} }}
                              $ErrorActionPreference = 'Stop'
                              & '{folder}/build.ps1' -Task {tasks} -BenchArgument peers 6>$null"
                        ]

                let result = run "Build, Test, Demo, Pack, Bench, Clean" 0
                Expect.equal (result.ExitCode, result.Error) (0, "") "success"
                let called = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)

                let told =
                    [
                        for m in Regex.Matches(readme.Value, @"(?m)^dotnet (?:run|pack|msbuild) .*$") ->
                            m.Value
                    ]

                let isOfBuild (command: string) =
                    [ "tests/UniversalApprox.Tests"; "cmdlets/" ] |> List.exists command.Contains
                    && not (command.Contains "samples")

                for command in told |> List.filter isOfBuild do
                    let words = set (command.Split ' ')
                    let isCalled (line: string) = Set.isSubset words (set (line.Split '|'))
                    Expect.exists called isCalled command

                Expect.contains called "dotnet|clean|UniversalApprox.sln|-c|Release|-v|quiet" "clean"
                Expect.contains called "dotnet|run|-c|Release|--project|tests/Benchmarks|--|peers" "bench"
                Expect.isFalse (Directory.Exists(Path.Combine(folder, "artifacts"))) "cleaned"
                let failed = run "Build" 3
                Expect.equal failed.ExitCode 1 "exit code"
                Expect.stringContains failed.Error "failed with exit code 3" "reason")
        ]
