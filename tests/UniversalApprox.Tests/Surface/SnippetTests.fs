/// Every fenced block of every page that users see is run by some test, or a comment here says why not. Text is the output of
/// the demo, which BuildScriptTests compare, the syntax of a cmdlet, which HelpTests compare, or a drawing.
module UniversalApprox.Tests.Surface.SnippetTests

open System.IO
open System.Management.Automation.Language
open System.Text.RegularExpressions
open Expecto
open UniversalApprox.Tests.Support

let private root = Process.repositoryRoot
let private read (path: string) = File.ReadAllText(Path.Combine(root, path)).ReplaceLineEndings "\n"
let private exists path = Path.Exists(Path.Combine(root, path))

/// All pages, relative to the root, with slashes.
let private pages =
    [
        for folder in [ "core-fs"; "facade-cs"; "cmdlets"; "tests" ] do
            yield! Directory.GetFiles(Path.Combine(root, folder), "*.md", SearchOption.AllDirectories)

        yield! Directory.GetFiles(root, "*.md")
    ]
    |> List.map (fun path -> Path.GetRelativePath(root, path).Replace('\\', '/'))
    |> List.filter (fun path -> not (Regex.IsMatch(path, "(^|/)(bin|obj)/")))
    |> List.sort

/// Page, language and text of each block.
let private blocks =
    [
        for page in pages do
            for m in Regex.Matches(read page, "(?ms)^```([^\n]*)\n(.*?)^```") do
                page, m.Groups[1].Value, m.Groups[2].Value
    ]

let private inLanguage language =
    blocks
    |> List.choose (fun (page, given, text) -> if given = language then Some(page, text) else None)

/// Text without indentation and empty lines.
let private squeezed (text: string) =
    text.Split '\n'
    |> Array.map (fun line -> line.Trim())
    |> Array.filter (fun line -> line <> "")
    |> String.concat "\n"

/// Blocks that have to be part of a source file which is compiled and run.
let private compiled language (sources: string list) =
    [
        for i, (page, block) in List.indexed (inLanguage language) do
            testCase $"{language} block {i + 1}, of {page}, is compiled and run"
            <| fun () ->
                let isPart =
                    sources |> List.exists (fun source -> (squeezed (read source)).Contains(squeezed block))

                Expect.isTrue isPart $"no file of %A{sources} has\n{block}"
    ]

let private powerShell =
    testCase "PowerShell is on pages whose blocks are run: by the tests README, Help and how-to pages"
    <| fun () ->
        for page, _ in inLanguage "powershell" do
            Expect.isTrue (page = "README.md" || page.StartsWith "cmdlets/docs/") page

/// Its packages are not everywhere, so the blocks are skipped where they are not.
let private python =
    testCase "Python is on pages that the tests of how-to pages run"
    <| fun () ->
        for page, _ in inLanguage "python" do
            Expect.contains [ "cmdlets/docs/arviz.md"; "cmdlets/docs/emcee.md" ] page "page"

/// Building, testing and packing within the tests would take minutes or have no end. Other tests run what these commands run
/// (BuildScriptTests the demo, SampleTests the programs), so this test only checks that the commands name what is there.
let private shell =
    testCase "shell commands name projects, files and targets that are there"
    <| fun () ->
        for page, block in inLanguage "sh" do
            for line in block.Split('\n', System.StringSplitOptions.RemoveEmptyEntries) do
                Expect.isMatch line "^dotnet (run|dnx) " $"{page}: {line}"

                for m in Regex.Matches(line, @"(?<= )(?:core-fs|facade-cs|cmdlets|tests)/\S+|\S+\.ps1") do
                    Expect.isTrue (exists m.Value) $"{page}: {m.Value}"

/// They need a scheduler, so here it is checked that they give the script what it asks for; ExampleTests runs it.
let private scheduled =
    testCase "lines for schedulers give the script each parameter that it must have, and no other"
    <| fun () ->
        let path = Path.Combine(root, "cmdlets", "examples", "scheduled-report.ps1")
        let mutable tokens = null
        let mutable errors = null
        let script = Parser.ParseFile(path, &tokens, &errors)

        let isMandatory (parameter: ParameterAst) =
            parameter.Attributes |> Seq.exists (fun attribute -> attribute.Extent.Text.Contains "Mandatory")

        let named = List.map (fun (parameter: ParameterAst) -> $"-{parameter.Name.VariablePath.UserPath}")
        let parameters = List.ofSeq script.ParamBlock.Parameters
        Expect.hasLength (List.filter isMandatory parameters) 3 "file and columns"
        let lines = inLanguage "crontab" @ inLanguage "bat"
        Expect.hasLength lines 2 "cron and Task Scheduler"

        for page, line in lines do
            let after = line[line.IndexOf "scheduled-report.ps1" ..]
            let given = [ for m in Regex.Matches(after, @"(?<= )-\w+") -> m.Value ]
            Expect.isEmpty (List.filter isMandatory parameters |> named |> List.except given) $"{page} lacks"
            Expect.isEmpty (given |> List.except (named parameters)) $"{page} invents"

/// There is no Kubernetes here.
let private containers =
    testCase "files for containers name cmdlets and a PowerShell that are there"
    <| fun () ->
        let text = inLanguage "yaml" @ inLanguage "dockerfile" |> List.map snd |> String.concat "\n"
        let exported = read "cmdlets/module/UniversalApprox.psd1"
        let tools = read ".config/dotnet-tools.json"

        for m in Regex.Matches(text, @"\b[A-Z][a-z]+-Approx\w+") do
            Expect.stringContains exported $"'{m.Value}'" "cmdlet"

        let version = Regex.Match(text, @"powershell --version (\S+)").Groups[1].Value
        Expect.stringContains tools $"\"{version}\"" "version"

[<Tests>]
let tests =
    testList
        "snippets"
        [
            yield!
                compiled
                    "csharp"
                    [ "tests/CSharp.Consumer/Examples.cs"; "facade-cs/samples/ReportEndpoint/Program.cs" ]
            yield! compiled "fsharp" [ "tests/UniversalApprox.Tests/Core/ReadmeExamples.fs" ]
            powerShell
            python
            shell
            scheduled
            containers

            testCase "there are blocks of each language, and of no other"
            <| fun () ->
                // RunFileTests run the SQL.
                let found =
                    blocks |> List.map (fun (_, language, _) -> language) |> List.distinct |> List.sort

                Expect.equal
                    found
                    [
                        "bat"
                        "crontab"
                        "csharp"
                        "dockerfile"
                        "fsharp"
                        "powershell"
                        "python"
                        "sh"
                        "sql"
                        "text"
                        "yaml"
                    ]
                    "languages"

            testCase "the programs whose text is looked for are those that the tests run"
            <| fun () ->
                let examples = read "tests/CSharp.Consumer/Examples.cs"
                let run = read "tests/CSharp.Consumer/Program.cs"

                for m in Regex.Matches(examples, @"(?m)^    public static (?:async Task|void) (\w+)\(\)") do
                    Expect.stringContains run $"Examples.{m.Groups[1].Value}" "Program.cs"
        ]
