/// The help: pages that fit the cmdlets, what Get-Help makes of them, and their examples, all of which run.
module UniversalApprox.Tests.Cmdlets.HelpTests

open System
open System.IO
open System.Text.RegularExpressions
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private pages = Path.Combine(Process.repositoryRoot, "cmdlets", "docs", "en-US")
let private moduleAssembly = Path.Combine(moduleFolder, "lib", "UniversalApprox.PowerShell.dll")

/// Says what the pages in a folder lack.
let private check folder =
    let builder = Process.builtFile (Path.Combine("cmdlets", "HelpBuilder")) "ua-help.dll"
    Process.run "dotnet" [ builder; "check"; moduleAssembly; folder ] [] ""

let private pageTests =
    [
        testCase "have words for each cmdlet and parameter, the facts of the assembly, and nothing else"
        <| fun () ->
            let result = check pages
            Expect.equal (result.Output, result.Error, result.ExitCode) ("", "", 0) "problems"

        testCase "that lack or invent something are found out"
        <| inFolder (fun folder ->
            for page in Directory.GetFiles pages do
                File.Copy(page, Path.Combine(folder, Path.GetFileName page))

            let change page (was: string) (becomes: string) =
                let file = Path.Combine(folder, page)
                let text = File.ReadAllText file
                Expect.stringContains text was $"{page} has what is changed"
                File.WriteAllText(file, text.Replace(was, becomes))

            change "Get-McmcSample.md" "Writes every n-th kept step.\n" ""
            change "Get-McmcSummary.md" "### -InputObject" "### -Posterior"
            change "Compare-UnitFit.md" "default `0.05`" "default `0.5`"
            File.Delete(Path.Combine(folder, "New-NeuronSum.md"))
            File.WriteAllText(Path.Combine(folder, "Get-Nothing.md"), "# Get-Nothing\n")
            let result = check folder
            Expect.equal result.ExitCode 1 "exit code"

            for problem in
                [
                    "Get-McmcSample.md: -Thin has no words"
                    "Get-McmcSummary.md: -InputObject has no words"
                    "Get-McmcSummary.md: there is no parameter -Posterior"
                    "Compare-UnitFit.md: syntax or facts of parameters are not those of the assembly"
                    "New-NeuronSum.md: there is no page"
                    "Get-Nothing.md: there is no such cmdlet"
                ] do
                Expect.stringContains result.Output problem "problem")
    ]

let private cmdlets =
    lazy (outputOf "(Get-Module UniversalApprox).ExportedCmdlets.Keys" |> List.map string)

let private getHelpTests =
    [
        testCase "shows synopsis, description, parameters and examples of every cmdlet"
        <| fun () ->
            for cmdlet in cmdlets.Value do
                let help =
                    outputOf
                        $"$help = Get-Help {cmdlet} -Full
                          $help.Synopsis
                          $help.description.Count
                          @($help.examples.example).Count
                          @($help.syntax.syntaxItem).Count - (Get-Command {cmdlet}).ParameterSets.Count
                          @($help.inputTypes.inputType).Count, @($help.returnValues.returnValue).Count, @($help.alertSet.alert).Count"

                match help |> List.map string with
                | synopsis :: counts ->
                    let page = File.ReadAllText(Path.Combine(pages, cmdlet + ".md"))
                    Expect.stringContains page $"\n{synopsis.Trim()}\n" $"{cmdlet}: synopsis of the page"

                    match List.map int counts with
                    | [ paragraphs; examples; superfluousSets; inputs; outputs; notes ] ->
                        Expect.isGreaterThan paragraphs 0 $"{cmdlet}: description"
                        Expect.isGreaterThanOrEqual examples 2 $"{cmdlet}: examples"
                        Expect.equal superfluousSets 0 $"{cmdlet}: parameter sets"
                        Expect.all [ inputs; outputs; notes ] (fun count -> count > 0) cmdlet
                    | other -> failtest $"{cmdlet}: {other}"
                | [] -> failtest $"{cmdlet}: no help"

        testCase "describes every parameter that a cmdlet has"
        <| fun () ->
            for cmdlet in cmdlets.Value do
                let missing =
                    outputOf
                        $"$common = [System.Management.Automation.Cmdlet]::CommonParameters
                          foreach ($name in (Get-Command {cmdlet}).Parameters.Keys) {{
                              if ($name -notin $common -and -not (Get-Help {cmdlet} -Parameter $name).description.Text) {{ $name }}
                          }}"

                Expect.isEmpty missing cmdlet

        testCase "shows type, default, range and pipeline of a parameter"
        <| fun () ->
            let shown =
                outputOf
                    "$units = Get-Help Invoke-UnitSweep -Parameter Units
                     $units.type.name, $units.defaultValue, $units.pipelineInput, $units.required, ($units.description.Text -join ' ').ReplaceLineEndings(' ')
                     (Get-Help Invoke-UnitSweep -Parameter InputObject).pipelineInput
                     (Get-Help New-CurveData -Parameter Curve).position"

            Expect.equal
                (List.map string shown)
                [
                    "int[]"
                    "1, 2, 4, 8, 16"
                    "False"
                    "false"
                    "Numbers of hidden units, without repetition.  Range: from 1 to 4096."
                    "True (ByValue)"
                    "0"
                ]
                "facts"

        testCase "shows the about topics with the terms that people look for"
        <| fun () ->
            for topic, terms in
                [
                    "about_UniversalApprox", [ "SHORT DESCRIPTION"; "Invoke-UnitSweep"; "InvalidArgument" ]
                    "about_NeuronSum", [ "24 sig(-1.4*x - 4.9)"; "leakyRelu" ]
                    "about_McmcDiagnostics", [ "NestedRHat"; "autocorrelation"; "Contraction" ]
                ] do
                let text = outputOf $"Get-Help {topic}" |> List.map string |> String.concat "\n"

                for term in terms do
                    Expect.stringContains (text.ToLowerInvariant()) (term.ToLowerInvariant()) topic
    ]

