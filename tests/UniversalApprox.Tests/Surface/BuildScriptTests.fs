/// build.ps1: what its tasks call, that it fails when they do, and its demo, which is the README's first command.
module UniversalApprox.Tests.Surface.BuildScriptTests

open System
open System.IO
open System.Management.Automation.Language
open System.Text.RegularExpressions
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ShownText
open UniversalApprox.Tests.Support.TemporaryFolder

let private root = Process.repositoryRoot
let private readme = lazy (File.ReadAllText(Path.Combine(root, "README.md")).ReplaceLineEndings "\n")

let rec private copy (source: string) (target: string) =
    Directory.CreateDirectory target |> ignore

    for file in Directory.GetFiles source do
        File.Copy(file, Path.Combine(target, Path.GetFileName file))

    for folder in Directory.GetDirectories source do
        copy folder (Path.Combine(target, Path.GetFileName folder))

/// Runs a copy of the script, in a folder with what its demo needs. dotnet only shows what it is asked for, its arguments apart
/// from each other, and ends with the code.
let private run (folder: string) tasks code =
    let script = Path.Combine(folder, "build.ps1")

    if not (File.Exists script) then
        File.Copy(Path.Combine(root, "build.ps1"), script)
        copy (Path.Combine(root, "cmdlets", "examples")) (Path.Combine(folder, "cmdlets", "examples"))
        copy (Path.Combine(root, "artifacts", "module")) (Path.Combine(folder, "artifacts", "module"))

    Pwsh.run
        [
            "-Command"
            $"function dotnet {{ [Console]::WriteLine('dotnet|' + ($args -join '|')); $global:LASTEXITCODE = {code} }}
              $ErrorActionPreference = 'Stop'
              & '{script}' -Task {tasks} -BenchArgument peers 6>$null"
        ]

[<Tests>]
let tests =
    testList
        "build.ps1"
        [
            testCase "is valid PowerShell with a function for each of its tasks"
            <| fun () ->
                let mutable tokens = null
                let mutable errors = null
                let ast = Parser.ParseFile(Path.Combine(root, "build.ps1"), &tokens, &errors)
                Expect.isEmpty errors "parse errors"

                let functions =
                    ast.FindAll((fun node -> node :? FunctionDefinitionAst), true)
                    |> Seq.map (fun node -> (node :?> FunctionDefinitionAst).Name)
                    |> set

                for task in [ "Build"; "Test"; "Demo"; "Pack"; "Bench"; "Clean" ] do
                    Expect.isTrue (functions.Contains $"Invoke-{task}") task

            testCase "gives dotnet the commands of the README and of its tasks"
            <| inFolder (fun folder ->
                Directory.CreateDirectory(Path.Combine(folder, "artifacts", "packages")) |> ignore
                let result = run folder "Build, Test, Pack, Bench, Clean" 0
                Expect.equal (result.ExitCode, result.Error) (0, "") "success"
                let called = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)

                let test =
                    Regex.Match(readme.Value, @"(?m)^dotnet run .*tests/UniversalApprox\.Tests$").Value

                for command in
                    [
                        "dotnet build UniversalApprox.sln -c Release"
                        test
                        "dotnet pack UniversalApprox.sln -c Release --no-build"
                        "dotnet run -c Release --project tests/Benchmarks -- peers"
                        "dotnet clean UniversalApprox.sln -c Release -v quiet"
                    ] do
                    Expect.contains called (command.Replace(' ', '|')) command

                for target in [ "PackModule"; "PackModuleWithTorch" ] do
                    Expect.exists called (fun line -> line.Split '|' |> Array.contains $"-t:{target}") target

                Expect.isFalse (Directory.Exists(Path.Combine(folder, "artifacts"))) "cleaned")

            testCase "the demo is the README's first command, and prints what the README shows"
            <| inFolder (fun folder ->
                let first = Regex.Match(readme.Value, @"(?m)^```sh\n(.*)\n```").Groups[1].Value

                Expect.equal
                    first
                    "dotnet dnx powershell --yes -- -NoProfile -File build.ps1 -Task Demo"
                    "command"

                let result = run folder "Demo" 0
                Expect.equal (result.ExitCode, result.Error) (0, "") "success"
                Expect.stringStarts result.Output "dotnet|build|cmdlets/UniversalApprox.PowerShell|" "build"
                let shown = Regex.Match(readme.Value, @"(?ms)^```text\n(.*?)^```").Groups[1].Value
                let table, answer = shown[.. shown.IndexOf "\n\n"], shown[shown.IndexOf "\n\n" ..]

                for line in answer :: List.ofArray (table.Split '\n') do
                    if not (Regex.IsMatch(line, "^[- ]*$")) then
                        Expect.isTrue (has result.Output line) $"{line}\nin\n{result.Output}"

                for part in [ "Parabola: 2 sigmoid neurons suffice: "; "rat42: 1 sigmoid neuron suffices: " ] do
                    Expect.stringContains result.Output part "answers"

                Expect.hasLength
                    (File.ReadAllLines(Path.Combine(folder, "sweep.csv")))
                    (1 + 8 + 8 + 2)
                    "fits"

                let report = File.ReadAllText(Path.Combine(folder, "report.html"))
                Expect.stringContains report "5 sigmoid neurons suffice" "report")

            testCase "fails with the reason when dotnet or the demo's script does"
            <| inFolder (fun folder ->
                let failed = run folder "Demo" 3
                Expect.equal failed.ExitCode 1 "exit code"
                Expect.stringContains failed.Error "failed with exit code 3" "reason"

                File.WriteAllText(
                    Path.Combine(folder, "cmdlets", "examples", "how-many-neurons.ps1"),
                    "#Requires -Modules UniversalApprox\nthrow 'no curve'"
                )

                let failed = run folder "Demo" 0
                Expect.equal failed.ExitCode 1 "exit code of the demo"
                Expect.stringContains failed.Error "no curve" "reason of the demo")
        ]