let private blocksOf page =
    let text = File.ReadAllText page
    [ for m in Regex.Matches(text, "(?ms)^```powershell\n(.*?)^```") -> m.Groups[1].Value ]

/// One script for several pages, which share the start of a process; each page has a folder of its own with the data.
let private scriptOf (folder: string) groupOfPages =
    [
        "$ErrorActionPreference = 'Stop'"
        // Short runs of sampling warn that they have not converged.
        "$WarningPreference = 'SilentlyContinue'"

        for page: string in groupOfPages do
            let name = Path.GetFileNameWithoutExtension page
            let own = Directory.CreateDirectory(Path.Combine(folder, name)).FullName

            File.Copy(
                Path.Combine(Process.repositoryRoot, "cmdlets", "examples", "data", "rat42.csv"),
                Path.Combine(own, "rat42.csv")
            )

            $"Set-Location '{own}'"

            for i, block in List.indexed (blocksOf page) do
                $"[Console]::WriteLine('==== {name} {i + 1}')\n& {{\n{block}\n}} | Out-Default"
    ]
    |> String.concat "\n"

let private writesFiles (block: string) = block.Contains "Export-"

let private embedded arguments =
    let shell = Process.builtFile (Path.Combine("cmdlets", "Shell")) "ua-shell.dll"
    Process.run "dotnet" (shell :: arguments) [] ""

let private runPages run groupOfPages =
    inFolder (fun folder ->
        let script = write folder "examples.ps1" (scriptOf folder groupOfPages)
        let result: Process.Result = run [ "-File"; script ]
        let last = result.Output.Split("==== ") |> Array.last |> _.Split('\n') |> Array.head

        let errors =
            result.Error.Split('\n')
            |> Array.filter (fun line -> line <> "" && not (line.StartsWith "VERBOSE: "))

        Expect.equal (result.ExitCode, List.ofArray errors) (0, []) $"after {last}"
        let sections = result.Output.Split "==== " |> Array.skip 1

        let expected =
            [
                for page in groupOfPages do
                    for block in blocksOf page do
                        block
            ]

        Expect.hasLength sections expected.Length "examples"

        for section, block in Seq.zip sections expected do
            let shown = section.Split('\n', 2)

            Expect.isTrue
                (shown[1].Trim() <> "" || writesFiles block)
                $"{shown[0]} shows or writes something")

let private exampleTests =
    let all = Directory.GetFiles(pages, "*.md") |> Array.sort

    [
        for host, run in [ "the embedded shell", embedded; "real PowerShell", RealPowerShell.run ] do
            for group in Array.splitInto 2 all do
                let first, last =
                    Path.GetFileNameWithoutExtension group[0],
                    Path.GetFileNameWithoutExtension(Array.last group)

                testCase
                    $"from {first} to {last} run in {host} without an error and show or write something"
                    (runPages run group)
    ]

[<Tests>]
let tests =
    testList
        "Help"
        [ testList "pages" pageTests; testList "Get-Help" getHelpTests; testList "examples" exampleTests ]
